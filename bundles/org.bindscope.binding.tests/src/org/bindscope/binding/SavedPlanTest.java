// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.binding.PlanComparison.Outcome;
import org.bindscope.binding.PlanComparison.Result;
import org.bindscope.binding.PlanTransfer.State;
import org.bindscope.model.TextFileKind;
import org.junit.jupiter.api.Test;

/** A plan on another snapshot of its machine, before and after it was carried out. */
class SavedPlanTest {

    private static final String GPU = "0000:65:00.0";
    private static final String TWIN = "0000:66:00.0";
    private static final String AUDIO = "0000:65:00.1";
    private static final String NVME = "0000:00:1c.0";
    private static final String NIC = "0000:00:1f.6";

    private final TestMachine before = TestMachine.desktop();
    private final TestMachine after = TestMachine.desktop();

    private SavedPlan saved(Consumer<PlanBuilder> wishes) {
        PlanBuilder plan = new PlanBuilder(before.machine);
        wishes.accept(plan);
        return SavedPlan.of(plan.build(), before.machine, Optional.empty(), List.of());
    }

    private PlanTransfer.Row transfer(SavedPlan plan) {
        return PlanTransfer.of(plan, after.machine).rows().get(0);
    }

    private static SavedPlan gpu(TestMachine machine) {
        return SavedPlan.of(new PlanBuilder(machine.machine).bind(GPU, "vfio-pci").build(), machine.machine, Optional.empty(),
                List.of());
    }

    // ---- finding devices again ----

    @Test
    void theSameMachineHoldsThePlan() {
        PlanTransfer transfer = PlanTransfer.of(saved(plan -> plan.bind(GPU, "vfio-pci").unbind(NVME)), after.machine);
        assertEquals(List.of(State.HOLDS, State.HOLDS), transfer.rows().stream().map(PlanTransfer.Row::state).toList());
        assertEquals(List.of(Wish.unbind(NVME), Wish.bind(GPU, "vfio-pci")), transfer.wishes());
        assertEquals(List.of(), transfer.findings());
        assertEquals(List.of(), transfer.rows().get(0).changes());
    }

    @Test
    void theOrderOfThePlanGoesAlong() {
        SavedPlan plan = saved(builder -> builder.bind(GPU, "vfio-pci").bind(AUDIO, "vfio-pci").order(List.of(GPU, AUDIO)));
        assertEquals(List.of(GPU, AUDIO), plan.order());
        assertEquals(List.of(GPU, AUDIO), PlanTransfer.of(plan, after.machine).order());
    }

    @Test
    void anIdenticalCardInItsOwnPlaceIsNotTakenForOneThatIsGone() {
        after.machine.getDomains().get(0).getBuses().forEach(bus -> bus.getFunctions().removeIf(
                function -> function.getAddress().startsWith("0000:65:")));
        PlanTransfer.Row row = transfer(gpu(before));
        assertEquals(State.GONE, row.state(), row.why());
        assertEquals(List.of("plan-device-gone"), PlanTransfer.of(gpu(before), after.machine).findings().stream()
                .map(finding -> finding.rule()).toList());
    }

    @Test
    void changedBusNumbersAreSeenByThePlaceAlsoWhereAnotherCardHasTheOldAddress() {
        // A card was added in front: what was bus 65 is 66 now, and the twin moved on to 67.
        TestMachine later = new TestMachine("later", "6.12.9");
        later.bridge("0000:00:01.0", "8086:3c02", 0x66, 0x66, "pcieport", "1");
        later.bridge("0000:00:02.0", "8086:3c03", 0x67, 0x67, "pcieport", "2");
        later.function("0000:66:00.0", "10de:2204", "1043:87d9", 0x030000, "nvidia", "15");
        later.function("0000:67:00.0", "10de:2204", "1043:87d9", 0x030000, "nvidia", "16");
        PlanTransfer.Row row = PlanTransfer.of(gpu(before), later.machine).rows().get(0);
        assertEquals(State.MOVED, row.state());
        assertEquals(Optional.of("0000:66:00.0"), row.address());
        assertTrue(row.why().contains("bus numbers"), row.why());
    }

    @Test
    void aSerialNumberFindsACardInAnotherSlot() {
        before.serial(GPU, 0x11);
        before.serial(TWIN, 0x22);
        after.serial(GPU, 0x22);
        after.serial(TWIN, 0x11);
        PlanTransfer.Row row = transfer(gpu(before));
        assertEquals(State.MOVED, row.state(), row.why());
        assertEquals(Optional.of(TWIN), row.address());
        assertTrue(row.why().contains("00-00-00-00-00-00-00-11"), row.why());
    }

    @Test
    void anotherCardOfTheSameModelIsNotTheDevice() {
        before.serial(NIC, 0x11);
        after.serial(NIC, 0x33);
        PlanTransfer.Row row = transfer(saved(plan -> plan.bind(NIC, "vfio-pci")));
        assertEquals(State.GONE, row.state());
        assertTrue(row.why().contains("same model"), row.why());
    }

    @Test
    void theOnlyCardOfItsModelIsFoundInAnotherPlace() {
        after.at(NIC).setVendorId(0x1234);
        after.function("0000:07:00.6", "8086:15bd", "8086:2074", 0x020000, "e1000e", "9");
        PlanTransfer.Row row = transfer(saved(plan -> plan.bind(NIC, "vfio-pci")));
        assertEquals(State.MOVED, row.state(), row.why());
        assertEquals(Optional.of("0000:07:00.6"), row.address());
        assertEquals(List.of("Its IOMMU group is 9 now, and was 4."), row.changes());
    }

    @Test
    void identicalCardsInNewPlacesAreNotGuessed() {
        TestMachine later = new TestMachine("later", "6.12.9");
        later.function("0000:07:00.0", "10de:2204", "1043:87d9", 0x030000, "nvidia", "15");
        later.function("0000:08:00.0", "10de:2204", "1043:87d9", 0x030000, "nvidia", "16");
        PlanTransfer transfer = PlanTransfer.of(gpu(before), later.machine);
        assertEquals(State.AMBIGUOUS, transfer.rows().get(0).state());
        assertEquals(List.of(), transfer.wishes());
    }

    @Test
    void portsOfOneCardAreToldApartByTheirFunctionNumber() {
        before.function("0000:05:00.0", "8086:1521", null, 0x020000, "e1000e", "30");
        before.function("0000:05:00.1", "8086:1521", null, 0x020000, "e1000e", "30");
        after.function("0000:09:00.0", "8086:1521", null, 0x020000, "e1000e", "30");
        after.function("0000:09:00.1", "8086:1521", null, 0x020000, "e1000e", "30");
        PlanTransfer.Row row = transfer(saved(plan -> plan.bind("0000:05:00.1", "vfio-pci")));
        assertEquals(Optional.of("0000:09:00.1"), row.address(), row.why());
    }

    @Test
    void aWishThatNeverHadADeviceSaysSo() {
        assertEquals(State.NEVER_KNOWN, transfer(saved(plan -> plan.bind("0000:99:00.0", "vfio-pci"))).state());
    }

    @Test
    void whatIsDifferentIsSaid() {
        after.at(GPU).setDriver(after.machine.getDrivers().get(0));
        after.at(GPU).setDriverOverride("vfio-pci");
        assertEquals(List.of("Its driver is vfio-pci now, and was nvidia.", "Its override is vfio-pci now, and was not set.",
                "The wish is fulfilled already."), transfer(gpu(before)).changes());
    }

    @Test
    void wishesThatAreNotWellFormedCannotBeSaved() {
        assertThrows(IllegalArgumentException.class, () -> saved(plan -> plan.bind(GPU, "-rf")));
    }

    // ---- after the fact ----

    private Outcome outcome(SavedPlan plan) {
        return PlanComparison.of(plan, MachineAnalysis.of(after.machine)).outcomes().get(0);
    }


    @Test
    void laterSnapshotTellsWhatBecameOfThePlan() {
        SavedPlan plan = saved(wishes -> wishes.bind(GPU, "vfio-pci").bind(AUDIO, "vfio-pci").unbind(NVME).bind(NIC, "vfio-pci"));
        after.at(GPU).setDriver(after.machine.getDrivers().get(0));
        after.at(GPU).setDriverOverride("vfio-pci");
        after.noDriver(NVME);
        after.at(NVME).setDriverOverride("none");
        after.noOverride(NIC);
        after.at(NIC).setDriver(after.machine.getDrivers().get(0));
        PlanComparison comparison = PlanComparison.of(plan, MachineAnalysis.of(after.machine));
        assertEquals(List.of(Result.DONE, Result.DONE_OTHERWISE, Result.DONE, Result.NOT_DONE),
                comparison.outcomes().stream().map(Outcome::result).toList());
        assertEquals(false, comparison.fulfilled());
        Outcome gpu = comparison.outcomes().get(2);
        assertEquals(Optional.of(false), gpu.viable(), "its audio function is on its host driver");
        assertTrue(gpu.why().contains(AUDIO + " is on snd_hda_intel"), gpu.why());
    }

    @Test
    void theFileThatDidItOtherwiseIsNamed() {
        after.at(NIC).setDriver(after.machine.getDrivers().get(0));
        after.noOverride(NIC);
        after.text(TextFileKind.MODPROBE_CONFIG, "etc/modprobe.d/vfio.conf", "# ids\noptions vfio-pci ids=8086:15bd\n");
        Outcome outcome = outcome(saved(plan -> plan.bind(NIC, "vfio-pci")));
        assertEquals(Result.DONE_OTHERWISE, outcome.result());
        assertTrue(outcome.why().contains("etc/modprobe.d/vfio.conf:2"), outcome.why());
    }

    @Test
    void anotherVfioDriverIsDoneOtherwise() {
        after.at(NIC).setDriver(after.driver("mlx5_vfio_pci", "mlx5_vfio_pci", false));
        Outcome outcome = outcome(saved(plan -> plan.bind(NIC, "vfio-pci")));
        assertEquals(Result.DONE_OTHERWISE, outcome.result());
        assertTrue(outcome.why().contains("mlx5_vfio_pci instead of vfio-pci"), outcome.why());
    }

    @Test
    void anOverrideWithoutAProbeIsNotDone() {
        after.at(NIC).setDriverOverride("vfio-pci");
        Outcome outcome = outcome(saved(plan -> plan.bind(NIC, "vfio-pci")));
        assertEquals(Result.NOT_DONE, outcome.result());
        assertTrue(outcome.why().contains("not unbound"), outcome.why());
    }

    @Test
    void aProbeThatFailedIsExplainedByTheVerdict() {
        after.noDriver(NIC);
        after.at(NIC).setDriverOverride("vfio-pci");
        after.text(TextFileKind.KERNEL_LOG, "dmesg",
                "[    9.1] vfio-pci " + NIC + ": probe with driver vfio-pci failed with error -22\n");
        Outcome outcome = outcome(saved(plan -> plan.bind(NIC, "vfio-pci")));
        assertEquals(Result.NOT_DONE, outcome.result());
        assertTrue(outcome.why().startsWith(NIC + " has no driver, not the driver vfio-pci. The override is set. "), outcome.why());
        assertTrue(outcome.why().contains("EINVAL"), outcome.why());
    }

    @Test
    void aSnapshotThatDoesNotTellTheDriverTellsNothing() {
        after.at(NIC).setDriver(null);
        assertEquals(Result.CANNOT_TELL, outcome(saved(plan -> plan.bind(NIC, "vfio-pci"))).result());
    }

    @Test
    void aMovedDeviceIsCheckedWhereItIs() {
        after.at(NIC).setVendorId(0x1234);
        after.function("0000:07:00.6", "8086:15bd", "8086:2074", 0x020000, "vfio-pci", "4");
        Outcome outcome = outcome(saved(plan -> plan.bind(NIC, "vfio-pci")));
        assertEquals(Optional.of("0000:07:00.6"), outcome.address());
        assertTrue(outcome.why().startsWith(NIC + " is 0000:07:00.6 now"), outcome.why());
    }
}
