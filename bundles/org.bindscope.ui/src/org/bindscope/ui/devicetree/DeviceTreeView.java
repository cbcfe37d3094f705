// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.NvLinkEndpoint;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.commands.Reveal;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.session.Missing;
import org.bindscope.ui.session.ModelSelection;
import org.bindscope.ui.text.SashMemory;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.e4.ui.di.PersistState;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Composite;

import jakarta.annotation.PostConstruct;

/** What firmware said: the device trees of the machine. */
public final class DeviceTreeView implements DeviceTreePanel.Host {

    private static final String COLLECT =
            "tar -C / -czf devicetree.tar.gz sys/firmware/fdt sys/firmware/devicetree/base";

    private MachinePart part;
    private DeviceTreePanel panel;

    /** Made by injection. */
    public DeviceTreeView() {
    }

    /**
     * Builds the view.
     *
     * @param parent  the part's area
     * @param machine what all views of a machine have in common
     * @param model   keeps the layout over a restart
     */
    @PostConstruct
    public void create(Composite parent, MachinePart machine, MPart model) {
        part = machine;
        Composite area = part.area(parent, "Open a snapshot or a device-tree blob to see what firmware said.");
        area.setLayout(new FillLayout());
        panel = new DeviceTreePanel(area, this);
        SashMemory.restore(model.getPersistedState(), panel.sashes());
        panel.restore(model.getPersistedState());
        part.publish(panel.viewer(), "Device-tree nodes");
        panel.extendMenu();
        panel.tables().forEach(part::offerPlan);
        part.onDocument(this::show);
        part.onSelection(this::follow);
    }

    private void show(Optional<MachineDocument> document) {
        if (document.isEmpty()) {
            return;
        }
        if (document.get().machine().getDeviceTrees().stream().noneMatch(tree -> tree.getRoot() != null)) {
            part.showMissing(Missing.collectWith("This snapshot holds no device tree: neither sys/firmware/fdt nor "
                    + "sys/firmware/devicetree/base was captured. Machines that describe their hardware by ACPI have none.",
                    COLLECT));
            return;
        }
        part.showBody();
        panel.setInput(document.get().machine());
    }

    /** Goes to the node of what is selected elsewhere. */
    private void follow(List<Object> objects) {
        Object first = objects.get(0) instanceof ModelSelection selection
                ? selection.modelObjects().stream().findFirst().orElse(null) : objects.get(0);
        if (first instanceof DtProperty property && property.getNode() != null) {
            panel.go(property);
        } else if (first instanceof DtNode node) {
            panel.go(node);
        } else if (first instanceof PciFunction function && function.getDeviceTreeNode() != null) {
            panel.go(function.getDeviceTreeNode());
        } else if (first instanceof NvLinkEndpoint endpoint && endpoint.getDeviceTreeNode() != null) {
            panel.go(endpoint.getDeviceTreeNode());
        }
    }

    @Override
    public void selected(DtProperty property) {
        part.select(new StructuredSelection(property));
    }

    @Override
    public void open(PciFunction function) {
        Reveal.object(part.sessions(), function);
    }

    @Override
    public <T> void compute(String task, Supplier<T> work, Consumer<T> show) {
        part.compute(task, document -> work.get(), show);
    }

    /**
     * Keeps the layout.
     *
     * @param model the part
     */
    @PersistState
    public void persist(MPart model) {
        SashMemory.store(model.getPersistedState(), panel.sashes());
        panel.store(model.getPersistedState());
    }

    /** Gives the node tree the focus. */
    @Focus
    public void focus() {
        panel.setFocus();
    }
}
