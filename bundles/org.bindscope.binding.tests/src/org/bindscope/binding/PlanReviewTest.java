// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.binding.Suggestion.Kind;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.ReservedRegion;
import org.bindscope.model.TextFileKind;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;

/** The checks that look at more than one device, and what is suggested. */
class PlanReviewTest {

    private static final String GPU = "0000:65:00.0";
    private static final String AUDIO = "0000:65:00.1";
    private static final String TWIN = "0000:66:00.0";
    private static final String NIC = "0000:00:1f.6";
    /** Findings that say that nothing is known and so have nothing to show. */
    private static final Set<String> WITHOUT_EVIDENCE = Set.of("plan-driver-not-known", "plan-storage-not-known",
            "plan-network-not-known", "plan-unsafe-name");

    private final TestMachine desktop = TestMachine.desktop();

    private PlanReview review(PlanBuilder plan) {
        return PlanReview.of(MachineAnalysis.of(desktop.machine), HostUse.none(), plan.build());
    }

    private PlanBuilder plan() {
        return new PlanBuilder(desktop.machine);
    }

    private static Optional<Finding> find(PlanReview review, String rule) {
        return review.findings().stream().filter(finding -> finding.rule().equals(rule)).findFirst();
    }

    private static Optional<Suggestion> find(PlanReview review, Kind kind) {
        return review.suggestions().stream().filter(suggestion -> suggestion.kind() == kind).findFirst();
    }

    // ---- nothing to object ----

    @Test
    void aCompletePlanForADeviceThatNobodyNeedsMeetsNoObjection() {
        HostUse host = new HostUse(Map.of("0000:00:1c.0", List.of("nvme0n1")), Map.of(NIC, List.of("eno1")));
        desktop.text(TextFileKind.MOUNTS, "proc/mounts", "/dev/nvme0n1p1 / ext4 rw 0 0\n");
        desktop.text(TextFileKind.ROUTES, "proc/net/route", "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU\n"
                + "eno2 00000000 0102A8C0 0003 0 0 100 00000000 0\n");
        PlanReview review = PlanReview.of(MachineAnalysis.of(desktop.machine, host), host, plan().bind(NIC, "vfio-pci").build());
        assertEquals(List.of(), review.findings().stream()
                .filter(finding -> finding.severity() != Severity.INFO && !finding.rule().equals("plan-outcome-not-known")).toList());
        assertEquals(List.of(), review.refusing(List.of()));
        assertEquals(List.of(), review.suggestions());
    }

    @Test
    void usbAndUsbCFunctionsOfAGpuAreCompanions() {
        desktop.function("0000:65:00.2", "10de:1ad8", "1043:87d9", 0x0c0330, "xhci_hcd", "15");
        desktop.function("0000:65:00.3", "10de:1ad9", "1043:87d9", 0x0c8000, "nvidia-gpu", "15");
        List<String> companions = review(plan().bind(GPU, "vfio-pci")).findings().stream()
                .filter(finding -> finding.rule().equals("plan-companion-missing")).map(Finding::summary).toList();
        assertEquals(3, companions.size());
        assertTrue(companions.get(0).contains("audio") && companions.get(1).contains("USB")
                && companions.get(2).contains("UCSI"), companions::toString);
        assertTrue(find(review(plan().bind(GPU, "vfio-pci").bind(AUDIO, "vfio-pci").bind("0000:65:00.2", "vfio-pci")
                .bind("0000:65:00.3", "vfio-pci")), "plan-companion-missing").isEmpty());
    }

    @Test
    void theKernelsRefusalNamesTheErrno() throws Exception {
        var snapshot = new SnapshotReader().open(CorpusFiles.require("qemu/A-01-coldplug.tar.gz").toString(),
                ReadOptions.defaults(), Progress.none());
        PlanReview review = PlanReview.of(MachineAnalysis.of(snapshot.machine()), HostUse.none(),
                new PlanBuilder(snapshot.machine()).bind("0000:00:02.0", "vfio-pci").build());
        assertTrue(find(review, "plan-bridge-to-vfio").orElseThrow().summary().contains("EINVAL"));
        assertTrue(review.refusing(List.of("plan-bridge-to-vfio")).stream().anyMatch(finding ->
                finding.rule().equals("plan-kernel-refuses")), "the forecast refuses too");
        assertFalse(find(review, "plan-kernel-refuses").orElseThrow().evidence().isEmpty());
    }

    // ---- what does not last ----

    @Test
    void whatDoesNotOutliveABootAKernelOrNewBusNumbersIsSaid() {
        PlanReview review = review(plan().bind(GPU, "vfio-pci").bind(NIC, "vfio-pci"));
        assertEquals(List.of(NIC, GPU), find(review, "plan-not-persistent").orElseThrow().subjects());
        assertEquals(List.of(GPU), find(review, "plan-address-may-move").orElseThrow().subjects(),
                "a function of the root bus keeps its address");
        assertTrue(find(review, "plan-kernel-update").orElseThrow().summary().contains("vfio_pci"));
        PlanReview done = review(plan().bind(NIC, "e1000e"));
        assertTrue(find(done, "plan-not-persistent").isEmpty());
    }

    @Test
    void aModuleThatDoesNotComeWithTheKernelIsNamed() {
        desktop.text(TextFileKind.MODULES_DEP, "lib/modules/6.12.9/modules.dep",
                "kernel/drivers/net/dummy.ko:\nupdates/dkms/my_vfio_pci.ko.xz: kernel/drivers/vfio/vfio.ko\n");
        Finding finding = find(review(plan().bind(NIC, "my_vfio_pci")), "plan-module-out-of-tree").orElseThrow();
        assertEquals("lib/modules/6.12.9/modules.dep:2", finding.evidence().get(0).file());
        assertEquals("updates/dkms/my_vfio_pci.ko.xz", finding.evidence().get(0).text());
    }

    // ---- groups ----

    @Test
    void memoryThatFirmwareDemandsRefusesTheGroup() {
        ReservedRegion region = BindscopeFactory.eINSTANCE.createReservedRegion();
        region.setStart(0x1000);
        region.setEnd(0x1fff);
        region.setKind("direct");
        desktop.group("4").getReservedRegions().add(region);
        PlanReview review = review(plan().bind(NIC, "vfio-pci"));
        Finding finding = find(review, "plan-group-direct-memory").orElseThrow();
        assertEquals("0x0000000000001000 0x0000000000001fff direct", finding.evidence().get(0).text());
        assertEquals(1, review.refusing(List.of()).stream().filter(finding::equals).count());
        assertEquals(0, review.refusing(List.of("plan-group-direct-memory")).stream().filter(finding::equals).count());
        region.setKind("direct-relaxable");
        assertTrue(find(review(plan().bind(NIC, "vfio-pci")), "plan-group-direct-memory").isEmpty());
    }

    @Test
    void aMemberWhoseDriverIsNotSaidMakesTheGroupUncertain() {
        desktop.at(AUDIO).setDriver(null);
        assertEquals(List.of(AUDIO), find(review(plan().bind(GPU, "vfio-pci")), "plan-group-not-known").orElseThrow().subjects());
        desktop.noDriver(AUDIO);
        assertTrue(find(review(plan().bind(GPU, "vfio-pci")), "plan-group-not-known").isEmpty());
    }

    // ---- resets ----

    @Test
    void functionsThatAreResetTogetherAreNamed() {
        desktop.at(GPU).getResetMethods().add("bus");
        desktop.at(AUDIO).getResetMethods().add("bus");
        PlanReview review = review(plan().bind(GPU, "vfio-pci").unbind(AUDIO));
        assertEquals(List.of(AUDIO), find(review, "plan-reset-reaches-others").orElseThrow().subjects());
        assertTrue(find(review(plan().bind(GPU, "vfio-pci").bind(AUDIO, "vfio-pci")), "plan-reset-reaches-others").isEmpty());
        desktop.at(GPU).getResetMethods().add(0, "flr");
        assertTrue(find(review(plan().bind(GPU, "vfio-pci").unbind(AUDIO)), "plan-reset-reaches-others").isEmpty());
    }

    // ---- NVLink ----

    private static PlanReview ac922(String... gpus) throws Exception {
        var snapshot = new SnapshotReader().open(CorpusFiles.require("synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz").toString(),
                ReadOptions.defaults(), Progress.none());
        PlanBuilder plan = new PlanBuilder(snapshot.machine());
        List.of(gpus).forEach(gpu -> plan.bind(gpu, "vfio-pci"));
        return PlanReview.of(MachineAnalysis.of(snapshot.machine()), HostUse.none(), plan.build());
    }

    @Test
    void anNvLinkWithOneEndInThePlanIsCut() throws Exception {
        PlanReview one = ac922("0004:04:00.0");
        Finding cut = find(one, "plan-nvlink-cut").orElseThrow();
        assertEquals(List.of("0004:05:00.0"), cut.subjects());
        assertEquals(Severity.WARNING, cut.severity());
        assertFalse(cut.evidence().isEmpty());
        assertTrue(cut.summary().contains("between 0004:04:00.0 and 0004:05:00.0"), cut.summary());
        assertFalse(find(one, "plan-npu-incomplete").isEmpty());
        assertTrue(find(ac922("0004:04:00.0", "0004:05:00.0"), "plan-nvlink-cut").isEmpty());
    }

    @Test
    void nvSwitchesOfAPlannedGpuAreAskedFor() {
        desktop.function("0000:07:00.0", "10de:22a3", null, 0x068000, "nvidia", "40");
        Finding finding = find(review(plan().bind(GPU, "vfio-pci").bind(TWIN, "vfio-pci")), "plan-nvswitch-missing").orElseThrow();
        assertEquals(List.of("0000:07:00.0"), finding.subjects());
        assertTrue(find(review(plan().bind(GPU, "vfio-pci")), "plan-nvswitch-stays").isPresent(), "the twin needs it too");
        assertTrue(find(review(plan().bind(NIC, "vfio-pci")), "plan-nvswitch-missing").isEmpty());
    }

    // ---- suggestions ----

    @Test
    void groupsCanBeCompletedOrMadeViableWithTheFewestChanges() {
        PlanReview review = review(plan().bind(GPU, "vfio-pci"));
        assertEquals(List.of(Wish.unbind(AUDIO)), find(review, Kind.SMALLEST_VIABLE).orElseThrow().wishes());
        assertEquals(List.of(Wish.bind(AUDIO, "vfio-pci")), find(review, Kind.COMPLETE_GROUP).orElseThrow().wishes());
        assertEquals(List.of(Wish.bind(AUDIO, "vfio-pci")), find(review, Kind.COMPANIONS).orElseThrow().wishes());
        PlanReview whole = review(plan().bind(GPU, "vfio-pci").bind(AUDIO, "vfio-pci"));
        assertTrue(find(whole, Kind.SMALLEST_VIABLE).isEmpty());
        assertTrue(find(whole, Kind.COMPLETE_GROUP).isEmpty());
        assertTrue(find(whole, Kind.COMPANIONS).isEmpty());
    }

    @Test
    void identicalCardsAreBoundByAddressAndHangingDriversAtBoot() {
        PlanReview review = review(plan().bind(GPU, "vfio-pci").bind(AUDIO, "vfio-pci"));
        Suggestion address = find(review, Kind.OVERRIDE_BY_ADDRESS).orElseThrow();
        assertTrue(address.why().contains(TWIN) && address.why().contains("10de:2204"), address.why());
        Suggestion boot = find(review, Kind.BIND_AT_BOOT).orElseThrow();
        assertEquals(List.of("udev"), boot.formats(), "ids cannot tell the cards apart");
        PlanReview both = review(plan().bind(GPU, "vfio-pci").bind(TWIN, "vfio-pci").bind(AUDIO, "vfio-pci"));
        assertTrue(find(both, Kind.OVERRIDE_BY_ADDRESS).isEmpty());
        assertEquals(List.of("udev", "modprobe", "cmdline"), find(both, Kind.BIND_AT_BOOT).orElseThrow().formats());
    }

    @Test
    void theVariantWithTheFewestWildcardsIsSuggested() {
        String vf = "0000:08:00.2";
        desktop.function(vf, "15b3:101e", "15b3:0001", 0x020000, null, "50");
        desktop.at(vf).setModalias("pci:v000015B3d0000101Esv000015B3sd00000001bc02sc00i00");
        desktop.text(TextFileKind.MODULES_ALIAS, "lib/modules/6.12.9/modules.alias", """
                # Aliases extracted from modules themselves.
                alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci
                alias vfio_pci:v000015B3d0000101Esv*sd*bc*sc*i* mlx5_vfio_pci
                """);
        Suggestion variant = find(review(plan().bind(vf, "vfio-pci")), Kind.BEST_VARIANT).orElseThrow();
        assertEquals(List.of(Wish.bind(vf, "mlx5_vfio_pci")), variant.wishes());
        assertTrue(variant.why().contains("5 of 7") && variant.why().contains("modules.alias:3"), variant.why());
        assertTrue(find(review(plan().bind(vf, "mlx5_vfio_pci")), Kind.BEST_VARIANT).isEmpty());
        assertTrue(find(review(plan().bind(NIC, "vfio-pci")), Kind.BEST_VARIANT).isEmpty());
    }

    // ---- all of them ----

    @Test
    void everyFindingOnARealMachineHasEvidence() throws Exception {
        var snapshot = new SnapshotReader().open(CorpusFiles.require("qemu/A-01-coldplug.tar.gz").toString(),
                ReadOptions.defaults(), Progress.none());
        MachineAnalysis analysis = MachineAnalysis.of(snapshot.machine());
        for (String driver : List.of("vfio-pci", "no_such_driver")) {
            PlanBuilder plan = new PlanBuilder(snapshot.machine());
            analysis.verdicts().forEach(verdict -> plan.bind(verdict.address(), driver));
            PlanReview review = PlanReview.of(analysis, HostUse.none(), plan.bind("0000:77:00.0", driver).build());
            assertFalse(review.findings().isEmpty());
            review.findings().stream().filter(finding -> !WITHOUT_EVIDENCE.contains(finding.rule()))
                    .forEach(finding -> assertFalse(finding.evidence().isEmpty(), finding::toString));
        }
    }
}
