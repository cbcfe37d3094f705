// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.config.ConfigBytes;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.PciFunction;
import org.junit.jupiter.api.Test;

/** Groups that do not come out as the kernel reported them, and what would explain each. */
class DifferencesTest {

    private final TestMachine m = new TestMachine();

    private PciFunction port(String address, int secondary, int control) {
        return m.bridge(address, secondary, f -> f.setConfigSpace(ConfigBytes.endpoint(4096, 0x8086, 0x1901).headerType(1)
                .pcie(0x40, PcieType.ROOT_PORT).acs(0x100, 0x1f, control).bytes()));
    }

    private PciFunction card(String address) {
        return m.function(address, f -> f.setConfigSpace(TestMachine.pcie(PcieType.ENDPOINT)));
    }

    private GroupReport report(String number) {
        return GroupAnalysis.of(m.machine(), KernelRules.named("6.12")).stream().filter(g -> g.number().equals(number)).findFirst()
                .orElseThrow();
    }

    @Test
    void kernelThatTrustsMoreThanTheRegistersHasAQuirkForThePort() {
        PciFunction port = port("0000:00:01.0", 1, 0);
        PciFunction card = card("0000:01:00.0");
        m.group("1", port);
        m.group("2", card);
        assertEquals(Optional.of(false), report("2").recomputed());
        assertEquals("By the captured registers 0000:00:01.0 would be in this group too; the kernel keeps it apart. It comes out if the"
                + " kernel takes the root port 0000:00:01.0 as isolating: a quirk of the kernel that is not on the list of 7.1, a patch"
                + " such as the one for pcie_acs_override=, or ACS control registers that were changed after the groups were made.",
                report("2").difference().orElseThrow());
    }

    @Test
    void overrideOnTheCommandLineIsTheCandidateWhereItIsThere() {
        m.commandLine("quiet pcie_acs_override=multifunction");
        PciFunction port = port("0000:00:01.0", 1, 0);
        PciFunction card = card("0000:01:00.0");
        m.group("1", port);
        m.group("2", card);
        assertTrue(report("2").difference().orElseThrow().contains("pcie_acs_override=multifunction is on the command line, and a kernel"
                + " with that patch may trust more than its words say"), report("2").difference()::get);
    }

    @Test
    void functionsOfOneSlotKeptApartNameBoth() {
        PciFunction port = port("0000:00:01.0", 1, 0x1d);
        PciFunction one = m.function("0000:01:00.0", f -> {
            f.setMultifunction(true);
            f.setConfigSpace(ConfigBytes.endpoint(4096, 1, 2).headerType(0x80).pcie(0x40, PcieType.ENDPOINT).bytes());
        });
        PciFunction two = card("0000:01:00.1");
        m.group("1", port);
        m.group("2", one);
        m.group("3", two);
        assertTrue(report("2").difference().orElseThrow().contains("It comes out if the kernel takes the PCI Express endpoint"),
                report("2").difference()::get);
    }

    @Test
    void kernelThatTrustsLessSawTheAcsBitsOff() {
        PciFunction port = port("0000:00:01.0", 1, 0x1d);
        PciFunction card = card("0000:01:00.0");
        m.group("1", port, card);
        assertEquals("By the captured registers 0000:01:00.0 would not be in one group with 0000:00:01.0. It comes out if the root port"
                + " 0000:00:01.0 did not isolate when the groups were made: the ACS control registers were changed after the groups were"
                + " made, or a quirk of the kernel trusts less.", report("1").difference().orElseThrow());
        assertEquals(JoinRule.REPORTED, report("1").because().get(0).rule());
    }

    @Test
    void functionsThatNothingJoinsMayShareARequesterId() {
        PciFunction one = card("0000:00:03.0");
        PciFunction two = card("0000:00:04.0");
        m.group("1", one, two);
        assertTrue(report("1").difference().orElseThrow().contains("The IOMMU may give them one requester id"), report("1").difference()::get);
    }

    @Test
    void sixtyFourBytesLeaveTheGroupOpenAndSayWhichAnswerFits() {
        PciFunction port = m.bridge("0000:00:01.0", 1, f -> f.setConfigSpace(Arrays.copyOf(ConfigBytes.endpoint(4096, 0x8086, 0x1901)
                .headerType(1).pcie(0x40, PcieType.ROOT_PORT).acs(0x100, 0x1f, 0).bytes(), 64)));
        PciFunction card = m.function("0000:01:00.0", f -> f.setConfigSpace(Arrays.copyOf(TestMachine.pcie(PcieType.ENDPOINT), 64)));
        m.group("1", port, card);
        GroupReport report = report("1");
        assertEquals(Optional.empty(), report.recomputed());
        String text = report.difference().orElseThrow();
        assertTrue(text.contains("only 64 bytes of configuration space were captured"), text);
        assertTrue(text.endsWith("It is taken from sysfs, and comes out so if they do not isolate."), text);
        assertEquals(List.of("The snapshot does not tell what joins these functions: capture it as root, so that configuration space is"
                + " complete."), report.remedies());
    }

    @Test
    void whatTheOverrideHidesIsSaidOfEachGroup() {
        m.commandLine("pcie_acs_override=downstream");
        PciFunction port = m.bridge("0000:00:01.0", 1, f -> f.setConfigSpace(ConfigBytes.endpoint(4096, 0x8086, 0x1901).headerType(1)
                .pcie(0x40, PcieType.ROOT_PORT).bytes()));
        PciFunction card = card("0000:01:00.0");
        PciFunction other = card("0000:00:03.0");
        m.group("1", port);
        m.group("2", card);
        m.group("3", other);
        assertEquals(Optional.of(true), report("2").recomputed());
        assertEquals("The kernel command line has pcie_acs_override=downstream: without it the group would also hold 0000:00:01.0, which"
                + " may reach these devices past the IOMMU.", report("2").explanation().override().orElseThrow());
        assertTrue(report("3").explanation().override().orElseThrow().endsWith("this group would be the same without it."));
        assertFalse(report("3").isolationProven());
    }
}
