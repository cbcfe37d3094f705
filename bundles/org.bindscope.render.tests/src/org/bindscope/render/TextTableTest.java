// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Columns line up, and no line ends with blanks. */
class TextTableTest {

    @Test
    void columnsAreAlignedByTheWidestCell() {
        TextTable table = new TextTable("  ", "NAME", ">COUNT", "LAST");
        assertTrue(table.isEmpty());
        table.row("a", "1", "x");
        table.row("longer", "12345678", "");
        StringBuilder text = new StringBuilder();
        table.appendTo(text);
        assertEquals("  NAME       COUNT  LAST\n  a              1  x\n  longer  12345678\n", text.toString());
    }

    @Test
    void cellsCannotBreakTheTable() {
        TextTable table = new TextTable("", "A", "B");
        table.row("two\nlines", "\u001b[2J");
        StringBuilder text = new StringBuilder();
        table.appendTo(text);
        assertEquals("A           B\ntwo\\nlines  \\x1b[2J\n", text.toString());
        assertThrows(IllegalArgumentException.class, () -> table.row("one"));
    }
}
