// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.model.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

/** Text that XML can hold. */
class XmlTextTest {

    @Test
    void cleanTextStaysTheSameObject() {
        String text = "vfio-pci\t[10de:1db5]\n";
        assertSame(text, XmlText.of(text));
        assertEquals("Überlänge 🚀", XmlText.of("Überlänge 🚀"));
    }

    @Test
    void whatXmlCannotHoldIsWrittenByteByByte() {
        assertEquals("a\\x00b\\x1b", XmlText.of("a\0b\u001b"));
        assertEquals("\\xed\\xa0\\x80", XmlText.of("\ud800"));
        assertEquals("\\xef\\xbf\\xbf", XmlText.of("\uffff"));
    }

    @Test
    void bytesThatAreNoUtf8AreWrittenByteByByte() {
        assertEquals("ä\\xe4\\xffz", XmlText.decode(new byte[] {(byte) 0xc3, (byte) 0xa4, (byte) 0xe4, (byte) 0xff, 'z'}));
        assertEquals("é", XmlText.decode("xéx".getBytes(StandardCharsets.UTF_8), 1, 2));
        assertEquals("\\xc3", XmlText.decode(new byte[] {(byte) 0xc3}));
        String longText = "ö".repeat(5000) + "\0";
        assertEquals("ö".repeat(5000) + "\\x00", XmlText.decode(longText.getBytes(StandardCharsets.UTF_8)));
    }
}
