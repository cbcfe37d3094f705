// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.Machine;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.labels.ObjectIcons;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.session.MachineDocument;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.ui.quickaccess.IQuickAccessComputer;
import org.eclipse.ui.quickaccess.IQuickAccessComputerExtension;
import org.eclipse.ui.quickaccess.QuickAccessElement;

/** Finds devices, IOMMU groups, drivers and device-tree nodes of the active machine for quick access. */
public class ObjectsComputer implements IQuickAccessComputer, IQuickAccessComputerExtension {

    private static final int MOST = 200;

    @Override
    public QuickAccessElement[] computeElements() {
        return new QuickAccessElement[0];
    }

    @Override
    public QuickAccessElement[] computeElements(String query, IProgressMonitor monitor) {
        String wanted = query.strip().toLowerCase(Locale.ROOT);
        Optional<MachineDocument> document = Selected.sessions().active();
        if (document.isEmpty() || wanted.isEmpty()) {
            return new QuickAccessElement[0];
        }
        return find(document.get().machine(), wanted).limit(MOST).toArray(QuickAccessElement[]::new);
    }

    private static Stream<Found> find(Machine machine, String wanted) {
        Stream<Found> devices = ModelWalk.functions(machine).map(device -> new Found(device, ObjectText.description(device)));
        Stream<Found> groups = machine.getIommuGroups().stream()
                .map(group -> new Found(group, ObjectText.title(group) + (group.getName() == null ? "" : " " + group.getName())));
        Stream<Found> drivers = machine.getDrivers().stream()
                .filter(driver -> driver.getName() != null)
                .map(driver -> new Found(driver, "Driver " + driver.getName()));
        Stream<Found> nodes = machine.getDeviceTrees().stream().limit(1).flatMap(ObjectsComputer::nodes)
                .map(node -> new Found(node, ObjectText.path(node)));
        return Stream.of(devices, groups, drivers, nodes).flatMap(found -> found)
                .filter(found -> found.getLabel().toLowerCase(Locale.ROOT).contains(wanted));
    }

    private static Stream<DtNode> nodes(DeviceTree tree) {
        List<DtNode> all = new ArrayList<>();
        Deque<DtNode> open = new ArrayDeque<>();
        if (tree.getRoot() != null) {
            open.add(tree.getRoot());
        }
        while (!open.isEmpty()) {
            DtNode node = open.pop();
            all.add(node);
            open.addAll(node.getChildren());
        }
        return all.stream();
    }

    @Override
    public void resetState() {
        // Nothing is kept: the elements are computed for each query.
    }

    @Override
    public boolean needsRefresh() {
        return true;
    }

    /** One hit; choosing it reveals the object in the views. */
    private static final class Found extends QuickAccessElement {

        private final EObject object;
        private final String label;

        Found(EObject object, String label) {
            this.object = object;
            this.label = label;
        }

        @Override
        public String getLabel() {
            return label;
        }

        @Override
        public ImageDescriptor getImageDescriptor() {
            return ObjectIcons.of(object).descriptor();
        }

        @Override
        public String getId() {
            return object.eClass().getName() + " " + label;
        }

        @Override
        public void execute() {
            Selected.sessions().reveal(object);
        }
    }
}
