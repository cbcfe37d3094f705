// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelRulesTest {

    @ParameterizedTest
    @CsvSource({ "A, A", "B, B", "C, C", "D, D", "E, E", "S, S", "S-nocompat, S-nocompat", "R, R", "3.15, A", "3.16, B",
            "5.14, B", "5.15, C", "5.18.0, C", "5.19, D", "7.0.3, D", "7.1.5, E", "6.12.95+deb12-amd64, D",
            "4.18.0-553.el8_10.x86_64, B", "5.14.0-427.el9.x86_64, B", "5.11+S, S", "5.11+S-nocompat, S-nocompat",
            "5.13-rc4+R, R", "6.8.12-9-pve, D" })
    void choosesTheEraByNameOrRelease(String text, String era) {
        assertEquals(era, KernelRules.named(text).name());
    }

    @ParameterizedTest
    @CsvSource({ "F", "linux", "''", "6", "6.", "+S", "v6.12" })
    void refusesAnythingElseAndSaysWhatIsAllowed(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> KernelRules.named(text)).getMessage();
        assertTrue(message.contains("S-nocompat") && message.contains("6.12"), message);
    }

    @ParameterizedTest
    @CsvSource({ "5.12, true", "5.13, false", "5.0, true", "4.20, false" })
    void nvlink2LeftTheKernelIn5Dot13(String release, boolean has) {
        assertEquals(has, KernelRules.named(release).has(KernelChange.NVLINK2));
    }

    @Test
    void distributionKernelsCarryACaveat() {
        assertTrue(KernelRules.named("5.14.0-427.el9.x86_64").caveats().get(0).contains("Red Hat Enterprise Linux 9"));
        assertTrue(KernelRules.named("6.12.95+deb12-amd64").caveats().get(0).contains("Debian"));
        assertTrue(KernelRules.named("6.12").caveats().isEmpty());
    }

    @Test
    void aReleaseBetweenTwoThatWereReadSaysSo() {
        assertTrue(KernelRules.named("5.8").caveats().stream().anyMatch(text -> text.contains("Not checked for 5.8")));
    }

    @Test
    void modulesAliasProvesFlaggedEntries() {
        KernelRules rhel9 = KernelRules.named("5.14.0-427.el9.x86_64");
        assertFalse(rhel9.has(KernelChange.OVERRIDE_ONLY));
        assertTrue(rhel9.seenIn(true).has(KernelChange.OVERRIDE_ONLY));
        assertEquals("C", rhel9.seenIn(true).name());
        assertEquals(rhel9, rhel9.seenIn(false));
    }
}
