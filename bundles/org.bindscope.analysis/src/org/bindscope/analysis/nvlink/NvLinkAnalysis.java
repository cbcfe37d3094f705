// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.Optional;

import org.bindscope.model.DeviceTree;
import org.bindscope.model.Machine;

/** Finds the NVLinks of a machine. */
public final class NvLinkAnalysis {

    private NvLinkAnalysis() {
    }

    /**
     * The graph that a device tree alone gives.
     *
     * @param tree tree
     * @return an empty graph for a tree without NVLink
     */
    public static NvLinkGraph of(DeviceTree tree) {
        return TreeGraph.of(new NvLinkTree(new PciTree(new DtIndex(tree), Optional.empty())));
    }

    /**
     * The graph of a machine: its device tree, joined with its PCI functions, and the text and XML files
     * that describe NVLinks.
     *
     * @param machine machine
     * @return an empty graph for a machine of which no source speaks of NVLink
     */
    public static NvLinkGraph of(Machine machine) {
        return MachineIndex.tree(machine)
                .map(tree -> TreeGraph.of(new NvLinkTree(new PciTree(new DtIndex(tree), Optional.of(machine)))))
                .orElse(NvLinkGraph.none());
    }
}
