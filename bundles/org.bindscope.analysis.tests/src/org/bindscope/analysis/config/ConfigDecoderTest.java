// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import org.junit.jupiter.api.Test;

class ConfigDecoderTest {

    private static DecodedConfig decode(byte[] bytes) {
        return ConfigDecoder.decode(ConfigSpace.of(bytes));
    }

    private static ConfigField field(DecodedConfig decoded, String block, String register, String field) {
        return decoded.blocks().stream().filter(b -> b.name().equals(block)).findFirst().orElseThrow()
                .field(register, field).orElseThrow();
    }

    @Test
    void aFieldHasItsBitsItsRawValueItsMeaningAndItsUnit() {
        DecodedConfig decoded = decode(ConfigBytes.endpoint(4096, 0x10de, 0x2204).pcie(0x60, PcieType.ENDPOINT)
                .put16(0x68, 0x2810 | 1 << 5 | 4).bytes());
        ConfigField payload = field(decoded, "PCI Express", "DevCtl", "Max_Payload_Size");
        assertEquals(new ConfigField("Max_Payload_Size", 5, 3, 1, "256 bytes", "", OptionalLong.of(0)), payload);
        assertEquals("7:5", payload.bits());
        assertTrue(payload.changed(), "128 bytes after a reset");
        assertFalse(field(decoded, "PCI Express", "DevCtl", "Enable Relaxed Ordering").changed(), "set after a reset");
        assertEquals("enabled", field(decoded, "PCI Express", "DevCtl", "Fatal Error Reporting Enable").text());
    }

    @Test
    void everyByteOfTheHeaderBelongsToARegister() {
        DecodedConfig decoded = decode(ConfigBytes.endpoint(64, 0x8086, 0x1533).put32(0x10, 0xf0000004).put32(0x14, 0x2).bytes());
        for (int at : new int[] {0, 6, 0x0b, 0x10, 0x17, 0x18, 0x3f}) {
            assertTrue(decoded.registerAt(at).isPresent(), "offset " + at);
        }
        ConfigRegister bar = decoded.registerAt(0x16).orElseThrow();
        assertEquals("BAR0", bar.symbol());
        assertEquals(8, bar.size(), "a 64-bit BAR takes the place of two");
        assertEquals("0x00000002f0000000", bar.field("Base Address").orElseThrow().meaning());
        assertEquals(List.of(), decoded.problems());
    }

    @Test
    void aBridgeWindowIsPutTogetherFromBothOfItsRegisters() {
        DecodedConfig decoded = decode(ConfigBytes.endpoint(256, 0x8086, 0x1901).headerType(1).put16(0x24, 0x1ff1).put16(0x26, 0x0011)
                .put32(0x28, 0x20).put32(0x2c, 0x21).bytes());
        assertEquals("0x000000201ff00000", field(decoded, "Type 1 Header", "Prefetchable Memory Base",
                "Prefetchable Memory Base").meaning());
        assertEquals("0x00000021001fffff", field(decoded, "Type 1 Header", "Prefetchable Memory Limit",
                "Prefetchable Memory Limit").meaning());
    }

    @Test
    void reservedBitsThatAreSetAreShown() {
        DecodedConfig decoded = decode(ConfigBytes.endpoint(256, 0x8086, 1).put16(4, 0x8006).bytes());
        assertEquals(0x8000, decoded.registerAt(4).orElseThrow().reservedBits());
    }

    @Test
    void aCapabilityThatTheCaptureCutsNamesTheOffset() {
        byte[] bytes = ConfigBytes.endpoint(4096, 0x8086, 1).pcie(0x60, PcieType.ENDPOINT).extended(0x100, 1, 2).bytes(0x110);
        assertEquals(List.of("the capture ends at offset 0x110 inside Advanced Error Reporting at 0x100"), decode(bytes).problems()
                .stream().filter(p -> p.offset() == 0x110).map(ConfigProblem::message).filter(m -> m.contains("inside")).toList());
    }

    @Test
    void aCapabilityThatLeavesThePartOfTheSpaceThatItMayHaveIsAProblem() {
        DecodedConfig decoded = decode(ConfigBytes.endpoint(4096, 0x8086, 1).pcie(0xf0, PcieType.ENDPOINT).bytes());
        assertTrue(decoded.problems().contains(new ConfigProblem(0x100,
                "PCI Express at 0xf0 has a register at 0x100 that leaves the first 256 bytes")), decoded.problems().toString());
        assertTrue(decoded.fields().noneMatch(place -> place.register().end() > 0x100 && !place.block().capability().get().extended()));
        DecodedConfig extended = decode(ConfigBytes.endpoint(4096, 0x8086, 1).pcie(0x40, PcieType.ENDPOINT)
                .extended(0x100, 3, 1).extended(0xff0, 1, 1).bytes());
        assertTrue(extended.problems().stream().anyMatch(p -> p.message().equals(
                "Advanced Error Reporting at 0xff0 has a register at 0x01000 that leaves configuration space")),
                extended.problems().toString());
    }

    @Test
    void capabilitiesThatShareBytesAreAProblem() {
        DecodedConfig decoded = decode(ConfigBytes.endpoint(256, 0x8086, 1).pcie(0x40, PcieType.ENDPOINT).capability(0x50, 1).bytes());
        assertTrue(decoded.problems().contains(new ConfigProblem(0x50,
                "Power Management at 0x50 begins inside the registers of PCI Express at 0x40")), decoded.problems().toString());
        assertEquals("Capability ID", decoded.registerAt(0x50).orElseThrow().symbol(), "the one that begins last has the byte");
    }

    @Test
    void nothingIsDecodedOfAFunctionThatDidNotAnswer() {
        byte[] ones = new byte[4096];
        Arrays.fill(ones, (byte) 0xff);
        assertEquals(List.of(), decode(ones).blocks());
        assertEquals(1, decode(ones).problems().size());
        assertEquals(List.of(), decode(new byte[0]).blocks());
    }

    @Test
    void twentyBytesShowTheRegistersThatTheyHold() {
        DecodedConfig decoded = decode(ConfigBytes.endpoint(64, 0x8086, 1).bytes(20));
        assertTrue(decoded.registerAt(4).isPresent());
        assertEquals("BAR0", decoded.registerAt(0x10).orElseThrow().symbol());
        assertTrue(decoded.problems().stream().anyMatch(p -> p.message().contains("ends at offset 0x14 inside Type 0")),
                decoded.problems().toString());
    }

    @Test
    void anUnknownCapabilityShowsItsHeaderAndNoSection() {
        DecodedConfig decoded = decode(ConfigBytes.endpoint(4096, 0x8086, 1).pcie(0x40, PcieType.ENDPOINT).extended(0x100, 0x7777, 5)
                .bytes());
        ConfigBlock block = decoded.blocks().get(2);
        assertEquals("extended capability 7777", block.name());
        assertEquals("", block.section());
        assertEquals("5", block.field("Header", "Capability Version").orElseThrow().text());
    }

    @Test
    void namesAreUniqueWithinABlockSoThatFieldsCanBeLookedUp() {
        for (int seed = 0; seed < 40; seed++) {
            for (ConfigBlock block : decode(new GeneratedSpaces(seed).next()).blocks()) {
                Set<String> symbols = new HashSet<>();
                for (ConfigRegister register : block.registers()) {
                    assertTrue(symbols.add(register.symbol()), block.name() + " has two " + register.symbol());
                    Set<String> names = new HashSet<>();
                    register.fields().forEach(f -> assertTrue(names.add(f.name()), register.name() + " has two " + f.name()));
                }
            }
        }
    }

    @Test
    void powerLimitsOf250WattsAndMoreHaveValuesOfTheirOwn() {
        ConfigBytes config = ConfigBytes.endpoint(256, 0x8086, 1).pcie(0x40, PcieType.ENDPOINT);
        assertEquals("75 W", field(decode(config.put32(0x44, 75 << 18).bytes()), "PCI Express",
                "DevCap", "Captured Slot Power Limit Value").text());
        assertEquals("300 W", field(decode(config.put32(0x44, 0xf2 << 18).bytes()), "PCI Express", "DevCap",
                "Captured Slot Power Limit Value").text());
        assertEquals("25.5 W", field(decode(config.put32(0x44, 255 << 18 | 1 << 26).bytes()), "PCI Express", "DevCap",
                "Captured Slot Power Limit Value").text());
    }

    @Test
    void theCliqueThatAVirtualMachineGivesToAGpuIsRead() {
        DecodedConfig decoded = decode(ConfigBytes.endpoint(256, 0x10de, 0x1db4).capability(0xc8, 9, 8, 'P', '2', 'P', 3 << 3, 0).bytes());
        assertEquals("3", field(decoded, "Vendor-Specific", "P2P", "Clique ID").text());
    }
}
