// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.labels;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.binding.PlanObjects;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.Evidenced;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.session.ModelSelection;
import org.eclipse.emf.ecore.EObject;

/** Ways through the model that several views need. */
public final class ModelWalk {

    private ModelWalk() {
    }

    /**
     * All functions.
     *
     * @param machine a machine
     * @return in the order of domains, buses and addresses
     */
    public static Stream<PciFunction> functions(Machine machine) {
        return machine.getDomains().stream()
                .flatMap(domain -> domain.getBuses().stream())
                .flatMap(bus -> bus.getFunctions().stream());
    }

    /**
     * The PCI functions that selected objects stand for: themselves, the members of a group, what a driver
     * has, what is on a bus, what a device-tree node or an NVLink endpoint stands for, both ends of a link. Every
     * command on devices works through this one adapter, whatever view the selection is from.
     *
     * @param objects model objects and {@link ModelSelection}s
     * @return each function once, in the order of the selection
     */
    public static List<PciFunction> devices(Collection<?> objects) {
        Set<PciFunction> found = new LinkedHashSet<>();
        for (Object object : objects) {
            if (object instanceof EObject one) {
                PlanObjects.functions(one).forEach(found::add);
            } else if (object instanceof ModelSelection selection) {
                found.addAll(devices(selection.modelObjects().stream()
                        .filter(inner -> !(inner instanceof ModelSelection)).toList()));
            }
        }
        return List.copyOf(found);
    }

    /**
     * The first selected object that can say where its facts come from.
     *
     * @param objects model objects and {@link ModelSelection}s
     * @return empty when none can
     */
    public static Optional<EObject> evidenced(Collection<?> objects) {
        for (Object object : objects) {
            if (object instanceof Evidenced || object instanceof DtNode || object instanceof DtProperty) {
                return Optional.of((EObject) object);
            }
            if (object instanceof PciBus bus && bus.getBridge() != null) {
                return Optional.of(bus.getBridge());
            }
            if (object instanceof ModelSelection selection) {
                Optional<EObject> inner = evidenced(selection.modelObjects().stream()
                        .filter(one -> !(one instanceof ModelSelection)).toList());
                if (inner.isPresent()) {
                    return inner;
                }
            }
        }
        return Optional.empty();
    }
}
