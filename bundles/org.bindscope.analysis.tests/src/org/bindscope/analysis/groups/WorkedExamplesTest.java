// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.config.PcieType;
import org.junit.jupiter.api.Test;

/** The worked examples of driver-match section 16.8, and each rule of 16.2 to 16.6 alone. */
class WorkedExamplesTest {

    private static final int ON = 0x1d;

    private final List<TopologyFunction> functions = new ArrayList<>();

    private static PciAddress at(String text) {
        return PciAddress.parse("0000:" + text).orElseThrow();
    }

    private TopologyFunction.Builder function(String address) {
        return TopologyFunction.at(at(address));
    }

    private void add(TopologyFunction.Builder builder) {
        functions.add(builder.build());
    }

    private void rootPort(String address) {
        add(function(address).pcie(PcieType.ROOT_PORT).acs(0x1f, ON));
    }

    private void assertGroups(String... groups) {
        TreeSet<String> expected = Arrays.stream(groups)
                .map(group -> Arrays.stream(group.split(" ")).map(name -> "0000:" + name).sorted().toList().toString())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(expected, run().groups().stream().map(Object::toString)
                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private Partition run() {
        Partition fine = Grouping.of(functions, Grouping.Assumption.ISOLATES);
        assertEquals(fine.groups(), Grouping.of(functions, Grouping.Assumption.SHARES).groups(), "all is known");
        return fine;
    }

    private Join onlyJoin() {
        List<Join> joins = run().joins();
        assertEquals(1, joins.size(), joins::toString);
        return joins.get(0);
    }

    private void gpu() {
        add(function("01:00.0").parent(at("00:01.0")).pcie(PcieType.ENDPOINT).multifunction(true));
        add(function("01:00.1").parent(at("00:01.0")).pcie(PcieType.ENDPOINT));
    }

    @Test
    void isolatingRootPortLeavesAGpuAndItsAudioTogether() {
        rootPort("00:01.0");
        gpu();
        assertGroups("00:01.0", "01:00.0 01:00.1");
        Join join = onlyJoin();
        assertEquals(JoinRule.SAME_SLOT_NO_ACS, join.rule());
        assertEquals("0000:01:00.1 and 0000:01:00.0 are functions of one device; 0000:01:00.1 has no ACS capability, 0000:01:00.0"
                + " has no ACS capability.", join.why());
    }

    @Test
    void rootPortWithoutCapabilityTakesTheGpuIntoItsGroup() {
        add(function("00:01.0").pcie(PcieType.ROOT_PORT));
        gpu();
        assertGroups("00:01.0 01:00.0 01:00.1");
        assertTrue(run().joins().stream().allMatch(join -> join.rule() == JoinRule.PATH_NOT_ISOLATED
                && join.why().endsWith("the root port 0000:00:01.0 has no ACS capability.")));
    }

    @Test
    void twoRootPortsOfOneSlotWithoutAcsMakeOneGroupOfFour() {
        add(function("00:1c.0").pcie(PcieType.ROOT_PORT).multifunction(true));
        add(function("00:1c.4").pcie(PcieType.ROOT_PORT));
        add(function("01:00.0").parent(at("00:1c.0")).pcie(PcieType.ENDPOINT));
        add(function("02:00.0").parent(at("00:1c.4")).pcie(PcieType.ENDPOINT));
        assertGroups("00:1c.0 00:1c.4 01:00.0 02:00.0");
    }

    private void switchWith(int downstreamControl, boolean downstreamAcs) {
        rootPort("00:01.0");
        add(function("01:00.0").parent(at("00:01.0")).pcie(PcieType.UPSTREAM_PORT));
        for (int port = 0; port < 2; port++) {
            TopologyFunction.Builder down = function("02:0" + port + ".0").parent(at("01:00.0"))
                    .pcie(PcieType.DOWNSTREAM_PORT);
            add(downstreamAcs ? down.acs(0x1f, downstreamControl) : down);
            add(function("0" + (3 + port) + ":00.0").parent(at("02:0" + port + ".0")).pcie(PcieType.ENDPOINT));
        }
    }

    @Test
    void switchWithIsolatingDownstreamPortsGivesSixGroups() {
        switchWith(ON, true);
        assertGroups("00:01.0", "01:00.0", "02:00.0", "02:01.0", "03:00.0", "04:00.0");
    }

    @Test
    void downstreamPortsWithoutAcsTakeWhatIsBelowThemAndStayApart() {
        switchWith(0, false);
        assertGroups("00:01.0", "01:00.0", "02:00.0 03:00.0", "02:01.0 04:00.0");
    }

    @Test
    void capabilityThatIsNotEnabledNamesTheMissingBits() {
        switchWith(0x11, true);
        assertGroups("00:01.0", "01:00.0", "02:00.0 03:00.0", "02:01.0 04:00.0");
        assertEquals("0000:03:00.0 is below 0000:02:00.0, and the switch downstream port 0000:02:00.0 supports RR, CR but does not have"
                + " them enabled (enabled: SV, UF).", run().joins().get(0).why());
    }

    @Test
    void conventionalCardsBehindAPcieBridgeShareTheBridgesGroup() {
        rootPort("00:01.0");
        add(function("01:00.0").parent(at("00:01.0")).pcie(PcieType.PCIE_TO_PCI));
        add(function("02:00.0").parent(at("01:00.0")));
        add(function("02:01.0").parent(at("01:00.0")));
        assertGroups("00:01.0", "01:00.0 02:00.0 02:01.0");
        assertEquals(JoinRule.SAME_ALIAS, run().joins().get(0).rule());
    }

    @Test
    void virtualFunctionsBelowAnIsolatingPortAreAloneAndBelowAnotherAreNot() {
        for (boolean on : new boolean[] {true, false}) {
            functions.clear();
            add(on ? function("00:01.0").pcie(PcieType.ROOT_PORT).acs(0x1f, ON)
                    : function("00:01.0").pcie(PcieType.ROOT_PORT));
            add(function("01:00.0").parent(at("00:01.0")).pcie(PcieType.ENDPOINT));
            add(function("01:10.0").parent(at("00:01.0")).pcie(PcieType.ENDPOINT).virtualFunction(true));
            add(function("02:00.2").parent(at("00:01.0")).pcie(PcieType.ENDPOINT).virtualFunction(true));
            if (on) {
                assertGroups("00:01.0", "01:00.0", "01:10.0", "02:00.2");
            } else {
                assertGroups("00:01.0 01:00.0 01:10.0 02:00.2");
            }
        }
    }

    @Test
    void capabilityWordOfZeroIsolatesByDesign() {
        rootPort("00:01.0");
        add(function("01:00.0").parent(at("00:01.0")).pcie(PcieType.ENDPOINT).multifunction(true).acs(0, 0));
        add(function("01:00.1").parent(at("00:01.0")).pcie(PcieType.ENDPOINT).acs(0, 0));
        assertGroups("00:01.0", "01:00.0", "01:00.1");
    }

    @Test
    void oneIsolatingFunctionLeavesAMultifunctionSlotAndTheOthersStay() {
        rootPort("00:01.0");
        add(function("01:00.0").parent(at("00:01.0")).pcie(PcieType.ENDPOINT).multifunction(true));
        add(function("01:00.1").parent(at("00:01.0")).pcie(PcieType.ENDPOINT).acs(0x1c, 0x1c));
        add(function("01:00.2").parent(at("00:01.0")).pcie(PcieType.ENDPOINT));
        assertGroups("00:01.0", "01:00.0 01:00.2", "01:00.1");
    }

    @Test
    void conventionalBridgeOwnsWhatIsBelowItAndJoinsNothingAboveItOnARootBus() {
        add(function("00:1e.0").bridge(true));
        add(function("05:00.0").parent(at("00:1e.0")));
        assertGroups("00:1e.0 05:00.0");
    }

    @Test
    void bridgeWithoutAliasDoesNotOwnButStillDoesNotIsolate() {
        rootPort("00:01.0");
        add(function("01:00.0").parent(at("00:01.0")).pcie(PcieType.PCIE_TO_PCI).bridgeAlias(BridgeAlias.NONE));
        add(function("02:00.0").parent(at("01:00.0")));
        add(function("02:01.0").parent(at("01:00.0")));
        assertGroups("00:01.0", "01:00.0 02:00.0 02:01.0");
        assertEquals(JoinRule.PATH_NOT_ISOLATED, run().joins().get(0).rule());
    }

    @Test
    void translationRootEndsTheWalkForAliases() {
        add(function("00:01.0").pcie(PcieType.PCI_TO_PCIE).bridgeAlias(BridgeAlias.TRANSLATION_ROOT)
                .quirk(new QuirkDecision(Optional.of(true), "is trusted")));
        add(function("01:00.0").parent(at("00:01.0")).pcie(PcieType.ENDPOINT));
        assertGroups("00:01.0", "01:00.0");
    }

    @Test
    void dmaAliasQuirkJoinsTheAliasedFunctionOfTheSlot() {
        rootPort("00:01.0");
        add(function("01:00.0").parent(at("00:01.0")).pcie(PcieType.LEGACY_ENDPOINT).multifunction(true).acs(0, 0)
                .aliasFunction(1));
        add(function("01:00.1").parent(at("00:01.0")).pcie(PcieType.LEGACY_ENDPOINT).acs(0, 0));
        assertGroups("00:01.0", "01:00.0 01:00.1");
        assertEquals(JoinRule.BUS_ALIAS, onlyJoin().rule());
    }

    @Test
    void quirkGoesBeforeTheCapability() {
        add(function("00:01.0").pcie(PcieType.ROOT_PORT).quirk(new QuirkDecision(Optional.of(true), "is trusted")));
        add(function("00:02.0").pcie(PcieType.ROOT_PORT).acs(0x1f, ON)
                .quirk(new QuirkDecision(Optional.of(false), "is not trusted")));
        add(function("01:00.0").parent(at("00:01.0")).pcie(PcieType.ENDPOINT));
        add(function("02:00.0").parent(at("00:02.0")).pcie(PcieType.ENDPOINT));
        assertGroups("00:01.0", "01:00.0", "00:02.0 02:00.0");
    }

    @Test
    void childrenOfAVolumeManagementDeviceUseItsRequesterId() {
        add(function("00:0e.0").pcie(PcieType.RC_ENDPOINT).quirk(new QuirkDecision(Optional.of(true), "is trusted")));
        functions.add(TopologyFunction.at(PciAddress.parse("10000:e1:00.0").orElseThrow()).pcie(PcieType.ENDPOINT)
                .dmaDevice(at("00:0e.0")).build());
        assertEquals("[[0000:00:0e.0, 10000:e1:00.0]]", run().groups().toString());
    }

    @Test
    void portWithoutAGroupIsPassedOnTheWayUpAndJoinsNothing() {
        add(function("00:01.0").pcie(PcieType.ROOT_PORT).grouped(false));
        gpu();
        assertGroups("01:00.0", "01:00.1");
    }

    @Test
    void unknownPortMakesTheTwoAssumptionsDiffer() {
        add(function("00:01.0").pcie(PcieType.ROOT_PORT).acs(new AcsState.Unread("only 64 bytes were captured")));
        add(function("01:00.0").parent(at("00:01.0")).pcie(PcieType.ENDPOINT));
        assertEquals(2, Grouping.of(functions, Grouping.Assumption.ISOLATES).groups().size());
        assertEquals(1, Grouping.of(functions, Grouping.Assumption.SHARES).groups().size());
    }

    @Test
    void loopsAndMissingParentsAreProblemsAndEveryFunctionStillHasAGroup() {
        add(function("01:00.0").parent(at("02:00.0")).pcie(PcieType.DOWNSTREAM_PORT));
        add(function("02:00.0").parent(at("01:00.0")).pcie(PcieType.DOWNSTREAM_PORT));
        add(function("03:00.0").parent(at("09:00.0")).pcie(PcieType.ENDPOINT));
        add(function("04:00.0").parent(at("04:00.0")).pcie(PcieType.DOWNSTREAM_PORT));
        Partition partition = run();
        assertEquals(4, partition.groups().stream().mapToInt(java.util.Collection::size).sum());
        List<String> problems = partition.problems().stream().map(TopologyProblem::text).toList();
        assertTrue(problems
                .contains("The bridge 0000:09:00.0 above 0000:03:00.0 does not exist; the function is taken as one"
                + " on a root bus."));
        assertEquals(3, problems.stream().filter(text -> text.endsWith("form a loop.")).count());
    }
}
