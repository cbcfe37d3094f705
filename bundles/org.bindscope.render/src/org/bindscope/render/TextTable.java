// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of text in aligned columns, two blanks apart. The last column is not padded. Cells are made
 * safe to print; nothing is cut off, so that a copied value is a whole value.
 */
final class TextTable {

    private static final String GAP = "  ";

    private final String indent;
    private final int columns;
    private final boolean[] right;
    private final List<String[]> rows = new ArrayList<>();

    /**
     * @param indent what stands before each row
     * @param titles the head of each column; one that begins with {@code >} is aligned to the right
     */
    TextTable(String indent, String... titles) {
        this.indent = indent;
        this.columns = titles.length;
        this.right = new boolean[columns];
        String[] head = new String[columns];
        for (int i = 0; i < columns; i++) {
            right[i] = titles[i].startsWith(">");
            head[i] = right[i] ? titles[i].substring(1) : titles[i];
        }
        rows.add(head);
    }

    /** Adds a row of as many cells as there are columns. */
    void row(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns + " columns");
        }
        String[] safe = new String[columns];
        for (int i = 0; i < columns; i++) {
            safe[i] = VisibleText.of(cells[i]);
        }
        rows.add(safe);
    }

    /** Whether there is no row besides the head. */
    boolean isEmpty() {
        return rows.size() == 1;
    }

    /** Appends all rows, each with a line feed. */
    void appendTo(StringBuilder out) {
        int[] widths = new int[columns];
        for (String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], width(row[i]));
            }
        }
        for (String[] row : rows) {
            int start = out.length();
            out.append(indent);
            for (int i = 0; i < columns; i++) {
                int pad = widths[i] - width(row[i]);
                if (right[i]) {
                    blanks(out, pad);
                }
                out.append(row[i]);
                if (i < columns - 1) {
                    blanks(out, right[i] ? 0 : pad);
                    out.append(GAP);
                }
            }
            int end = out.length();
            while (end > start && out.charAt(end - 1) == ' ') {
                end--;
            }
            out.setLength(end);
            out.append('\n');
        }
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private static void blanks(StringBuilder out, int count) {
        for (int i = 0; i < count; i++) {
            out.append(' ');
        }
    }
}
