// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bindscope.analysis.groups.TreeIommu.Outcome;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.api.Test;

/** What becomes of free functions of device-tree machines, against what recorded kernels did with them. */
class TreeIommuTest {

    private static Map<String, Outcome> outcomes(Machine machine, String kernel) {
        TreeIommu tree = new TreeIommu(machine, KernelRules.named(kernel));
        Map<String, Outcome> outcomes = new TreeMap<>();
        MachineIndex.functions(machine).stream().filter(function -> function.getIommuGroup() == null)
                .forEach(function -> outcomes.put(function.getAddress(), tree.of(function).outcome()));
        return outcomes;
    }

    @Test
    void functionsThatGotAGroupWhenDriversCameAreForeseenWithTheGroupsThatTheyJoined() {
        Machine before = CorpusMachines.open("qemu/arm-00-nodrivers.tar.gz");
        Machine after = CorpusMachines.open("qemu/arm-01-coldplug.tar.gz");
        TreeIommu tree = new TreeIommu(before, KernelRules.named("6.12"));
        int grouped = 0;
        for (PciFunction function : MachineIndex.functions(before)) {
            PciFunction later = MachineIndex.function(after, MachineIndex.address(function).orElseThrow()).orElseThrow();
            if (function.getIommuGroup() == null && later.getIommuGroup() != null) {
                TreeIommu.Answer answer = tree.of(function);
                assertEquals(Outcome.GROUP, answer.outcome(), function.getAddress());
                Optional<String> joined = later.getIommuGroup().getFunctions().stream()
                        .map(mate -> MachineIndex.function(before, MachineIndex.address(mate).orElseThrow()).orElseThrow())
                        .filter(mate -> mate.getIommuGroup() != null).map(mate -> mate.getIommuGroup().getNumber()).findFirst();
                assertEquals(joined, answer.group(), function.getAddress());
                grouped++;
            }
        }
        assertTrue(grouped >= 5, "functions that got a group: " + grouped);
    }

    @Test
    void secondFunctionBehindOneBridgeIsRefusedUpToTheKernelThatWasSeenAndOpenLater() {
        Machine machine = CorpusMachines.open("qemu/arm-01-coldplug.tar.gz");
        assertEquals(Outcome.REFUSED, outcomes(machine, "6.12").get("0000:08:02.0"));
        assertEquals(Outcome.OPEN, outcomes(machine, "7.1").get("0000:08:02.0"));
        assertEquals(Outcome.GROUP, outcomes(machine, "6.12").get("0000:00:00.0"));
    }

    @Test
    void machineWhoseIommuServesNobodyYetLeavesItOpen() {
        Machine machine = EcoreUtil.copy(CorpusMachines.open("qemu/arm-01-coldplug.tar.gz"));
        MachineIndex.functions(machine).forEach(function -> function.setIommuGroup(null));
        assertEquals(Outcome.OPEN, outcomes(machine, "6.12").get("0000:05:00.0"));
    }

    @Test
    void powerMakesGroupsAtBootSoAFunctionWithoutOneStaysWithout() {
        Machine machine = CorpusMachines.open("sysfs/qemu/qemu-powernv9-2chip.tar.xz");
        assertTrue(outcomes(machine, "6.1").values().stream().allMatch(Outcome.NONE::equals));
    }
}
