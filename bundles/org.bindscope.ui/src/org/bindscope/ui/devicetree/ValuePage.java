// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.bindscope.devicetree.DtValue;
import org.bindscope.devicetree.FdtNode;
import org.bindscope.devicetree.PciAddress;
import org.bindscope.model.DtNode;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;

/** Writes a decoded value entry by entry, references as links. */
final class ValuePage {

    /** Entries that are written; more are counted. */
    private static final int MOST = 500;

    private final TreeContent content;
    private final Consumer<DtNode> go;
    private final RichDocument out;

    ValuePage(TreeContent content, Consumer<DtNode> go, RichDocument out) {
        this.content = content;
        this.go = go;
        this.out = out;
    }

    /** Adds the value to the document, one line for each entry. */
    void add(DtValue value) {
        if (value instanceof DtValue.Flag) {
            out.add("The property has no value; its presence is the statement.", ThemeColors.MUTED).line();
        } else if (value instanceof DtValue.Text text) {
            entries(text.strings(), string -> out.add(quoted(string), ThemeColors.STRING, Style.MONO));
        } else if (value instanceof DtValue.PathReference path) {
            entries(List.of(path), p -> node(p.target(), p.path(), "there is no node at that path"));
        } else if (value instanceof DtValue.References references) {
            entries(references.references(), this::reference);
        } else if (value instanceof DtValue.Regions regions) {
            entries(regions.regions(), region -> {
                address(region.address());
                extent(region.address(), region.size());
            });
        } else if (value instanceof DtValue.Ranges ranges) {
            ranges(ranges);
        } else if (value instanceof DtValue.Interrupts interrupts) {
            entries(interrupts.specifiers(), specifier -> {
                out.add(cells(specifier), Style.MONO).add("  at ", ThemeColors.MUTED);
                node(Optional.of(interrupts.parent()), "", "");
            });
        } else if (value instanceof DtValue.InterruptMap map) {
            entries(map.entries(), row -> {
                address(row.child());
                out.add("  interrupt " + cells(row.childSpecifier()), Style.MONO).add("  \u2192 ", ThemeColors.MUTED);
                reference(row.parent());
            });
        } else if (value instanceof DtValue.IdMap map) {
            entries(map.entries(), row -> {
                out.add(String.format("ids 0x%x to 0x%x", row.idBase(), row.idBase() + row.length() - 1), Style.MONO)
                        .add("  \u2192 ", ThemeColors.MUTED);
                reference(row.controller());
            });
        } else if (value instanceof DtValue.Raw raw) {
            out.hanging(2).add(Sign.WARNING.text(), ThemeColors.WARNING)
                    .add("\tThe name asks for something else: " + raw.reason() + ".").line();
            out.add(raw.describe(MOST), Style.MONO).line();
            entries(raw.references(), this::reference);
        } else {
            out.add(value.describe(MOST), Style.MONO).line();
        }
    }

    private <T> void entries(List<T> entries, Consumer<T> writer) {
        boolean numbered = entries.size() > 1;
        for (int i = 0; i < Math.min(entries.size(), MOST); i++) {
            if (numbered) {
                out.hanging(4).add(i + "\t", ThemeColors.MUTED);
            }
            writer.accept(entries.get(i));
            out.line();
        }
        if (entries.size() > MOST) {
            out.add("and " + (entries.size() - MOST) + " more", ThemeColors.MUTED).line();
        }
    }

    private void ranges(DtValue.Ranges ranges) {
        if (ranges.identity()) {
            out.add("Both buses use the same addresses.").line();
        }
        entries(ranges.ranges(), range -> {
            address(range.child());
            extent(range.child(), range.size());
            out.add("  \u2192 ", ThemeColors.MUTED);
            address(range.parent());
        });
    }

    private void reference(DtValue.Reference reference) {
        if (reference.target().isEmpty() && reference.phandle() == 0) {
            out.add("nothing", ThemeColors.MUTED).add("  (phandle 0)", ThemeColors.MUTED);
        } else {
            node(reference.target(), String.format("0x%x", reference.phandle()), "no node has this phandle");
        }
        if (!reference.arguments().isEmpty()) {
            out.add("  " + cells(reference.arguments()), Style.MONO);
        }
    }

    private void node(Optional<FdtNode> target, String stored, String missing) {
        Optional<DtNode> node = target.flatMap(content::model);
        if (node.isPresent()) {
            out.link(NodePaths.path(node.get()), () -> go.accept(node.get()), Style.MONO);
        } else {
            out.add(stored, Style.MONO).add("  ").add(Sign.BAD).add(missing, ThemeColors.ERROR);
        }
    }

    private void address(DtValue.Address address) {
        out.add(address.pci().map(PciAddress::describe).orElse("0x" + address.number().toString(16)), Style.MONO);
    }

    private void extent(DtValue.Address address, Optional<BigInteger> size) {
        if (size.isEmpty()) {
            return;
        }
        out.add("  size ", ThemeColors.MUTED).add("0x" + size.get().toString(16), Style.MONO);
        readable(size.get()).ifPresent(text -> out.add("  " + text, ThemeColors.MUTED));
        if (address.pci().isEmpty() && size.get().signum() > 0) {
            out.add("  up to 0x" + address.number().add(size.get()).subtract(BigInteger.ONE).toString(16), ThemeColors.MUTED);
        }
    }

    /** A size in binary units; empty where it is no whole number of them or below one KiB. */
    static Optional<String> readable(BigInteger size) {
        String[] units = { "KiB", "MiB", "GiB", "TiB", "PiB" };
        int unit = -1;
        BigInteger rest = size;
        while (unit + 1 < units.length && rest.bitLength() > 10 && rest.getLowestSetBit() >= 10) {
            rest = rest.shiftRight(10);
            unit++;
        }
        if (rest.equals(BigInteger.ONE.shiftLeft(10)) && unit + 1 < units.length) {
            rest = BigInteger.ONE;
            unit++;
        }
        return unit < 0 || rest.bitLength() > 20 ? Optional.empty() : Optional.of(rest + " " + units[unit]);
    }

    private static String cells(List<Integer> cells) {
        StringBuilder text = new StringBuilder();
        cells.forEach(cell -> text.append(text.length() == 0 ? "" : " ").append("0x").append(Integer.toHexString(cell)));
        return text.toString();
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
