// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Text from strangers cannot move the cursor or turn the direction of a terminal. */
class VisibleTextTest {

    @Test
    void plainTextStaysTheSameObject() {
        String text = "NVIDIA Corporation GV100GL [Tesla V100 SXM2 16GB] \\x00";
        assertSame(text, VisibleText.of(text));
    }

    @Test
    void lettersOfAllLanguagesStay() {
        assertEquals("Grüße 日本語 µ", VisibleText.of("Grüße 日本語 µ"));
    }

    @Test
    void whatATerminalObeysIsShown() {
        assertEquals("\\x1b[31mred\\nnext\\ttab\\r\\x7f\\x9b", VisibleText.of("\u001b[31mred\nnext\ttab\r\u007f\u009b"));
        assertEquals("a\\u{202e}b\\u{2066}\\u{200b}\\u{2028}\\u{feff}", VisibleText.of("a\u202eb\u2066\u200b\u2028\ufeff"));
        assertEquals("\\u{d800}x\\u{e0041}", VisibleText.of("\ud800x\udb40\udc41"));
    }

    @Property(tries = 300)
    void nothingOfTheKindIsLeft(@ForAll String text) {
        VisibleText.of(text).codePoints().forEach(c -> {
            int type = Character.getType(c);
            assertTrue(type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE
                    && type != Character.LINE_SEPARATOR && type != Character.PARAGRAPH_SEPARATOR, Integer.toHexString(c));
        });
    }
}
