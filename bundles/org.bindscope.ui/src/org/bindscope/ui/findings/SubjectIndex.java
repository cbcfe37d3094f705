// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.findings;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.Machine;
import org.bindscope.ui.labels.ModelWalk;
import org.eclipse.emf.ecore.EObject;

/**
 * Finds what a finding is about: a PCI address, {@code group} and the number of an IOMMU group, the path of a
 * device-tree node, the id of an end of NVLinks, or the name of a driver.
 */
public final class SubjectIndex {

    /** Findings write so before the number of a group. */
    private static final String GROUP = "group ";

    private final Machine machine;
    private final Map<String, EObject> named = new HashMap<>();

    /**
     * Indexes a machine.
     *
     * @param machine the machine; only read
     */
    public SubjectIndex(Machine machine) {
        this.machine = machine;
        // Later entries win: a group number is never a driver's name, but a driver may be called anything.
        machine.getDrivers().forEach(driver -> named.put(driver.getName(), driver));
        machine.getNvLinkEndpoints().forEach(end -> named.put(end.getId(), end));
        machine.getIommuGroups().forEach(group -> named.put(group.getNumber(), group));
        ModelWalk.functions(machine).forEach(function -> named.put(function.getAddress(), function));
    }

    /**
     * The model object of a subject.
     *
     * @param subject as a finding names it
     * @return empty when the machine has none of that name
     */
    public Optional<EObject> find(String subject) {
        if (subject.startsWith("/")) {
            return machine.getDeviceTrees().stream()
                    .filter(tree -> tree.getRoot() != null)
                    .flatMap(tree -> node(tree, subject).stream())
                    .findFirst().map(EObject.class::cast);
        }
        return Optional.ofNullable(named.get(subject.startsWith(GROUP) ? subject.substring(GROUP.length()) : subject));
    }

    private static Optional<DtNode> node(DeviceTree tree, String path) {
        DtNode at = tree.getRoot();
        int from = 1;
        while (from < path.length()) {
            int slash = path.indexOf('/', from);
            String name = path.substring(from, slash < 0 ? path.length() : slash);
            Optional<DtNode> next = at.getChildren().stream().filter(child -> name.equals(child.getName())).findFirst();
            if (next.isEmpty()) {
                return Optional.empty();
            }
            at = next.get();
            from = slash < 0 ? path.length() : slash + 1;
        }
        return Optional.of(at);
    }
}
