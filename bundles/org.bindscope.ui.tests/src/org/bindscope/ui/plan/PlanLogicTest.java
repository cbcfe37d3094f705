// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.binding.Export;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.binding.PlanComparison;
import org.bindscope.binding.PlanTransfer;
import org.bindscope.binding.SavedPlan;
import org.bindscope.binding.Suggestion;
import org.bindscope.binding.Wish;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Driver;
import org.bindscope.model.DriverState;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.text.Sign;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Binding Plan view makes of wishes, without its widgets. */
class PlanLogicTest {

    private static final BindscopeFactory MAKE = BindscopeFactory.eINSTANCE;

    private final Machine machine = MAKE.createMachine();
    private final PciFunction gpu;
    private final PciFunction audio;

    PlanLogicTest() {
        PciDomain domain = MAKE.createPciDomain();
        machine.getDomains().add(domain);
        PciBus bus = MAKE.createPciBus();
        bus.setNumber(1);
        domain.getBuses().add(bus);
        IommuGroup group = MAKE.createIommuGroup();
        group.setNumber("12");
        machine.getIommuGroups().add(group);
        machine.setIommuGroupsCaptured(true);
        gpu = function(bus, group, 0, 0x1db1, 0x030200, driver("nvidia"));
        audio = function(bus, group, 1, 0x10f0, 0x040300, driver("snd_hda_intel"));
        driver("vfio-pci");
        machine.setProvenance(MAKE.createProvenance());
        machine.getProvenance().setKernelRelease("6.12.0");
    }

    private Driver driver(String name) {
        Driver driver = MAKE.createDriver();
        driver.setName(name);
        driver.setState(DriverState.REGISTERED);
        machine.getDrivers().add(driver);
        return driver;
    }

    private static PciFunction function(PciBus bus, IommuGroup group, int number, int device, int classCode, Driver driver) {
        PciFunction function = MAKE.createPciFunction();
        function.setAddress("0000:01:00." + number);
        function.setFunction(number);
        function.setVendorId(0x10de);
        function.setDeviceId(device);
        function.setClassCode(classCode);
        function.setHeaderType(0);
        function.setDriver(driver);
        function.setIommuGroup(group);
        bus.getFunctions().add(function);
        return function;
    }

    private PlanEvaluation evaluate(PlanDraft draft) {
        return PlanEvaluation.of(machine, HostUse.none(), draft, MachineAnalysis.of(machine));
    }

    @Test
    void aMemberThatKeepsTheGroupFromUseStandsBelowTheWishes() {
        PlanEvaluation evaluation = evaluate(PlanDraft.EMPTY.with(Wishes.of(List.of(gpu), Optional.of("vfio-pci"))));
        assertEquals(List.of("0000:01:00.0", "0000:01:00.1"), evaluation.rows().stream().map(PlanEvaluation.Row::address).toList());
        PlanEvaluation.Row blocker = evaluation.rows().get(1);
        assertTrue(blocker.wish().isEmpty());
        assertEquals(Sign.BAD, blocker.sign());
        assertEquals("keeps snd_hda_intel", blocker.change());
        assertEquals("\u25c6 nvidia \u2192 vfio-pci", evaluation.rows().get(0).change());
        assertFalse(evaluation.mayBeWritten());
        assertTrue(evaluation.sentence().contains("accept it by name"));
    }

    @Test
    void anErrorThatIsAcceptedByNameLetsThePlanBeWritten() {
        PlanDraft draft = PlanDraft.EMPTY.with(Wishes.of(List.of(gpu), Optional.of("vfio-pci")));
        for (String rule : evaluate(draft).refusing().stream().map(finding -> finding.rule()).toList()) {
            draft = draft.accepting(rule, true);
        }
        assertTrue(evaluate(draft).mayBeWritten());
        assertTrue(evaluate(draft).sentence().endsWith(" 1 error is accepted by name."), evaluate(draft).sentence());
        String rule = draft.accepted().iterator().next();
        assertFalse(evaluate(draft.accepting(rule, false)).mayBeWritten());
    }

    @Test
    void aLaterWishForTheSameAddressCounts() {
        PlanDraft draft = PlanDraft.EMPTY.with(List.of(Wish.bind("0000:01:00.0", "vfio-pci"), Wish.unbind("0000:01:00.0")));
        assertEquals(List.of(Wish.unbind("0000:01:00.0")), draft.wishes());
        assertTrue(draft.without(Set.of("0000:01:00.0")).isEmpty());
    }

    @Test
    void wishesMoveUpAndDownAndNewOnesGoLast() {
        List<Wish> wishes = Wishes.of(List.of(gpu, audio), Optional.of("vfio-pci"));
        PlanDraft draft = PlanDraft.EMPTY.with(wishes);
        // Display controllers usually leave last.
        List<String> usual = evaluate(draft).rows().stream().map(PlanEvaluation.Row::address).toList();
        assertEquals(List.of("0000:01:00.1", "0000:01:00.0"), usual);
        PlanDraft moved = draft.moved(usual, List.of("0000:01:00.0"), true);
        assertEquals(List.of("0000:01:00.0", "0000:01:00.1"), evaluate(moved).rows().stream().map(PlanEvaluation.Row::address).toList());
        assertEquals(moved, moved.moved(moved.order(), List.of("0000:01:00.0"), true));
        assertEquals(List.of("0000:01:00.0", "0000:01:00.1", "0000:02:00.0"),
                moved.with(List.of(Wish.unbind("0000:02:00.0"))).order());
        assertEquals(List.of("0000:01:00.1"), moved.without(Set.of("0000:01:00.0")).order());
    }

    @Test
    void whatCompletesTheGroupStandsBesideTheFindingThatItIsIncomplete() {
        PlanEvaluation evaluation = evaluate(PlanDraft.EMPTY.with(Wishes.of(List.of(gpu), Optional.of("vfio-pci"))));
        Suggestion complete = evaluation.remedies().byFinding().entrySet().stream()
                .filter(entry -> entry.getKey().rule().equals("plan-group-incomplete"))
                .map(entry -> entry.getValue().get(0)).findFirst().orElseThrow();
        assertEquals(Suggestion.Kind.COMPLETE_GROUP, complete.kind());
        PlanEvaluation completed = evaluate(evaluation.draft().with(complete.wishes()));
        assertTrue(completed.mayBeWritten(), () -> completed.refusing().toString());
    }

    @Test
    void aPlanIsKeptOverARestartExceptForWishesThatNoScriptCouldUse() {
        PlanDraft draft = PlanDraft.EMPTY.with(List.of(Wish.bind("0000:01:00.0", "vfio-pci"), Wish.unbind("0000:01:00.1")))
                .moved(List.of("0000:01:00.0", "0000:01:00.1"), List.of("0000:01:00.1"), true).accepting("plan-console-gpu", true);
        assertEquals(draft, PlanMemory.parse(PlanMemory.text(draft)));
        PlanDraft hostile = PlanDraft.EMPTY.with(List.of(new Wish("0000:01:00.0", Optional.of("a,0000:02:00.0=vfio-pci"))));
        assertEquals(PlanDraft.EMPTY, PlanMemory.parse(PlanMemory.text(hostile)));
        assertEquals(PlanDraft.EMPTY, PlanMemory.parse("nonsense"));
    }

    @Test
    void aRefusedFormatSaysWhyAndWhichFormatsCan() {
        function(gpu.getBus(), gpu.getIommuGroup(), 2, 0x1db1, 0x030200, null);
        PlanEvaluation evaluation = evaluate(PlanDraft.EMPTY.with(Wishes.of(List.of(gpu, audio), Optional.of("vfio-pci"))));
        FormatChoice modprobe = evaluation.formats().stream().filter(choice -> choice.format().name().equals("modprobe"))
                .findFirst().orElseThrow();
        assertTrue(modprobe.refusal().orElseThrow().reason().contains("0000:01:00.2"), () -> modprobe.refusal().toString());
        assertTrue(modprobe.refusal().orElseThrow().formatsThatCan().contains("udev"));
        assertTrue(modprobe.text().startsWith(Sign.BAD.text()));
        assertTrue(PlanPreview.of(evaluation.plan(), modprobe).export().isEmpty());
        assertTrue(PlanPreview.of(evaluation.plan(), evaluation.formats().get(0)).undo().isPresent());
    }

    @Test
    void changesAreWrittenAsADifferenceWithTheRestOfTheGroup() {
        String changes = PlanChanges.of(evaluate(PlanDraft.EMPTY.with(Wishes.of(List.of(gpu), Optional.of("vfio-pci")))));
        List<String> lines = changes.lines().toList();
        assertTrue(lines.get(2).startsWith("@@ 0000:01:00.0 "), changes);
        assertTrue(lines.contains("-driver           nvidia"), changes);
        assertTrue(lines.contains("+driver_override  vfio-pci"), changes);
        assertTrue(changes.contains("@@ 0000:01:00.1 ") && lines.contains(" driver           snd_hda_intel"), changes);
    }

    @Test
    void aLaterSnapshotTellsWhatWasDone() {
        PlanDraft draft = PlanDraft.EMPTY.with(Wishes.of(List.of(gpu, audio), Optional.of("vfio-pci")));
        SavedPlan saved = SavedPlan.of(draft.plan(machine), machine, Optional.empty(), List.of());
        gpu.setDriver(machine.getDrivers().stream().filter(driver -> driver.getName().equals("vfio-pci")).findFirst().orElseThrow());
        gpu.setDriverOverride("vfio-pci");
        String page = AfterPage.page(PlanComparison.of(saved, MachineAnalysis.of(machine)), "later.tar.gz").text();
        assertTrue(page.startsWith(Sign.BAD.text() + " 1 of 2 wishes are fulfilled in later.tar.gz."), page);
        assertTrue(page.contains("0000:01:00.0  done:  vfio-pci") && page.contains("0000:01:00.1  not done:  vfio-pci"), page);
    }

    @Test
    void whatMovedIsSaidBeforeAPlanIsUsedElsewhere() {
        SavedPlan saved = SavedPlan.of(PlanDraft.EMPTY.with(Wishes.of(List.of(gpu), Optional.of("vfio-pci"))).plan(machine),
                machine, Optional.empty(), List.of());
        gpu.setAddress("0000:02:00.0");
        String page = TransferDialog.page(PlanTransfer.of(saved, machine), "other.tar.gz").text();
        assertTrue(page.contains("All devices of the plan are in other.tar.gz; 1 moved."), page);
        assertTrue(page.contains("is now 0000:02:00.0"), page);
    }

    @Test
    void bridgesAreNotWishedFor() {
        PciFunction bridge = MAKE.createPciBridge();
        bridge.setAddress("0000:00:01.0");
        assertEquals(List.of(), Wishes.of(List.of(bridge), Optional.of("vfio-pci")));
    }

    @Test
    void vfioComesFirstAmongTheDriversToChooseFrom() {
        assertEquals(List.of("vfio-pci", KnownDrivers.NONE, "nvidia", "snd_hda_intel"), KnownDrivers.of(machine));
    }

    @Test
    void aSavedScriptCanBeRun(@TempDir Path folder) throws Exception {
        Path script = folder.resolve("bind.sh");
        ExportFiles.write(script, new Export("bind.sh", "#!/bin/sh\necho \u00fc\n"));
        assertTrue(Files.isExecutable(script));
        assertEquals("#!/bin/sh\necho \u00fc\n", Files.readString(script));
        Path text = folder.resolve("vfio.conf");
        ExportFiles.write(text, new Export("vfio.conf", "options vfio-pci ids=10de:1db1\n"));
        assertFalse(Files.isExecutable(text));
    }
}
