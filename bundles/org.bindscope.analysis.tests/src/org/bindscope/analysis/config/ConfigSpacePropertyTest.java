// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.bindscope.analysis.config.fuzz.ConfigSpaceTarget;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ConfigSpacePropertyTest {

    @Property(tries = 150)
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
        ConfigSpaceTarget.fuzzerTestOneInput(bytes);
    }

    @Property(tries = 60)
    void damagedSpacesAreDecodedAsFarAsTheyGo(@ForAll @IntRange(max = 1000) int seed, @ForAll @IntRange(max = 4096) int length,
            @ForAll @Size(max = 12) int[] damage) {
        byte[] bytes = Arrays.copyOf(new GeneratedSpaces(seed).next(), length);
        for (int place : damage) {
            if (length > 0) {
                bytes[Math.floorMod(place, length)] = (byte) (place >> 16);
            }
        }
        ConfigSpaceTarget.fuzzerTestOneInput(bytes);
    }

    @Property(tries = 60)
    void aShorterCaptureShowsTheSameFieldsAsALongerOneAndNoOthers(@ForAll @IntRange(max = 1000) int seed,
            @ForAll @IntRange(min = 64, max = 4096) int length) {
        byte[] bytes = new GeneratedSpaces(seed).next();
        Map<String, ConfigField> whole = fields(bytes);
        fields(Arrays.copyOf(bytes, length)).forEach((place, field) -> {
            if (whole.containsKey(place)) {
                assertEquals(whole.get(place).raw(), field.raw(), place);
            } else {
                assertTrue(length < ConfigSpace.CONVENTIONAL_SIZE && place.contains("BAR"),
                        place + " is there only when the space is cut at " + length);
            }
        });
    }

    private static Map<String, ConfigField> fields(byte[] bytes) {
        return ConfigDecoder.decode(ConfigSpace.of(bytes)).fields().collect(Collectors.toMap(
                place -> place.block().offset() + " " + place.register().symbol() + " " + place.field().name(),
                DecodedConfig.Place::field));
    }

    @Property(tries = 150)
    void aShorterCaptureNeverContradictsALongerOne(@ForAll @IntRange(min = 64, max = 4096) int length,
            @ForAll @IntRange(max = 0x7f) int control) {
        ConfigBytes whole = ConfigBytes.endpoint(4096, 0x8086, 1).pcie(0x80, PcieType.DOWNSTREAM_PORT)
                .extended(0x100, 1, 1).acs(0x700, 0x1f, control);
        Answer<AcsCapability> cut = ConfigSpace.of(whole.bytes(length)).acs();
        assertTrue(!cut.known() || cut.equals(ConfigSpace.of(whole.bytes()).acs()));
    }
}
