// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;

/** Phandles that two nodes carry, and references that lead nowhere (fdt-nvlink section 4.1). */
public final class PhandleRule implements FindingRule {

    private static final int MAX = 200;
    private static final long INVALID = 0xffffffffL;
    private static final String REMEDY =
            "Have the firmware or the overlay that writes the tree mended; the kernel follows the wrong node or none.";

    /** Properties that hold nothing but phandles. {@code ibm,nvlink-peers} has a rule of its own. */
    private static final Set<String> LISTS = Set.of("memory-region", "ibm,gpu", "ibm,npu");
    /** Properties whose first cell is a phandle. */
    private static final Set<String> SINGLE = Set.of("interrupt-parent", "ibm,npcq", "ibm,nvlink", "ibm,pcie-slot",
            "iommus");
    /** Properties of entries of four cells with a phandle second. */
    private static final Set<String> MAPS = Set.of("iommu-map", "msi-map");

    @Override
    public Set<String> ids() {
        return Set.of("phandle-duplicate", "overlay-left-over", "phandle-invalid", "phandle-dangling");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        TreeContext trees = TreeContext.of(context);
        if (trees.tree().isEmpty()) {
            return Stream.empty();
        }
        DtIndex index = trees.tree().get().index();
        List<Finding> findings = new ArrayList<>();
        for (long value : index.duplicatePhandles()) {
            List<DtNode> nodes = index.withPhandle(value);
            for (DtNode loser : nodes.subList(1, nodes.size())) {
                if (findings.size() >= MAX) {
                    return findings.stream();
                }
                findings.add(trees.finding("phandle-duplicate", Severity.ERROR,
                        List.of(trees.subject(loser), trees.subject(nodes.get(0))),
                        trees.subject(loser) + " has the phandle " + hex(value) + " of " + trees.subject(nodes.get(0))
                        + ".",
                        "A reference to this value reaches the node that stands first in the tree.", REMEDY,
                        trees.proof(loser, "phandle"), trees.proof(nodes.get(0), "phandle")));
            }
        }
        boolean overlay = index.nodes().stream().anyMatch(node -> node.getName().equals("__overlay__")
                || node.getName().equals("__fixups__"));
        if (overlay && index.tree().getRoot() != null) {
            findings.add(trees.finding("overlay-left-over", Severity.INFO, List.of("/"),
                    "The tree holds parts of an overlay that was not applied.",
                    "Its references are not resolved yet, so they are not checked.",
                    "Apply the overlay to its base first."));
            return findings.stream();
        }
        for (DtNode node : index.nodes()) {
            for (DtProperty property : node.getProperties()) {
                if (findings.size() >= MAX) {
                    return findings.stream().limit(MAX);
                }
                check(trees, index, node, property.getName(), findings);
            }
        }
        return findings.stream().limit(MAX);
    }

    private static void check(TreeContext trees, DtIndex index, DtNode node, String name, List<Finding> findings) {
        List<Long> cells = LISTS.contains(name) || SINGLE.contains(name) || MAPS.contains(name)
                || name.endsWith("-supply")
                ? DtValues.cells(node, name) : List.of();
        if (cells.isEmpty() || node.getParent() != null && node.getParent().getName().equals("__local_fixups__")) {
            return;
        }
        if (LISTS.contains(name)) {
            cells.forEach(value -> reference(trees, index, node, name, value, findings));
        } else if (MAPS.contains(name)) {
            for (int i = 1; i < cells.size() && cells.size() % 4 == 0; i += 4) {
                reference(trees, index, node, name, cells.get(i), findings);
            }
        } else {
            reference(trees, index, node, name, cells.get(0), findings);
        }
    }

    private static void reference(TreeContext trees, DtIndex index, DtNode node, String name, long value,
            List<Finding> findings) {
        String subject = trees.subject(node);
        if (value == 0 || value == INVALID) {
            findings.add(trees.finding("phandle-invalid", Severity.WARNING, List.of(subject), name + " of " + subject
                    + " holds " + hex(value)
                    + ", which is no phandle.", "The values 0 and 0xffffffff never name a node.", REMEDY,
                    trees.proof(node, name)));
        } else if (index.withPhandle(value).isEmpty()) {
            findings.add(trees.finding("phandle-dangling", Severity.ERROR, List.of(subject), name + " of " + subject
                    + " names " + hex(value)
                    + ", which no node has.", "What the property stands for is not found by the kernel.", REMEDY,
                    trees.proof(node, name)));
        }
    }

    static String hex(long value) {
        return String.format("0x%08x", value);
    }
}
