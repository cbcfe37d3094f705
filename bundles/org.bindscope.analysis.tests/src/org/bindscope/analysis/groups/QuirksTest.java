// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.bindscope.analysis.config.Answer;
import org.bindscope.analysis.config.ConfigBytes;
import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.rules.KernelVersion;
import org.bindscope.model.PciFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of driver-match sections 16.5 to 16.7. */
class QuirksTest {

    private static String decide(String kernel, int vendor, int device, PcieType type, Answer<Boolean> ivrs,
            Answer<Boolean> log, String line) {
        AcsQuirks quirks = new AcsQuirks(kernel.isEmpty() ? Optional.empty() : KernelVersion.parse(kernel), ivrs, log,
                AcsOverride.of(Optional.of(line)));
        return quirks.decide(new AcsQuirks.Subject(vendor, device, Optional.ofNullable(type), true,
                Isolation.Verdict.YES, new AcsState.None()))
                .map(q -> q.isolates().map(String::valueOf).orElse("open")).orElse("none");
    }

    @ParameterizedTest
    @CsvSource({
        "8086, 10fb, ENDPOINT, true", "8086, 10fe, ENDPOINT, none", "8086, 1234, RC_ENDPOINT, true",
                "1022, 1234, RC_ENDPOINT, none",
        "1d17, 0710, ROOT_PORT, true", "1d17, 0700, ROOT_PORT, false", "1d17, 0700, ENDPOINT, none",
        "8088, 0100, ENDPOINT, true",
        "8088, 0111, ENDPOINT, false", "177d, a123, ROOT_PORT, true", "177d, a123, ENDPOINT, none",
        "1c36, 0031, ROOT_PORT, true",
        "14e4, d714, ROOT_PORT, true", "1957, 8d84, ROOT_PORT, none", "1957, 8d83, ROOT_PORT, true"})
    void vendorsListDecides(String vendor, String device, PcieType type, String expected) {
        assertEquals(expected, decide("7.1", Integer.parseInt(vendor, 16), Integer.parseInt(device, 16), type,
                new Answer.Absent<>(),
                new Answer.Absent<>(), ""));
    }

    @ParameterizedTest
    @CsvSource({"5.12, none", "6.1, open", "7.1, true", "'', true"})
    void entryThatWasAddedIsOpenBetweenTheKernelsThatWereRead(String kernel, String expected) {
        assertEquals(expected, decide(kernel, 0x14e4, 0x1750, PcieType.ENDPOINT, new Answer.Absent<>(),
                new Answer.Absent<>(), ""));
    }

    @Test
    void amdSouthBridgeNeedsTheTableAndIntelChipsetTheLogLine() {
        assertEquals("true", decide("6.1", 0x1002, 0x4384, null, new Answer.Present<>(true), new Answer.Absent<>(),
                ""));
        assertEquals("none", decide("6.1", 0x1002, 0x4384, null, new Answer.Absent<>(), new Answer.Absent<>(), ""));
        assertEquals("open", decide("6.1", 0x1002, 0x4384, null, new Answer.NotReadable<>("x"), new Answer.Absent<>(),
                ""));
        assertEquals("true", decide("6.1", 0x8086, 0x1c10, PcieType.ROOT_PORT, new Answer.Absent<>(),
                new Answer.Present<>(true), ""));
        assertEquals("false", decide("6.1", 0x8086, 0x1c10, PcieType.ROOT_PORT, new Answer.Absent<>(),
                new Answer.Absent<>(), ""));
        assertEquals("open", decide("6.1", 0x8086, 0x1c10, PcieType.ROOT_PORT, new Answer.Absent<>(),
                new Answer.NotReadable<>("x"), ""));
    }

    @ParameterizedTest
    @CsvSource({
        "downstream, ROOT_PORT, true", "downstream, ENDPOINT, none", "multifunction, ENDPOINT, true",
                "multifunction, ROOT_PORT, none",
        "id:10de:1234, ENDPOINT, true", "id:10de:1235, ENDPOINT, none",
        "'downstream,multifunction', DOWNSTREAM_PORT, true", "nonsense, ROOT_PORT, none"})
    void overrideOnTheCommandLineIsTheLastQuirk(String value, PcieType type, String expected) {
        assertEquals(expected, decide("6.1", 0x10de, 0x1234, type, new Answer.Absent<>(), new Answer.Absent<>(),
                "quiet pcie_acs_override=" + value));
    }

    @Test
    void overrideNeverCountsForConventionalDevicesOrThoseWithACapability() {
        AcsOverride override = AcsOverride.of(Optional.of("pcie_acs_override=downstream"));
        assertEquals(Optional.empty(), override.decide(new AcsQuirks.Subject(1, 2, Optional.empty(), true,
                Isolation.Verdict.YES, new AcsState.None())));
        assertEquals(Optional.empty(), override.decide(new AcsQuirks.Subject(1, 2, Optional.of(PcieType.ROOT_PORT),
                true, Isolation.Verdict.YES,
                new AcsState.Registers(0x1f, 0))));
    }

    @Test
    void dmaAliasesFollowTheTable() {
        PciAddress at = PciAddress.parse("0000:03:00.0").orElseThrow();
        assertEquals(List.of(1), DmaAliasQuirks.aliases(at, 0x1b4b, 0x9230, OptionalInt.empty(), OptionalInt.empty()));
        assertEquals(List.of(), DmaAliasQuirks.aliases(at, 0x1180, 0xe832, OptionalInt.empty(), OptionalInt.empty()));
        assertEquals(List.of(8), DmaAliasQuirks.aliases(at, 0x9005, 0x0285, OptionalInt.of(0x900502bb),
                OptionalInt.empty()));
        assertEquals(List.of(0x80, 0x88, 0x93), DmaAliasQuirks.aliases(at, 0x8086, 0x2260, OptionalInt.empty(),
                OptionalInt.empty()));
        assertEquals(160, DmaAliasQuirks.aliases(at, 0x8086, 0x2954, OptionalInt.empty(), OptionalInt.empty()).size());
        assertEquals(256, DmaAliasQuirks.aliases(at, 0x10b5, 0x87b0, OptionalInt.empty(), OptionalInt.empty()).size());
        assertEquals(BridgeAlias.LIKE_PCIE_TO_PCI, DmaAliasQuirks.bridge(0x8086, 0x244e, true));
        assertEquals(BridgeAlias.BY_TYPE, DmaAliasQuirks.bridge(0x8086, 0x244e, false));
        assertEquals(BridgeAlias.NONE, DmaAliasQuirks.bridge(0x1a03, 0x1150, true));
    }

    @Test
    void machineWithOverrideSaysThatIsolationIsNotProven() {
        TestMachine m = TestMachine.gpu(f -> { }, f -> { }).commandLine("pcie_acs_override=multifunction");
        m.machine().getIommuGroups().get(1).getFunctions().remove(1);
        PciFunction audio = m.machine().getDomains().get(0).getBuses().get(1).getFunctions().get(1);
        m.group("3", audio);
        List<GroupReport> reports = GroupAnalysis.of(m.machine(),
                org.bindscope.analysis.rules.KernelRules.named("6.12"));
        assertEquals(List.of(true, true, true), reports.stream().map(r -> r.recomputed().orElseThrow()).toList());
        assertEquals(List.of(false, false, false), reports.stream().map(GroupReport::isolationProven).toList());
    }

    @Test
    void portsWithWideRegistersAreReadByTheirQuirk() {
        TestMachine m = new TestMachine();
        PciFunction port = m.bridge("0000:00:1c.0", 1, f -> {
            f.setVendorId(0x8086);
            f.setDeviceId(0xa110);
            ConfigBytes config = ConfigBytes.endpoint(4096, 0x8086, 0xa110).headerType(0x81)
                    .pcie(0x40, PcieType.ROOT_PORT);
            config.extended(0x100, 1, 1).extended(0x140, 0x0d, 1);
            f.setConfigSpace(config.put32(0x144, 0x0f).put32(0x148, 0x0d).bytes());
        });
        m.group("1", port);
        TopologyFunction described = MachineTopology.of(m.machine()).functions()
                .get(PciAddress.parse("0000:00:1c.0").orElseThrow());
        assertEquals(new AcsState.Registers(0x0f, 0x0d), described.acs());
        assertEquals(Isolation.Verdict.YES, AcsRule.of(described).verdict());
    }

    @Test
    void remedyForAPortThatCouldIsolateIsConfigAcs() {
        TestMachine m = new TestMachine();
        PciFunction port = m.bridge("0000:00:01.0", 1, f ->
                f.setConfigSpace(ConfigBytes.endpoint(4096, 0x8086, 0x1901).headerType(1)
                .pcie(0x40, PcieType.ROOT_PORT).acs(0x100, 0x1f, 0x01).bytes()));
        PciFunction card = m.function("0000:01:00.0", f -> f.setConfigSpace(TestMachine.pcie(PcieType.ENDPOINT)));
        m.group("1", port, card);
        GroupReport report = GroupAnalysis.of(m.machine(), org.bindscope.analysis.rules.KernelRules.named("6.12"))
                .get(0);
        assertEquals("The kernel parameter pci=config_acs=111x1@0000:00:01.0 enables RR, CR, UF of 0000:00:01.0, which are supported"
                + " and off; the group would fall into 2 groups, {0000:00:01.0} {0000:01:00.0}.", report.remedies().get(0));
        assertEquals("RR, CR, UF", report.paths().get("0000:01:00.0").get(0).lacks());
        assertEquals("SV", report.paths().get("0000:01:00.0").get(0).has());
    }
}
