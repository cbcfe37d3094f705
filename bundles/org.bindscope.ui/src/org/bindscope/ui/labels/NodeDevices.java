// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.labels;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.bindscope.analysis.nvlink.DtIndex;
import org.bindscope.analysis.nvlink.DtValues;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.PciFunction;
import org.eclipse.emf.ecore.EObject;

/** Which PCI functions a device-tree node stands for. */
final class NodeDevices {

    /** Nodes looked at below one; a host bridge has far fewer. */
    private static final int MOST_NODES = 100_000;

    private NodeDevices() {
    }

    /**
     * The functions of a node: its own; those below a host bridge, which is no function itself; and those that
     * name an NPU or one of its links by {@code ibm,npcq} or {@code ibm,nvlink} (skiboot, doc/device-tree/ibm,npu).
     *
     * @param node any node
     * @return each once; empty for a node that stands for none
     */
    static List<PciFunction> of(DtNode node) {
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
        List<PciFunction> found = new ArrayList<>();
        for (EObject at = target; at != null; at = at.eContainer()) {
            if (at instanceof DeviceTree tree) {
                DtIndex index = new DtIndex(tree);
                for (DtNode node : index.nodes()) {
                    if (DtValues.has(node, property) && index.reference(node, property).filter(target::equals).isPresent()) {
                        found.addAll(node.getPciFunctions().isEmpty() ? below(node) : node.getPciFunctions());
                    }
                }
                return found;
            }
        }
        return found;
    }
}
