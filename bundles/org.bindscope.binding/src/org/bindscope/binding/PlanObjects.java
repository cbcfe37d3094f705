// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.nvlink.DtIndex;
import org.bindscope.analysis.nvlink.DtValues;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.Driver;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.NumaNode;
import org.bindscope.model.NvLink;
import org.bindscope.model.NvLinkEndpoint;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PcieLink;
import org.eclipse.emf.ecore.EObject;

/** Makes wishes of whatever is selected: which PCI functions an object of the model stands for. */
public final class PlanObjects {

    /** Nodes looked at below one; a host bridge has far fewer. */
    private static final int MOST_NODES = 100_000;

    private PlanObjects() {
    }

    /**
     * Wishes for the functions that objects stand for. Bridges are left out: VFIO drivers refuse every header type
     * but 0 (drivers/vfio/pci/vfio_pci_core.c), and a bridge without its driver takes what is below it along.
     *
     * @param objects model objects
     * @param driver  the driver; empty for none
     * @return one wish for each function, in the order of the objects
     */
    public static List<Wish> wishes(Collection<? extends EObject> objects, Optional<String> driver) {
        return functions(objects).stream()
                .filter(function -> !(function instanceof PciBridge))
                .filter(function -> !function.isSetHeaderType() || function.getHeaderType() == 0)
                .filter(function -> SafeText.isAddress(function.getAddress()))
                .map(function -> new Wish(function.getAddress(), driver)).toList();
    }

    /**
     * The functions that objects stand for.
     *
     * @param objects model objects
     * @return each function once, in the order of the objects
     */
    public static List<PciFunction> functions(Collection<? extends EObject> objects) {
        Set<PciFunction> found = new LinkedHashSet<>();
        objects.forEach(object -> functions(object).filter(Objects::nonNull).forEach(found::add));
        return List.copyOf(found);
    }

    /**
     * The functions that one object stands for: a function itself, the members of a group, what a driver has, what is
     * on a bus or near a NUMA node, both ends of a link, what a device-tree node or property is about.
     *
     * @param object a model object
     * @return empty for an object that stands for none
     */
    public static Stream<PciFunction> functions(EObject object) {
        if (object instanceof PciFunction function) {
            return Stream.of(function);
        } else if (object instanceof IommuGroup group) {
            return group.getFunctions().stream();
        } else if (object instanceof Driver driver) {
            return driver.getBoundFunctions().stream();
        } else if (object instanceof PciBus bus) {
            return bus.getFunctions().stream();
        } else if (object instanceof NumaNode node) {
            return near(node);
        } else if (object instanceof PcieLink link && link.eContainer() instanceof PciFunction lower) {
            return Stream.of(lower, lower.getBus() == null ? null : lower.getBus().getBridge()).filter(Objects::nonNull);
        } else if (object instanceof NvLink link) {
            return Stream.of(link.getA(), link.getB()).filter(Objects::nonNull).flatMap(PlanObjects::functions);
        } else if (object instanceof NvLinkEndpoint end) {
            return end.getPciFunction() != null ? Stream.of(end.getPciFunction())
                    : Stream.ofNullable(end.getDeviceTreeNode()).flatMap(node -> anyTree(node).stream());
        } else if (object instanceof DtNode node) {
            return anyTree(node).stream();
        } else if (object instanceof DtProperty property && property.getNode() != null) {
            return anyTree(property.getNode()).stream();
        }
        return Stream.empty();
    }

    private static Stream<PciFunction> near(NumaNode node) {
        return node.eContainer() instanceof Machine machine
                ? machine.getDomains().stream().flatMap(domain -> domain.getBuses().stream())
                        .flatMap(bus -> bus.getFunctions().stream())
                        .filter(function -> function.isSetNumaNode() && function.getNumaNode() == node.getId())
                : Stream.empty();
    }

    /** The functions of a node, or of the node of the same path in another tree: blob and running tree tell of one machine. */
    private static List<PciFunction> anyTree(DtNode node) {
        List<PciFunction> found = node(node);
        DeviceTree tree = tree(node);
        if (!found.isEmpty() || tree == null || !(tree.eContainer() instanceof Machine machine)) {
            return found;
        }
        String path = new DtIndex(tree).path(node);
        return machine.getDeviceTrees().stream().filter(other -> other != tree)
                .flatMap(other -> new DtIndex(other).at(path).stream()).map(PlanObjects::node)
                .filter(functions -> !functions.isEmpty()).findFirst().orElse(List.of());
    }

    /** The tree that a node is in, or null for a node of none. */
    private static DeviceTree tree(DtNode node) {
        for (EObject at = node; at != null; at = at.eContainer()) {
            if (at instanceof DeviceTree tree) {
                return tree;
            }
        }
        return null;
    }

    /**
     * The functions of a node: its own; those below a host bridge, which is no function itself; and those that
     * name an NPU or one of its links by {@code ibm,npcq} or {@code ibm,nvlink} (skiboot, doc/device-tree/ibm,npu).
     */
    private static List<PciFunction> node(DtNode node) {
        if (!node.getPciFunctions().isEmpty()) {
            return List.copyOf(node.getPciFunctions());
        }
        if (DtValues.strings(node, "device_type").stream().anyMatch(type -> type.equals("pci") || type.equals("pciex"))) {
            return below(node);
        }
        List<String> compatible = DtValues.strings(node, "compatible");
        if (compatible.contains("ibm,npu-link")) {
            return naming(node, "ibm,nvlink");
        }
        boolean npu = compatible.stream().anyMatch(name -> name.startsWith("ibm,power") && name.contains("-npu"));
        return npu ? naming(node, "ibm,npcq") : List.of();
    }

    private static List<PciFunction> below(DtNode host) {
        Set<PciFunction> found = new LinkedHashSet<>();
        Deque<DtNode> open = new ArrayDeque<>(host.getChildren());
        for (int seen = 0; !open.isEmpty() && seen < MOST_NODES; seen++) {
            DtNode node = open.poll();
            found.addAll(node.getPciFunctions());
            open.addAll(node.getChildren());
        }
        return List.copyOf(found);
    }

    /** The functions of nodes whose property leads to a node, and of those below such a node. */
    private static List<PciFunction> naming(DtNode target, String property) {
        DeviceTree tree = tree(target);
        if (tree == null) {
            return List.of();
        }
        List<PciFunction> found = new ArrayList<>();
        DtIndex index = new DtIndex(tree);
        for (DtNode node : index.nodes()) {
            if (DtValues.has(node, property) && index.reference(node, property).filter(target::equals).isPresent()) {
                found.addAll(node.getPciFunctions().isEmpty() ? below(node) : node.getPciFunctions());
            }
        }
        return found;
    }
}
