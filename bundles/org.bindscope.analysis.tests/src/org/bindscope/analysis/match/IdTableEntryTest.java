// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdTableEntryTest {

    private static final DeviceIdentity NVME = new DeviceIdentity(0x144d, 0xa808, 0x144d, 0xa801, 0x010802);

    @ParameterizedTest
    @ValueSource(strings = { "144d:a808", "*:*", "*:*/010802/ffffff", "*:*/010802/ffffffff", "144d:*:*:a801",
            "*:*:144d:a801/010000/ff0000", "*:*/ffffff/000000", "144d:a808!#2a" })
    void fitsWhatTheEntryNames(String entry) {
        assertTrue(IdTableEntry.parse(entry).fits(NVME));
    }

    @ParameterizedTest
    @ValueSource(strings = { "144d:a809", "144d:ffff", "*:*/010801/ffffff", "*:*:144d:*/020000/ff0000",
            "*:*/01010802/ffffffff" })
    void doesNotFitOtherwise(String entry) {
        assertFalse(IdTableEntry.parse(entry).fits(NVME));
    }

    @ParameterizedTest
    @ValueSource(strings = { "144d", "144d:a808:144d", "144d:a808/01", "xyz:1", "1:2/3/4/5", "123456789:1", "", ":",
            "1:2#", "1:2/-1/2" })
    void refusesWhatIsNoNotation(String text) {
        IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class, () -> IdTableEntry.parse(text));
        assertTrue(thrown.getMessage().contains(IdTableEntry.NOTATION), thrown.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = { "144d:a808", "*:*", "*:*/010802/ffffff", "144d:*:*:a801", "10de:1db1!", "*:*!#2a" })
    void writesWhatItReads(String text) {
        assertEquals(text, IdTableEntry.parse(text).text());
    }

    @Test
    void tableEndsAtTheFirstEntryWithoutVendorSubvendorAndMask() {
        IdTable table = IdTable.of("10de:1", "0:5:0:6/030000/000000", "144d:a808");
        assertTrue(DriverMatcher.firstStatic(table, NVME).isEmpty());
        assertEquals("144d:a808", DriverMatcher.firstStatic(IdTable.of("0:5:1:6", "144d:a808", "*:*"), NVME)
                .orElseThrow().text());
    }
}
