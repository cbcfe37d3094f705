// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.labels;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.model.Driver;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.Evidenced;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.NumaNode;
import org.bindscope.model.NvLink;
import org.bindscope.model.NvLinkEndpoint;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PcieLink;
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
            if (object instanceof PciFunction function) {
                found.add(function);
            } else if (object instanceof IommuGroup group) {
                found.addAll(group.getFunctions());
            } else if (object instanceof Driver driver) {
                found.addAll(driver.getBoundFunctions());
            } else if (object instanceof PciBus bus) {
                found.addAll(bus.getFunctions());
            } else if (object instanceof NumaNode node) {
                numaMembers(node).forEach(found::add);
            } else if (object instanceof DtNode node) {
                found.addAll(NodeDevices.of(node));
            } else if (object instanceof DtProperty property && property.getNode() != null) {
                found.addAll(NodeDevices.of(property.getNode()));
            } else if (object instanceof NvLinkEndpoint endpoint) {
                found.addAll(endpoint(endpoint));
            } else if (object instanceof PcieLink link && link.eContainer() instanceof PciFunction lower) {
                found.add(lower);
                upstream(lower).ifPresent(found::add);
            } else if (object instanceof NvLink link) {
                found.addAll(devices(Stream.of(link.getA(), link.getB()).filter(end -> end != null).toList()));
            } else if (object instanceof ModelSelection selection) {
                found.addAll(devices(selection.modelObjects().stream()
                        .filter(inner -> !(inner instanceof ModelSelection)).toList()));
            }
        }
        return List.copyOf(found);
    }

    private static List<PciFunction> endpoint(NvLinkEndpoint endpoint) {
        if (endpoint.getPciFunction() != null) {
            return List.of(endpoint.getPciFunction());
        }
        return endpoint.getDeviceTreeNode() == null ? List.of() : NodeDevices.of(endpoint.getDeviceTreeNode());
    }

    /** The bridge at the upper end of the link that a function is at the lower end of. */
    private static Optional<PciFunction> upstream(PciFunction function) {
        return Optional.ofNullable(function.getBus()).map(PciBus::getBridge);
    }

    private static Stream<PciFunction> numaMembers(NumaNode node) {
        return node.eContainer() instanceof Machine machine
                ? functions(machine).filter(function -> function.isSetNumaNode() && function.getNumaNode() == node.getId())
                : Stream.empty();
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
