// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DeviceTreeOrigin;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;

/** Names, unit addresses and lengths of a device tree (fdt-nvlink section 4.1). */
public final class TreeShapeRule implements FindingRule {

    private static final int MAX_NAME = 31;
    private static final int SHOWN = 5;
    private static final int MAX = 200;

    @Override
    public Set<String> ids() {
        return Set.of("fdt-name-illegal", "fdt-name-too-long", "fdt-reader-disagreement", "fdt-duplicate-node",
                "fdt-duplicate-property", "fdt-unit-address-mismatch", "fdt-cells-length");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        TreeContext trees = TreeContext.of(context);
        if (trees.tree().isEmpty()) {
            return Stream.empty();
        }
        DtIndex index = trees.tree().get().index();
        List<Finding> findings = new ArrayList<>();
        readers(trees, index.tree(), findings);
        List<String> illegal = new ArrayList<>();
        List<String> tooLong = new ArrayList<>();
        for (DtNode node : index.nodes()) {
            duplicates(trees, index, node, findings);
            unitAddress(trees, node, findings);
            lengths(trees, node, findings);
            name(index.path(node), baseName(node), "", illegal, tooLong);
            node.getProperties().forEach(property -> name(index.path(node) + " " + property.getName(),
                    property.getName(), "?#", illegal, tooLong));
        }
        names(trees, "fdt-name-illegal", "characters that the specification does not allow", illegal, findings);
        names(trees, "fdt-name-too-long", "more than 31 characters", tooLong, findings);
        return findings.stream().limit(MAX);
    }

    /** Blobs that libfdt and dtc do not both read (section 1.3). */
    private static void readers(TreeContext trees, DeviceTree tree, List<Finding> findings) {
        if (tree.getOrigin() != DeviceTreeOrigin.BLOB || !tree.isSetVersion()) {
            return;
        }
        String reason = tree.getVersion() < 2 ? "libfdt refuses version 1, dtc reads it"
                : tree.isSetLastCompatibleVersion() && tree.getLastCompatibleVersion() > 17
                ? "libfdt refuses last_comp_version "
                        + tree.getLastCompatibleVersion() + ", dtc reads it"
                        : tree.getRoot() != null && tree.getRoot().getName() != null
                        && !tree.getRoot().getName().isEmpty()
                                ? "libfdt refuses a root node with a name, dtc drops the name" : "";
        if (!reason.isEmpty()) {
            findings.add(trees.finding("fdt-reader-disagreement", Severity.INFO, List.of("/"),
                    "Readers disagree on this blob: " + reason + ".",
                    "A boot loader and a compiler may see different trees.", "Write it again as version 17."));
        }
    }

    private static void duplicates(TreeContext trees, DtIndex index, DtNode node, List<Finding> findings) {
        Set<String> seen = new HashSet<>();
        for (DtNode child : node.getChildren()) {
            if (!seen.add(child.getName())) {
                findings.add(trees.finding("fdt-duplicate-node", Severity.WARNING, List.of(index.path(child)),
                        index.path(node) + " has two nodes named " + child.getName() + ".",
                        "Readers take the first one and miss the other.",
                        "Give one of them another unit address."));
            }
        }
        Set<String> properties = new HashSet<>();
        for (DtProperty property : node.getProperties()) {
            if (!properties.add(property.getName())) {
                findings.add(trees.finding("fdt-duplicate-property", Severity.WARNING, List.of(trees.subject(node)),
                        index.path(node) + " has two properties named " + property.getName() + ".",
                        "Readers take the first one and miss the other.",
                        "Remove one of them."));
            }
        }
    }

    private static String baseName(DtNode node) {
        String name = node.getName() == null ? "" : node.getName();
        int at = name.indexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }

    private static void name(String place, String name, String more, List<String> illegal, List<String> tooLong) {
        // Names of the POWER platform's own bindings are as long as they are.
        if (name.length() > MAX_NAME && !name.startsWith("ibm,") && !place.contains("/ibm,")) {
            tooLong.add(place);
        }
        if (!name.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
                || ",._+-".indexOf(c) >= 0
                || more.indexOf(c) >= 0)) {
            illegal.add(place);
        }
    }

    private static void names(TreeContext trees, String rule, String what, List<String> places,
            List<Finding> findings) {
        if (!places.isEmpty()) {
            List<String> some = places.subList(0, Math.min(SHOWN, places.size()));
            findings.add(trees.finding(rule, Severity.INFO, some, places.size() + " name"
                    + (places.size() == 1 ? "" : "s") + " of the tree with "
                    + what + ".", "Firmware does that and no reader minds: " + String.join("; ", some)
                            + (places.size() > some.size() ? "; and more." : "."), ""));
        }
    }

    /**
     * Buses whose two cells are no one number name their nodes by one of them: ISA has a flag and then the address
     * (IEEE 1275 ISA binding), SPMI the slave and then the kind of the group (kernel binding spmi.yaml).
     */
    private static Optional<Long> ownCell(DtNode bus, List<Long> reg) {
        return switch (baseName(bus)) {
            case "isa" -> Optional.of(reg.get(1));
            case "spmi" -> Optional.of(reg.get(0));
            default -> Optional.empty();
        };
    }

    /** PCI nodes carry device and function, other nodes the first address of {@code reg}. */
    private static void unitAddress(TreeContext trees, DtNode node, List<Finding> findings) {
        String name = node.getName() == null ? "" : node.getName();
        int at = name.indexOf('@');
        List<Long> reg = DtValues.cells(node, "reg");
        if (at < 0 || reg.isEmpty() || node.getParent() == null) {
            return;
        }
        String unit = name.substring(at + 1);
        boolean pci = trees.tree().get().pci().host(node).isPresent();
        String expected;
        if (pci) {
            int high = reg.get(0).intValue();
            int function = high >> 8 & 7;
            expected = Integer.toHexString(high >> 11 & 0x1f) + (function == 0 ? "" : "," + function);
        } else {
            int cells = DtValues.number(node.getParent(), "#address-cells").orElse(2);
            // Buses such as ISA write a letter before the address.
            if (cells < 1 || cells > 2 || reg.size() < cells || !unit.chars().allMatch(HexFormat::isHexDigit)) {
                return;
            }
            if (cells == 2 && ownCell(node.getParent(), reg).map(Long::toHexString).filter(strip(unit)::equalsIgnoreCase).isPresent()) {
                return;
            }
            expected = Long.toHexString(cells == 1 ? reg.get(0) : reg.get(0) << 32 | reg.get(1));
        }
        if (!strip(unit).equalsIgnoreCase(expected) && !(pci && strip(unit).equalsIgnoreCase(expected + ",0"))) {
            findings.add(trees.finding("fdt-unit-address-mismatch", Severity.WARNING, List.of(trees.subject(node)),
                    "The unit address of " + trees.subject(node) + " is " + unit + ", and reg says " + expected + ".",
                    "Tools that look a node up by its name find another address than the kernel uses.",
                    "Make both say the same.",
                    trees.proof(node, "reg")));
        }
    }

    private static String strip(String unit) {
        String text = unit.startsWith("0x") ? unit.substring(2) : unit;
        int start = 0;
        while (start < text.length() - 1 && text.charAt(start) == '0' && text.charAt(start + 1) != ',') {
            start++;
        }
        return text.substring(start);
    }

    private static void lengths(TreeContext trees, DtNode node, List<Finding> findings) {
        if (node.getParent() == null) {
            return;
        }
        int address = DtValues.number(node.getParent(), "#address-cells").orElse(2);
        int size = DtValues.number(node.getParent(), "#size-cells").orElse(1);
        length(trees, node, "reg", address + size, findings);
        if (DtValues.has(node, "#address-cells") && DtValues.has(node, "#size-cells")) {
            int child = DtValues.number(node, "#address-cells").orElse(2);
            length(trees, node, "ranges", child + address + DtValues.number(node, "#size-cells").orElse(1), findings);
        }
    }

    private static void length(TreeContext trees, DtNode node, String property, int cells, List<Finding> findings) {
        int length = DtValues.bytes(node, property).map(value -> value.length).orElse(0);
        if (cells > 0 && cells <= 16 && length % (4 * cells) != 0) {
            findings.add(trees.finding("fdt-cells-length", Severity.WARNING, List.of(trees.subject(node)), property
                    + " of " + trees.subject(node)
                    + " has " + length + " bytes, which is no multiple of " + 4 * cells + ".",
                    "By #address-cells and #size-cells an entry has "
                            + cells + " cells.", "Correct the property or the cells of the parent.",
                            trees.proof(node, property)));
        }
    }
}
