// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ConfigSpacePropertyTest {

    @Property(tries = 300)
    void anyBytesAreDecodedWithoutFailingAndNoEntryIsVisitedTwice(
            @ForAll @Size(max = 600) byte[] bytes, @ForAll boolean list) {
        if (list && bytes.length > 0x34) {
            bytes[6] |= 0x10;
            bytes[0x0e] &= (byte) 0x81;
        }
        ConfigSpace space = ConfigSpace.of(bytes);
        Set<Integer> offsets = new HashSet<>();
        space.capabilities().forEach(c -> assertTrue(offsets.add(c.offset())));
        space.extendedCapabilities().forEach(c -> assertTrue(offsets.add(c.offset())));
        space.pcie();
        space.acs();
        space.wideAcs();
        space.sriov();
        space.resizableBars();
        space.subsystem();
        space.powerManagementResets();
        space.advancedFeaturesReset();
    }

    @Property(tries = 300)
    void aShorterCaptureNeverContradictsALongerOne(@ForAll @IntRange(min = 64, max = 4096) int length,
            @ForAll @IntRange(max = 0x7f) int control) {
        ConfigBytes whole = ConfigBytes.endpoint(4096, 0x8086, 1).pcie(0x80, PcieType.DOWNSTREAM_PORT)
                .extended(0x100, 1, 1).acs(0x700, 0x1f, control);
        Answer<AcsCapability> cut = ConfigSpace.of(whole.bytes(length)).acs();
        assertTrue(!cut.known() || cut.equals(ConfigSpace.of(whole.bytes()).acs()));
    }
}
