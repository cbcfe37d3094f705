// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.bindscope.analysis.config.Answer;
import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.analysis.rules.KernelVersion;
import org.junit.jupiter.api.Test;

/** What would split a group: each proposal is tried, and its outcome is in the sentence. */
class RemediesTest {

    private final List<TopologyFunction> functions = new ArrayList<>();

    private static PciAddress at(String text) {
        return PciAddress.parse("0000:" + text).orElseThrow();
    }

    private TopologyFunction.Builder port(String address) {
        return TopologyFunction.at(at(address)).pcie(PcieType.ROOT_PORT).id(0x8086, 0x1901);
    }

    private TopologyFunction.Builder card(String address, String parent) {
        return TopologyFunction.at(at(address)).pcie(PcieType.ENDPOINT).parent(at(parent)).id(0x10de, 0x1db1);
    }

    private void add(TopologyFunction.Builder... builders) {
        Stream.of(builders).forEach(builder -> functions.add(builder.build()));
    }

    private List<String> split(String kernel, boolean deviceTree, String commandLine, String... members) {
        SortedSet<PciAddress> set = new TreeSet<>(Stream.of(members).map(RemediesTest::at).toList());
        AcsQuirks newest = new AcsQuirks(Optional.empty(), new Answer.Absent<>(), new Answer.Absent<>(), AcsOverride.none());
        Hierarchy hierarchy = new Hierarchy(functions);
        assertTrue(Grouping.of(functions, Grouping.Assumption.ISOLATES).groups().contains(set), "the members are a group");
        return new Remedies(hierarchy, Optional.of(newest), KernelRules.named(kernel), List.of(commandLine.split(" ")), deviceTree)
                .of(set, Optional.of(true));
    }

    private List<String> split(String... members) {
        return split("6.12", false, "quiet", members);
    }

    @Test
    void bitsThatAreSupportedAndOffAreEnabledByOneParameterForAllPorts() {
        add(port("00:1c.0").multifunction(true).acs(0x0f, 0x05), port("00:1c.4").acs(0x1f, 0),
                card("01:00.0", "00:1c.0"), card("02:00.0", "00:1c.4"));
        String text = split("00:1c.0", "00:1c.4", "01:00.0", "02:00.0").get(0);
        assertEquals("The kernel parameter pci=config_acs=x11x1@0000:00:1c.0;111x1@0000:00:1c.4 enables CR of 0000:00:1c.0 and"
                + " SV, RR, CR, UF of 0000:00:1c.4, which are supported and off; the group would fall into 4 groups,"
                + " {0000:00:1c.0} {0000:00:1c.4} {0000:01:00.0} {0000:02:00.0}. Quote the semicolons for the boot loader, and compare"
                + " the control registers afterwards: early kernels with the parameter take its first entry only.", text);
    }

    @Test
    void parameterNamesNoPortThatWouldChangeNothing() {
        add(port("00:01.0").multifunction(true).acs(0x1f, 0x1d), port("00:01.1").acs(0x1f, 0),
                TopologyFunction.at(at("01:00.0")).pcie(PcieType.UPSTREAM_PORT).parent(at("00:01.0")),
                TopologyFunction.at(at("02:00.0")).pcie(PcieType.DOWNSTREAM_PORT).parent(at("01:00.0")).acs(0x1f, 0),
                card("03:00.0", "02:00.0"));
        String text = split("02:00.0", "03:00.0").get(0);
        assertTrue(text.contains("config_acs=111x1@0000:02:00.0 enables") && text.contains("{0000:02:00.0} {0000:03:00.0}"), text);
    }

    @Test
    void olderKernelNeedsANewerOneForTheParameter() {
        add(port("00:01.0").acs(0x1f, 0), card("01:00.0", "00:01.0"));
        assertTrue(split("6.1", false, "", "00:01.0", "01:00.0").get(0)
                .startsWith("A kernel from 6.12 on with the parameter pci=config_acs=111x1@0000:00:01.0 enables SV, RR, CR, UF"));
    }

    @Test
    void deviceTreeMachineIsToldThatALaterKernelDoesItByItself() {
        add(port("00:01.0").acs(0x1f, 0), card("01:00.0", "00:01.0"));
        assertTrue(split("6.12", true, "", "00:01.0", "01:00.0").get(0).endsWith("On a device-tree machine 6.18 enables them by"
                + " itself; kernels up to 6.12 ask for ACS only after the ports were set up."));
    }

    @Test
    void parameterThatSwitchedRedirectionOffIsNamedFirst() {
        add(port("00:01.0").acs(0x1f, 0x11), card("01:00.0", "00:01.0"));
        assertTrue(split("6.12", false, "quiet pci=noaer,disable_acs_redir=0000:00:01.0", "00:01.0", "01:00.0").get(0)
                .startsWith("The kernel command line has pci=noaer,disable_acs_redir=0000:00:01.0, which clears RR, CR and EC"));
    }

    @Test
    void newerKernelKnowsTheQuirk() {
        add(port("00:01.0").acs(0x1f, 0x1d), card("01:00.0", "00:01.0").id(0x14e4, 0x1750).multifunction(true),
                card("01:00.1", "00:01.0").id(0x14e4, 0x1750));
        assertTrue(split("5.10", false, "", "01:00.0", "01:00.1").contains("A newer kernel knows that 14e4:1750 isolates without saying"
                + " so (7.1 does, 5.12 does not): the group would fall into 2 groups, {0000:01:00.0} {0000:01:00.1}."));
    }

    @Test
    void freePortThatIsolatesUpToTheRootIsAnotherSlot() {
        add(port("00:01.0"), port("00:02.0").acs(0x1f, 0x1d), port("00:03.0").acs(0x1f, 0x01), card("01:00.0", "00:01.0"));
        assertTrue(split("00:01.0", "01:00.0").contains("In another slot a device would be alone in its group: the port 0000:00:02.0"
                + " isolates up to the root and has nothing below."));
    }

    @Test
    void portsWithDevicesAreNamedWhereNoneIsFreeAndNoneWhereNoneIsolates() {
        add(port("00:01.0"), port("00:02.0").acs(0x1f, 0x1d), card("01:00.0", "00:01.0"), card("02:00.0", "00:02.0"));
        assertTrue(split("00:01.0", "01:00.0").contains("In another slot a device would be alone in its group: 0000:00:02.0 isolates up"
                + " to the root, but has devices below now."));
        functions.clear();
        add(port("00:01.0"), port("00:02.0"), card("01:00.0", "00:01.0"));
        assertTrue(split("00:01.0", "01:00.0").contains("No other slot of this machine helps: no other port isolates all the way up to"
                + " the root."));
    }

    @Test
    void conventionalCardsNeedAnotherBridgeAndTheOverrideIsNotProposed() {
        add(port("00:01.0").acs(0x1f, 0x1d), TopologyFunction.at(at("01:00.0")).pcie(PcieType.PCIE_TO_PCI).parent(at("00:01.0")),
                TopologyFunction.at(at("02:00.0")).parent(at("01:00.0")), TopologyFunction.at(at("02:01.0")).parent(at("01:00.0")));
        assertEquals(List.of("A conventional card needs a slot behind another PCI bridge; nothing else separates cards that share a"
                + " bridge's requester id."), split("01:00.0", "02:00.0", "02:01.0"));
    }

    @Test
    void overrideSaysWhatItWouldShowAndHide() {
        add(port("00:01.0"), card("01:00.0", "00:01.0"));
        assertTrue(split("00:01.0", "01:00.0").contains("pcie_acs_override=downstream, in kernels patched for it, would show 2 groups,"
                + " {0000:00:01.0} {0000:01:00.0} and hide that nothing stops what is below 0000:00:01.0 from reaching its neighbours"
                + " past the IOMMU."));
        functions.clear();
        add(port("00:01.0").acs(0x1f, 0x1d), card("01:00.0", "00:01.0").multifunction(true), card("01:00.1", "00:01.0"));
        assertTrue(split("01:00.0", "01:00.1").stream().anyMatch(text -> text.startsWith("pcie_acs_override=multifunction,")
                && text.contains("hide that nothing stops the functions from reaching each other past the IOMMU")));
    }

    @Test
    void functionsOfOneRequesterIdAreNotSeparatedByAnything() {
        add(TopologyFunction.at(at("00:05.0")).pcie(PcieType.RC_ENDPOINT).multifunction(true).acs(0, 0).aliasFunction(1),
                TopologyFunction.at(at("00:05.1")).pcie(PcieType.RC_ENDPOINT).acs(0, 0));
        assertEquals(List.of("Nothing separates functions that send under one requester id, or that are parts of one device without a"
                + " way to keep them apart."), split("00:05.0", "00:05.1"));
    }

    @Test
    void groupOfOneNeedsNoRemedyAndOneThatWasNotComputedNeedsACapture() {
        Remedies remedies = new Remedies(new Hierarchy(List.of()), Optional.empty(), KernelRules.named("6.12"), List.of(), false);
        assertEquals(List.of(), remedies.of(new TreeSet<>(List.of(at("01:00.0"))), Optional.of(true)));
        assertTrue(remedies.of(new TreeSet<>(List.of(at("01:00.0"), at("01:00.1"))), Optional.empty()).get(0).contains("capture it as root"));
        assertTrue(KernelRules.named("6.12").version().atLeast(KernelVersion.of(6, 12)));
    }
}
