// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.bindscope.devicetree.DtValue;
import org.bindscope.devicetree.DtsWriter;
import org.bindscope.devicetree.FdtNode;
import org.bindscope.devicetree.FdtProperty;
import org.bindscope.devicetree.ReferenceIndex;
import org.bindscope.devicetree.ValueGuess;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;

/**
 * What a value means, in words for a table row and as a typed value for the page below it.
 *
 * @param type    the type in a word or two
 * @param summary the value in one line
 * @param value   the decoded value; empty where it could not be read
 * @param targets nodes that the value points at, in order, without repetition
 */
record ValueText(String type, String summary, Optional<DtValue> value, List<DtNode> targets) {

    /** Most characters of a summary. */
    private static final int WIDEST = 400;
    /** Entries of a list that a summary writes out. */
    private static final int ENTRIES = 24;

    ValueText {
        targets = List.copyOf(targets);
        if (summary.length() > WIDEST) {
            summary = summary.substring(0, WIDEST) + " \u2026";
        }
    }

    /** Describes a value. */
    static ValueText of(DtProperty property, TreeContent content) {
        Optional<FdtNode> node = content.fdt(property.getNode());
        Optional<FdtProperty> plain = content.fdt(property);
        if (property.isUnreadable() || node.isEmpty() || plain.isEmpty()) {
            return new ValueText("unreadable", "the file was there and could not be read", Optional.empty(), List.of());
        }
        DtValue value = content.decoder().decode(node.get(), plain.get());
        List<DtNode> targets = content.references().uses(node.get(), plain.get()).stream()
                .map(ReferenceIndex.Use::target).flatMap(Optional::stream)
                .map(content::model).flatMap(Optional::stream)
                .distinct().toList();
        String summary = value instanceof DtValue.Flag ? "" : value.describe(ENTRIES);
        return new ValueText(type(value), summary, Optional.of(value), targets);
    }

    /** A value of another tree, by dtc's rules for values of unknown type. */
    static String plain(DtProperty property) {
        return plain(property.getValue() == null ? new byte[0] : property.getValue());
    }

    /** A value whose property is not known, by dtc's rules. */
    static String plain(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        try {
            new DtsWriter(false).writeProperty(FdtProperty.of("x", bytes), out);
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory does not fail", e);
        }
        String text = out.toString().strip();
        String value = text.startsWith("x = ") ? text.substring(4, text.length() - 1) : "nothing but its name";
        return value.length() > WIDEST ? value.substring(0, WIDEST) + " \u2026" : value;
    }

    private static String type(DtValue value) {
        if (value instanceof DtValue.Flag) {
            return "flag";
        } else if (value instanceof DtValue.Text text) {
            return text.strings().size() == 1 ? "string" : "strings";
        } else if (value instanceof DtValue.PathReference) {
            return "path";
        } else if (value instanceof DtValue.Cells cells) {
            return count(cells.property().cellCount(), "cell");
        } else if (value instanceof DtValue.Numbers64 numbers) {
            return numbers.numbers().size() == 1 ? "64-bit number" : numbers.numbers().size() + " 64-bit numbers";
        } else if (value instanceof DtValue.ByteString bytes) {
            return count(bytes.property().length(), "byte");
        } else if (value instanceof DtValue.References references) {
            return references.references().size() == 1 ? "phandle" : references.references().size() + " phandles";
        } else if (value instanceof DtValue.Regions regions) {
            return count(regions.regions().size(), "region");
        } else if (value instanceof DtValue.Ranges ranges) {
            return count(ranges.ranges().size(), "range");
        } else if (value instanceof DtValue.Interrupts interrupts) {
            return count(interrupts.specifiers().size(), "interrupt");
        } else if (value instanceof DtValue.InterruptMap map) {
            return count(map.entries().size(), "map row");
        } else if (value instanceof DtValue.IdMap map) {
            return count(map.entries().size(), "map row");
        } else if (value instanceof DtValue.Raw raw) {
            return raw.guess() == ValueGuess.CELLS ? "cells \u25b2" : "bytes \u25b2";
        }
        return "not known";
    }

    private static String count(int number, String noun) {
        return number == 1 ? noun : number + " " + noun + "s";
    }
}
