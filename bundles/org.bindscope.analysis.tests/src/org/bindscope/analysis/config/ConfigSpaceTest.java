// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class ConfigSpaceTest {

    private static final ConfigBytes ROOT_PORT = ConfigBytes.endpoint(4096, 0x8086, 0x1234).headerType(0x81)
            .put8(0x19, 5).put8(0x1a, 7)
            .capability(0x40, 0x0d, 0, 0, 0x86, 0x80, 0x34, 0x12)
            .pcie(0x60, PcieType.ROOT_PORT)
            .extended(0x100, 1, 2)
            .acs(0x148, 0x1f, 0x1d);

    @Test
    void readsHeaderTypePortTypeAndAcsOfARootPort() {
        ConfigSpace space = ConfigSpace.of(ROOT_PORT.bytes());
        ConfigHeader header = space.header().asOptional().orElseThrow();
        assertEquals(ConfigHeader.BRIDGE, header.layout());
        assertTrue(header.multifunction());
        assertEquals(5, header.secondaryBus().orElseThrow());
        assertEquals(7, header.subordinateBus().orElseThrow());
        assertEquals(PcieType.ROOT_PORT, space.pcie().asOptional().orElseThrow().type().orElseThrow());
        assertEquals(new AcsCapability(0x148, 0x1f, 0x1d), space.acs().asOptional().orElseThrow());
        assertEquals(0x80861234, space.subsystem().asOptional().orElseThrow());
        assertEquals(List.of(), space.problems());
    }

    @Test
    void sayingNoNeedsTheWholeListAndSixtyFourBytesLeaveItOpen() {
        assertInstanceOf(Answer.Absent.class, ConfigSpace.of(ROOT_PORT.bytes()).sriov());
        ConfigSpace shortSpace = ConfigSpace.of(ROOT_PORT.bytes(64));
        assertEquals(new Answer.NotReadable<>("only 64 bytes of configuration space were captured"),
                shortSpace.acs());
        assertFalse(shortSpace.pcie().known());
        assertEquals(List.of(), shortSpace.problems(), "64 bytes are what an ordinary user gets");
    }

    @Test
    void twoHundredFiftySixBytesOfAPciExpressFunctionLeaveAcsOpen() {
        ConfigSpace space = ConfigSpace.of(ROOT_PORT.bytes(256));
        assertTrue(space.pcie().asOptional().isPresent());
        assertFalse(space.acs().known());
    }

    @Test
    void conventionalPciHasNoExtendedListAtAll() {
        ConfigSpace space = ConfigSpace.of(ConfigBytes.endpoint(256, 0x1a03, 0x2000).capability(0x50, 1).bytes());
        assertInstanceOf(Answer.Absent.class, space.pcie());
        assertInstanceOf(Answer.Absent.class, space.acs());
    }

    @Test
    void clearCapabilityListBitMeansThatThereIsNone() {
        ConfigSpace space = ConfigSpace.of(ConfigBytes.endpoint(256, 1, 2).put8(0x34, 0x50).put8(0x50, 0x10).bytes());
        assertInstanceOf(Answer.Absent.class, space.pcie());
        assertEquals(List.of(), space.capabilities());
    }

    @Test
    void loopEndsTheWalkWithItsOffset() {
        ConfigSpace space = ConfigSpace.of(ConfigBytes.endpoint(256, 1, 2).capability(0x50, 1)
                .capability(0x60, 5).put8(0x61, 0x50).bytes());
        assertEquals(2, space.capabilities().size());
        assertEquals(new ConfigProblem(0x61, "the capability list returns to 0x50, where it was already"),
                space.problems().get(0));
        assertInstanceOf(Answer.NotReadable.class, space.pcie());
        assertTrue(space.find(5).asOptional().isPresent(), "what was read before the loop stands");
    }

    @Test
    void extendedLoopAndPointerOutOfSpaceAreProblems() {
        ConfigBytes looping = ConfigBytes.endpoint(4096, 1, 2).pcie(0x40, PcieType.ENDPOINT)
                .extended(0x100, 1, 1).extended(0x200, 3, 1);
        ConfigSpace loop = ConfigSpace.of(looping.put32(0x200, 3 | 1 << 16 | 0x100 << 20).bytes());
        assertEquals(0x200, loop.problems().get(0).offset());
        assertFalse(loop.acs().known());
        ConfigSpace below = ConfigSpace.of(looping.put32(0x200, 3 | 1 << 16 | 0x0f0 << 20).bytes());
        assertEquals("the extended capability list leads to 0xf0, below 0x100", below.problems().get(0).message());
    }

    @Test
    void capabilityCutByTheEndOfTheCaptureIsNotReadable() {
        ConfigSpace space = ConfigSpace.of(ROOT_PORT.bytes(0x14e));
        assertEquals("the capture ends at offset 0x14e inside Access Control Services at 0x148",
                ((Answer.NotReadable<AcsCapability>) space.acs()).reason());
    }

    @Test
    void allOnesIsReportedAsNoAnswer() {
        byte[] ones = new byte[256];
        java.util.Arrays.fill(ones, (byte) 0xff);
        ConfigSpace space = ConfigSpace.of(ones);
        assertTrue(space.allOnes());
        assertFalse(space.header().known());
        assertEquals("every byte reads 0xff: the function did not answer", space.problems().get(0).message());
    }

    @Test
    void emptyAndOddCapturesNameTheirLength() {
        assertEquals(1, ConfigSpace.of(new byte[0]).problems().size());
        assertFalse(ConfigSpace.of(new byte[0]).header().known());
        assertTrue(ConfigSpace.of(ROOT_PORT.bytes(0x70)).problems().get(0).message().contains("0x70"));
        assertEquals(4096, ConfigSpace.of(ROOT_PORT.bytes(5000)).length());
    }

    @Test
    void resizableBarSizesAreInMebibytes() {
        ConfigBytes config = ConfigBytes.endpoint(4096, 0x10de, 0x2204).pcie(0x40, PcieType.ENDPOINT)
                .extended(0x100, ConfigSpace.ECAP_REBAR, 1);
        config.put32(0x104, 0x7 << 10).put32(0x108, 1 | 1 << 5 | 8 << 8);
        ResizableBar bar = ConfigSpace.of(config.bytes()).resizableBars().asOptional().orElseThrow().get(0);
        assertEquals(new ResizableBar(1, List.of(64L, 128L, 256L), 256), bar);
    }
}
