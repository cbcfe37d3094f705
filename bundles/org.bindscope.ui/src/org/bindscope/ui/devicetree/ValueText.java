// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.List;

import org.bindscope.devicetree.FdtProperty;
import org.bindscope.devicetree.ValueGuess;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;

/**
 * What a value means, in words for a table row and for the page below it.
 *
 * @param type    the type in a word or two
 * @param summary the value in one line
 * @param targets nodes that the value points at, in order, without repetition
 */
record ValueText(String type, String summary, List<DtNode> targets) {

    /** Most characters of a summary. */
    private static final int WIDEST = 400;

    ValueText {
        targets = List.copyOf(targets);
        if (summary.length() > WIDEST) {
            summary = summary.substring(0, WIDEST) + " \u2026";
        }
    }

    /** Describes a value. */
    static ValueText of(DtProperty property, TreeContent content) {
        if (property.isUnreadable()) {
            return new ValueText("unreadable", "the file was there and could not be read", List.of());
        }
        FdtProperty plain = content.fdt(property).orElseThrow();
        return switch (ValueGuess.of(plain)) {
            case EMPTY -> new ValueText("flag", "", List.of());
            case STRINGS -> {
                List<String> strings = NodePaths.strings(property);
                yield new ValueText(strings.size() == 1 ? "string" : "strings",
                        String.join(", ", strings.stream().map(text -> "\"" + text + "\"").toList()), List.of());
            }
            case CELLS -> new ValueText(plain.cellCount() == 1 ? "cell" : plain.cellCount() + " cells", cells(plain), List.of());
            case BYTES -> new ValueText(plain.length() + " bytes", bytes(plain), List.of());
        };
    }

    private static String cells(FdtProperty property) {
        StringBuilder out = new StringBuilder("<");
        for (int i = 0; i < Math.min(property.cellCount(), 64); i++) {
            out.append(i == 0 ? "0x" : " 0x").append(Integer.toHexString(property.cell(i)));
        }
        return out.append(property.cellCount() > 64 ? " \u2026>" : ">").toString();
    }

    private static String bytes(FdtProperty property) {
        StringBuilder out = new StringBuilder("[");
        for (int i = 0; i < Math.min(property.length(), 64); i++) {
            out.append(i == 0 ? "" : " ").append(String.format("%02x", property.byteAt(i)));
        }
        return out.append(property.length() > 64 ? " \u2026]" : "]").toString();
    }
}
