// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.PciFunction;
import org.junit.jupiter.api.Test;

/** Which row a byte and a bit select, and which bytes a row covers. */
class ConfigRowsTest {

    private static PciFunction function(int bytes) {
        byte[] config = new byte[bytes];
        config[0] = (byte) 0x86;
        config[1] = (byte) 0x80;
        config[4] = 0x06;
        if (bytes > 0x34) {
            config[6] = 0x10;
            config[0x34] = 0x40;
        }
        if (bytes > 0x50) {
            config[0x40] = 1;
            config[0x42] = 3;
        }
        PciFunction function = BindscopeFactory.eINSTANCE.createPciFunction();
        function.setAddress("0000:01:00.0");
        function.setConfigSpace(config);
        return function;
    }

    private static ConfigRow row(ConfigRows rows, int offset) {
        return rows.at(offset).orElseThrow();
    }

    @Test
    void aByteSelectsTheFirstFieldThatHasBitsInItAndTheFieldCoversTheByte() {
        ConfigRows rows = ConfigRows.of(function(256));
        assertEquals("I/O Space Enable", row(rows, 4).name());
        assertEquals("SERR# Enable", row(rows, 5).name());
        assertEquals("Vendor ID", row(rows, 1).name());
        assertEquals(0, row(rows, 1).start());
        assertEquals(2, row(rows, 1).end());
        assertEquals("Version", row(rows, 0x42).name());
        assertTrue(rows.at(0x80).isEmpty(), "no register is there");
    }

    @Test
    void aBitSelectsItsField() {
        ConfigRows rows = ConfigRows.of(function(256));
        assertEquals("Bus Master Enable", rows.bit(row(rows, 4), 2).orElseThrow().name());
        assertTrue(rows.bit(row(rows, 4), 15).isEmpty(), "a reserved bit");
    }

    @Test
    void changedValuesAreMarkedInTheirRowsAndTheirBytes() {
        ConfigRows rows = ConfigRows.of(function(256));
        assertTrue(rows.register(4).orElseThrow().changed());
        assertTrue(rows.changedBytes().get(4));
        assertFalse(rows.changedBytes().get(5));
        assertFalse(row(rows, 5).changed());
    }

    @Test
    void theSameRowOfAnotherFunctionIsFound() {
        ConfigRows one = ConfigRows.of(function(256));
        ConfigRows other = ConfigRows.of(function(4096));
        ConfigRow master = one.bit(row(one, 4), 2).orElseThrow();
        assertEquals("Bus Master Enable", other.like(master).orElseThrow().name());
        assertSame(other.roots().get(1), other.like(one.roots().get(1)).orElseThrow());
        assertTrue(ConfigRows.of(function(64)).like(row(one, 0x42)).isEmpty(), "64 bytes have no capability");
    }

    @Test
    void sixtyFourBytesAreKnownForWhatTheyAre() {
        assertTrue(ConfigRows.of(function(64)).headerOnly());
        assertEquals(List.of(), ConfigRows.of(function(64)).problems());
        assertFalse(ConfigRows.of(function(256)).headerOnly());
    }

    @Test
    void rowsStandForTheirFunction() {
        PciFunction function = function(64);
        assertEquals(List.of(function), row(ConfigRows.of(function), 4).modelObjects());
    }
}
