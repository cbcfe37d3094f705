// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.model.DtNode;
import org.bindscope.model.Machine;

/** What the rules about a machine's device tree share. */
final class TreeContext {

    private final Machine machine;
    private final Optional<NvLinkTree> tree;

    private TreeContext(Machine machine) {
        this.machine = machine;
        this.tree = MachineIndex.tree(machine).map(t -> new NvLinkTree(new PciTree(new DtIndex(t),
                Optional.of(machine))));
    }

    static TreeContext of(FindingContext context) {
        return context.shared(TreeContext.class, c -> new TreeContext(c.machine()));
    }

    Machine machine() {
        return machine;
    }

    /** The tree that analyses read; empty for a machine without one. */
    Optional<NvLinkTree> tree() {
        return tree;
    }

    /** The PCI address of a node, else its path. */
    String subject(DtNode node) {
        NvLinkTree known = tree.orElseThrow();
        return known.pci().address(node).map(Object::toString).orElseGet(() -> known.index().path(node));
    }

    /** What stands in a property. */
    EvidenceText proof(DtNode node, String property) {
        DtIndex index = tree.orElseThrow().index();
        String file = index.tree().getFile() == null ? "device tree" : index.tree().getFile();
        return new EvidenceText(file, index.path(node) + (DtValues.has(node, property) ? " " + property + " = "
                + value(node, property)
                : " has no " + property));
    }

    /** A property's value in the notation of device tree source, cut where it is long. */
    static String value(DtNode node, String property) {
        byte[] bytes = DtValues.bytes(node, property).orElse(new byte[0]);
        List<String> words = new ArrayList<>();
        HexFormat hex = HexFormat.of();
        boolean cells = bytes.length % 4 == 0;
        for (int at = 0; at < bytes.length && words.size() < 8; at += cells ? 4 : 1) {
            words.add(cells ? "0x" + hex.formatHex(bytes, at, at + 4) : hex.toHexDigits(bytes[at]));
        }
        String tail = words.size() == 8 && bytes.length > (cells ? 32 : 8) ? " …" : "";
        return (cells ? "<" : "[") + String.join(" ", words) + tail + (cells ? ">" : "]");
    }

    /** A finding about nodes. */
    Finding finding(String rule, Severity severity, List<String> subjects, String summary, String explanation,
            String remedy,
            EvidenceText... proof) {
        return new Finding(rule, severity, subjects, summary, explanation, List.of(proof), remedy);
    }
}
