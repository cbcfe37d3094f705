// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.rules.KernelRules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The truth tables of driver-match, section 2.4; two rows where both static kinds fit, by table order. */
class TruthTableTest {

    private static final DeviceIdentity GPU = new DeviceIdentity(0x10de, 0x1db1, 0x10de, 0x1212, 0x030200);

    /** O: - unset, = this driver, # another. Table: o ordinary, f flagged entry, in order. */
    @ParameterizedTest(name = "override {0}, dynamic {1}, table \"{2}\"")
    @CsvSource(nullValues = "none", textBlock = """
            #, 0, '',   OVERRIDE_OTHER,    OVERRIDE_OTHER,    OVERRIDE_OTHER
            #, 1, 'of', OVERRIDE_OTHER,    OVERRIDE_OTHER,    OVERRIDE_OTHER
            #, 0, 'f',  OVERRIDE_OTHER,    OVERRIDE_OTHER,    OVERRIDE_OTHER
            -, 1, '',   DYNAMIC_ID,        DYNAMIC_ID,        DYNAMIC_ID
            -, 1, 'o',  DYNAMIC_ID,        DYNAMIC_ID,        DYNAMIC_ID
            -, 1, 'f',  DYNAMIC_ID,        DYNAMIC_ID,        DYNAMIC_ID
            -, 1, 'fo', DYNAMIC_ID,        DYNAMIC_ID,        DYNAMIC_ID
            -, 0, 'o',  STATIC_ID,         STATIC_ID,         STATIC_ID
            -, 0, 'of', STATIC_ID,         STATIC_ID,         STATIC_ID
            -, 0, 'fo', STATIC_ID,         STATIC_ID,         OVERRIDE_REQUIRED
            -, 0, 'f',  STATIC_ID,         OVERRIDE_REQUIRED, OVERRIDE_REQUIRED
            -, 0, '',   NO_ID,             NO_ID,             NO_ID
            =, 1, '',   DYNAMIC_ID,        DYNAMIC_ID,        FLAG_MISMATCH
            =, 1, 'o',  DYNAMIC_ID,        DYNAMIC_ID,        FLAG_MISMATCH
            =, 1, 'f',  DYNAMIC_ID,        DYNAMIC_ID,        FLAG_MISMATCH
            =, 0, 'o',  STATIC_ID,         STATIC_ID,         FLAG_MISMATCH
            =, 0, 'of', STATIC_ID,         STATIC_ID,         FLAG_MISMATCH
            =, 0, 'fo', STATIC_ID,         FLAGGED_ID,        FLAGGED_ID
            =, 0, 'f',  STATIC_ID,         FLAGGED_ID,        FLAGGED_ID
            =, 0, '',   OVERRIDE_WILDCARD, OVERRIDE_WILDCARD, NO_ID
            """)
    void matchesAsTheTableSays(String override, int dynamic, String table, ReasonCode eraB, ReasonCode eraC,
            ReasonCode eraR) {
        List<IdTableEntry> entries = new ArrayList<>();
        entries.add(IdTableEntry.parse("10de:ffff"));
        for (char kind : table.toCharArray()) {
            entries.add(IdTableEntry.parse(kind == 'o' ? "10de:*" : "10de:1db1!"));
        }
        DriverModel driver = DriverModel.of("driver", new IdTable.Entries(entries));
        if (dynamic == 1) {
            driver = driver.plusDynamicId(IdTableEntry.of(0x10de, 0x1db1));
        }
        Optional<String> name = switch (override) {
            case "=" -> Optional.of("driver");
            case "#" -> Optional.of("Driver");
            default -> Optional.empty();
        };
        assertEquals(eraB, reason("B", driver, name));
        assertEquals(eraB, reason("S", driver, name));
        for (String era : List.of("C", "D", "E")) {
            assertEquals(eraC, reason(era, driver, name), era);
        }
        assertEquals(eraR, reason("R", driver, name));
        if (name.isEmpty()) {
            assertEquals(eraB, reason("A", driver, name));
        }
    }

    private static ReasonCode reason(String rules, DriverModel driver, Optional<String> override) {
        return new DriverMatcher(KernelRules.named(rules)).match(driver, GPU, override).reason();
    }
}
