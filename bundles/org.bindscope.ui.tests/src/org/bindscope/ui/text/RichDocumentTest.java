// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a document without a widget holds. */
class RichDocumentTest {

    @Test
    void aTextOfASnapshotCannotAddLinesOrTurnTheirDirection() {
        RichDocument document = new RichDocument().add("a\nb\u202ec", RichDocument.Style.BOLD).line().add("d").line();
        assertEquals("a b c\nd", document.text());
        assertEquals(2, document.lines().size());
        assertEquals(5, document.spans().get(0).length());
    }

    @Test
    void theLayoutBelongsToTheOpenLineOnly() {
        RichDocument document = new RichDocument().hanging(3).add("x").line().add("y");
        assertEquals(3, document.lines().get(0).hanging());
        assertEquals(0, document.lines().get(1).hanging());
    }

    @Test
    void cellsOfCopiedRowsStayInTheirRow() {
        String[] cells = { "a\tb", "c\nd" };
        assertEquals("a b\tc d\n", Clip.line(2, i -> cells[i]));
    }
}
