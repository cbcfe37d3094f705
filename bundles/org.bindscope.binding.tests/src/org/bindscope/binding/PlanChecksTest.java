// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

import org.bindscope.analysis.groups.HostUse;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PciResource;
import org.bindscope.model.ResourceKind;
import org.bindscope.model.SrIov;
import org.bindscope.model.TextFileKind;
import org.junit.jupiter.api.Test;

class PlanChecksTest {

    private static final String GPU = "0000:65:00.0";
    private static final String AUDIO = "0000:65:00.1";
    private static final String NVME = "0000:00:1c.0";
    private static final String NIC = "0000:00:1f.6";

    private final TestMachine desktop = TestMachine.desktop();

    private List<Finding> check(PlanBuilder builder) {
        return check(builder, HostUse.none());
    }

    private List<Finding> check(PlanBuilder builder, HostUse host) {
        return new PlanChecks(desktop.machine, host).check(builder.build());
    }

    private static List<String> rules(List<Finding> findings) {
        return findings.stream().map(Finding::rule).toList();
    }

    private static Finding only(List<Finding> findings, String rule) {
        List<Finding> found = findings.stream().filter(finding -> finding.rule().equals(rule)).toList();
        assertEquals(1, found.size(), rules(findings)::toString);
        return found.get(0);
    }

    private PlanBuilder plan() {
        return new PlanBuilder(desktop.machine);
    }

    @Test
    void wholeGroupIsComplete() {
        List<String> rules = rules(check(plan().bind(GPU, "vfio-pci").bind(AUDIO, "vfio-pci")));
        assertFalse(rules.contains("plan-group-incomplete"), rules::toString);
        assertFalse(rules.contains("plan-companion-missing"), rules::toString);
    }

    @Test
    void leftAudioFunctionIsAGroupBlockerAndACompanion() {
        List<Finding> findings = check(plan().bind(GPU, "vfio-pci"));
        assertEquals(List.of(AUDIO), only(findings, "plan-group-incomplete").subjects());
        Finding companion = only(findings, "plan-companion-missing");
        assertEquals(List.of(AUDIO), companion.subjects());
        assertTrue(companion.summary().contains("audio"), companion.summary());
    }

    @Test
    void memberWithoutDriverDoesNotBlock() {
        desktop.noDriver(AUDIO);
        List<Finding> findings = check(plan().bind(GPU, "vfio-pci"));
        assertFalse(rules(findings).contains("plan-group-incomplete"));
        assertEquals(List.of(AUDIO), only(findings, "plan-group-idle-members").subjects());
    }

    @Test
    void bridgeOnPcieportNeverBlocks() {
        desktop.at("0000:00:01.0").setIommuGroup(desktop.group("15"));
        for (String release : List.of("5.4.0", "6.12.9")) {
            desktop.machine.getProvenance().setKernelRelease(release);
            assertFalse(rules(check(plan().bind(GPU, "vfio-pci").bind(AUDIO, "vfio-pci")))
                    .contains("plan-group-incomplete"), release);
        }
    }

    @Test
    void bridgeWithAHostDriverBlocksFromKernel519Only() {
        PciFunction bridge = desktop.at("0000:00:01.0");
        bridge.setIommuGroup(desktop.group("15"));
        bridge.setDriver(desktop.driver("shpchp", "shpchp", true));
        PlanBuilder plan = plan().bind(GPU, "vfio-pci").bind(AUDIO, "vfio-pci");
        desktop.machine.getProvenance().setKernelRelease("5.18.19");
        assertFalse(rules(check(plan)).contains("plan-group-incomplete"));
        desktop.machine.getProvenance().setKernelRelease("5.19.0");
        assertEquals(List.of("0000:00:01.0"), only(check(plan), "plan-group-incomplete").subjects());
    }

    @Test
    void unusableWishesAreNamedAndNeverAccepted() {
        List<Finding> findings = check(plan().bind("0000:99:00.0", "vfio-pci").bind(GPU, "-rf"));
        only(findings, "plan-unknown-address");
        only(findings, "plan-unsafe-name");
        assertEquals(2, PlanChecks.refusing(findings, List.of("plan-unknown-address", "plan-unsafe-name")).size());
    }

    @Test
    void misspelledDriverGetsTheRightSpelling() {
        desktop.text(TextFileKind.MODULES_DEP, "lib/modules/6.12.9/modules.dep",
                "kernel/drivers/vfio/pci/vfio-pci.ko: kernel/drivers/vfio/vfio.ko\n");
        Finding finding = only(check(plan().bind(GPU, "vfio_pci")), "plan-unknown-driver");
        assertTrue(finding.remedy().contains("vfio-pci"), finding.remedy());
    }

    @Test
    void driverThatNothingTellsOfIsNotCalledWrong() {
        assertTrue(rules(check(plan().bind(GPU, "gpu_driver"))).contains("plan-driver-not-known"));
    }

    @Test
    void mountedDiskIsNamedWithItsEvidence() {
        desktop.text(TextFileKind.MOUNTS, "proc/mounts", "proc /proc proc rw 0 0\n/dev/nvme0n1p2 / ext4 rw 0 0\n");
        HostUse host = new HostUse(Map.of(NVME, List.of("nvme0n1")), Map.of());
        Finding finding = only(check(plan().bind(NVME, "vfio-pci"), host), "plan-boot-disk");
        assertEquals("proc/mounts:2", finding.evidence().get(0).file());
        assertEquals(1, PlanChecks.refusing(List.of(finding), List.of()).size());
        assertEquals(0, PlanChecks.refusing(List.of(finding), List.of("plan-boot-disk")).size());
    }

    @Test
    void whatTheHostKeepsIsNoOrNotSaidOrUnreadableAndTheseStayApart() {
        HostUse named = new HostUse(Map.of(NVME, List.of("nvme0n1")), Map.of(NIC, List.of("eno1")));
        assertTrue(summary(NVME, named, "plan-storage-not-known").contains("does not hold the table of mounts"));
        assertTrue(summary(NIC, named, "plan-network-not-known").contains("does not hold the routes"));
        desktop.text(TextFileKind.MOUNTS, "proc/mounts", "/dev/dm-0 / ext4 rw 0 0\n");
        desktop.text(TextFileKind.ROUTES, "proc/net/route", "br0\t00000000\t0102A8C0\t0003\t0\t0\t0\t00000000\n");
        assertFalse(rules(check(plan().bind(NVME, "vfio-pci"), named)).contains("plan-storage-not-known"));
        HostUse some = new HostUse(named.blockDevices(), named.networkInterfaces(), HostUse.Told.SOME, HostUse.Told.SOME);
        assertTrue(summary(NVME, some, "plan-storage-not-known").contains("which volumes lie upon them is not told"));
        assertTrue(summary(NIC, some, "plan-network-not-known").contains("which bridges"));
        HostUse unreadable = new HostUse(Map.of(), Map.of(), HostUse.Told.UNREADABLE, HostUse.Told.UNREADABLE);
        assertTrue(summary(NVME, unreadable, "plan-storage-not-known").contains("could not be read"));
        assertTrue(summary(NIC, unreadable, "plan-network-not-known").contains("could not be read"));
        HostUse none = new HostUse(Map.of(), Map.of(), HostUse.Told.ALL, HostUse.Told.ALL);
        assertFalse(rules(check(plan().bind(NVME, "vfio-pci").bind(NIC, "vfio-pci"), none)).stream().anyMatch(rule -> rule.endsWith("-not-known")));
    }

    private String summary(String device, HostUse host, String rule) {
        return only(check(plan().bind(device, "vfio-pci"), host), rule).summary();
    }

    @Test
    void withoutMountsTheCommandLineNamesTheBootDisk() {
        desktop.machine.getProvenance().setCommandLine("quiet root=UUID=6f96-8b86 ro");
        HostUse host = new HostUse(Map.of(NVME, List.of("disk/by-uuid/6f96-8b86", "nvme0n1", "nvme0n1p2")), Map.of());
        assertTrue(only(check(plan().bind(NVME, "vfio-pci"), host), "plan-boot-disk").evidence().get(0).text().contains("root=UUID"));
        desktop.machine.getProvenance().setCommandLine("root=/dev/sda1 root=/dev/nvme0n1p2");
        only(check(plan().bind(NVME, "vfio-pci"), host), "plan-boot-disk");
        desktop.text(TextFileKind.MOUNTS, "proc/mounts", "/dev/sda1 / ext4 rw 0 0\n");
        assertFalse(rules(check(plan().bind(NVME, "vfio-pci"), host)).contains("plan-boot-disk"));
    }

    @Test
    void disksThatMayBelongToAPoolAreAskedAbout() {
        desktop.text(TextFileKind.MOUNTS, "proc/mounts", "rpool/ROOT / zfs rw 0 0\n");
        HostUse host = new HostUse(Map.of(NVME, List.of("nvme0n1")), Map.of());
        assertEquals("proc/mounts:1", only(check(plan().bind(NVME, "vfio-pci"), host), "plan-zfs-not-known").evidence().get(0).file());
        assertFalse(rules(check(plan().bind(NIC, "vfio-pci"), host)).contains("plan-zfs-not-known"));
    }

    @Test
    void diskOfAnotherNumberIsNotMeant() {
        desktop.text(TextFileKind.MOUNTS, "proc/mounts", "/dev/nvme0n10 / ext4 rw 0 0\n/dev/sdaa1 /x ext4 rw 0 0\n");
        desktop.text(TextFileKind.SWAPS, "proc/swaps", "Filename Type\n/dev/nvme0n1p3 partition 1 0 -2\n");
        HostUse host = new HostUse(Map.of(NVME, List.of("nvme0n1", "sda")), Map.of());
        List<Finding> findings = check(plan().bind(NVME, "vfio-pci"), host);
        assertFalse(rules(findings).contains("plan-boot-disk"));
        assertFalse(rules(findings).contains("plan-mounted-disk"));
        only(findings, "plan-swap");
    }

    @Test
    void interfaceWithTheDefaultRouteIsNamed() {
        desktop.text(TextFileKind.ROUTES, "proc/net/route", """
                Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
                eno1	00000000	0102A8C0	0003	0	0	100	00000000	0	0	0
                """);
        HostUse host = new HostUse(Map.of(), Map.of(NIC, List.of("eno1")));
        only(check(plan().bind(NIC, "vfio-pci"), host), "plan-default-route");
        only(check(plan().bind(NIC, "vfio-pci")), "plan-network-not-known");
    }

    @Test
    void aNicThatTheHostIsReachedThroughIsNamed() {
        desktop.text(TextFileKind.ROUTES, "proc/net/route", """
                Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
                eno1	0002A8C0	00000000	0001	0	0	100	00FFFFFF	0	0	0
                """);
        desktop.text(TextFileKind.ROUTES, "proc/net/ipv6_route",
                "fe800000000000000000000000000000 40 " + "0".repeat(32) + " 00 " + "0".repeat(32)
                        + " 00000100 00000001 00000000 00000001 eno2\n");
        Finding finding = only(check(plan().bind(NIC, "vfio-pci"), new HostUse(Map.of(), Map.of(NIC, List.of("eno1", "eno2")))),
                "plan-network-in-use");
        assertEquals("proc/net/route:2", finding.evidence().get(0).file());
        HostUse other = new HostUse(Map.of(), Map.of(NIC, List.of("eno2")));
        assertFalse(rules(check(plan().bind(NIC, "vfio-pci"), other)).contains("plan-network-in-use"));
        desktop.text(TextFileKind.ROUTES, "proc/net/ipv6_route",
                "0".repeat(32) + " 00 " + "0".repeat(32) + " 00 fe80000000000000000000000000cafe"
                        + " 00000400 00000001 00000000 00000003 eno2\n");
        only(check(plan().bind(NIC, "vfio-pci"), other), "plan-default-route");
    }

    @Test
    void bootDisplayIsNamed() {
        desktop.at(GPU).setBootVga(true);
        only(check(plan().bind(GPU, "vfio-pci")), "plan-console-gpu");
    }

    @Test
    void firmwareFramebufferInAWindowIsNamed() {
        PciResource window = BindscopeFactory.eINSTANCE.createPciResource();
        window.setStart(0xc0000000L);
        window.setEnd(0xcfffffffL);
        window.setKind(ResourceKind.BAR);
        desktop.at(GPU).getResources().add(window);
        desktop.text(TextFileKind.IOMEM, "proc/iomem", "00000000-00000000 : Reserved\n  c0000000-cfffffff : 0000:65:00.0\n"
                + "    c0000000-c02fffff : BOOTFB\n");
        assertEquals("proc/iomem:3", only(check(plan().bind(GPU, "vfio-pci")), "plan-firmware-framebuffer")
                .evidence().get(0).file());
    }

    @Test
    void addressesHiddenFromNormalUsersTellNothing() {
        PciResource window = BindscopeFactory.eINSTANCE.createPciResource();
        window.setEnd(0xffffL);
        window.setKind(ResourceKind.BAR);
        desktop.at(GPU).getResources().add(window);
        desktop.text(TextFileKind.IOMEM, "proc/iomem", "00000000-00000000 : BOOTFB\n");
        assertFalse(rules(check(plan().bind(GPU, "vfio-pci"))).contains("plan-firmware-framebuffer"));
    }

    @Test
    void bridgeAndPhysicalFunctionAreRefusedByVfio() {
        SrIov sriov = BindscopeFactory.eINSTANCE.createSrIov();
        sriov.setNumVfs(1);
        desktop.at(NIC).setSriov(sriov);
        desktop.at(NIC).getVirtualFunctions().add(
                desktop.function("0000:00:1f.7", "8086:15be", "8086:2074", 0x020000, null, "4"));
        List<Finding> findings = check(plan().bind("0000:00:01.0", "vfio-pci").bind(NIC, "vfio-pci"));
        only(findings, "plan-bridge-to-vfio");
        only(findings, "plan-pf-with-vfs-to-vfio");
        assertEquals(List.of("0000:00:1f.7"), only(findings, "plan-vfs-lost").subjects());
    }

    @Test
    void machineWithoutGroupsCannotServeVfio() {
        desktop.machine.getIommuGroups().clear();
        desktop.functions().forEach(function -> function.setIommuGroup(null));
        only(check(plan().bind(GPU, "vfio-pci")), "plan-no-iommu");
        desktop.machine.unsetIommuGroupsCaptured();
        assertFalse(rules(check(plan().bind(GPU, "vfio-pci"))).contains("plan-no-iommu"), "not said is not no");
    }

    @Test
    void npuFunctionsOfTheDeviceTreeBelongToTheirGpu() {
        PciFunction npu = desktop.function("0004:00:00.0", "1014:04ea", null, 0x068000, null, "20");
        DeviceTree tree = BindscopeFactory.eINSTANCE.createDeviceTree();
        DtNode root = node("", null);
        tree.setRoot(root);
        desktop.machine.getDeviceTrees().add(tree);
        DtNode gpuNode = node("gpu@0", root);
        DtNode npuNode = node("npu@0", root);
        cells(gpuNode, "phandle", 7);
        cells(npuNode, "phandle", 8);
        cells(gpuNode, "ibm,npu", 8, 99);
        cells(npuNode, "ibm,gpu", 7);
        desktop.at(GPU).setDeviceTreeNode(gpuNode);
        npu.setDeviceTreeNode(npuNode);
        assertEquals(List.of("0004:00:00.0"), only(check(plan().bind(GPU, "vfio-pci").bind(AUDIO, "vfio-pci")),
                "plan-npu-incomplete").subjects());
        assertEquals(List.of(GPU), only(check(plan().bind("0004:00:00.0", "vfio-pci")),
                "plan-npu-incomplete").subjects());
    }

    private static DtNode node(String name, DtNode parent) {
        DtNode node = BindscopeFactory.eINSTANCE.createDtNode();
        node.setName(name);
        node.setParent(parent);
        return node;
    }

    private static void cells(DtNode node, String name, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
        for (int value : values) {
            bytes.putInt(value);
        }
        DtProperty property = BindscopeFactory.eINSTANCE.createDtProperty();
        property.setName(name);
        property.setValue(bytes.array());
        node.getProperties().add(property);
    }

    @Test
    void identicalCardsAreToldApartByAddressOnly() {
        BindingPlan plan = plan().bind(GPU, "vfio-pci").build();
        assertEquals(List.of("0000:66:00.0"), plan.devices().get(0).twins());
        BindingPlan both = plan().bind(GPU, "vfio-pci").bind("0000:66:00.0", "vfio-pci").build();
        assertEquals(List.of(), both.devices().get(0).twins());
    }

    @Test
    void suggestionsCompleteAGroupOrMakeItViable() {
        PlanSuggestions suggestions = new PlanSuggestions(desktop.machine);
        desktop.at("0000:00:01.0").setIommuGroup(desktop.group("15"));
        BindingPlan plan = plan().bind(GPU, "vfio-pci").build();
        assertEquals(List.of(Wish.bind(AUDIO, "vfio-pci")), suggestions.completeGroup(plan, GPU, "vfio-pci"));
        assertEquals(List.of(Wish.unbind(AUDIO)), suggestions.makeGroupViable(plan, GPU));
        assertEquals(List.of(), suggestions.makeGroupViable(
                plan().bind(GPU, "vfio-pci").unbind(AUDIO).build(), GPU));
    }

    @Test
    void slotPathIsTheWayThroughTheBridges() {
        assertEquals("pci0000:00/0000:00:01.0/0000:65:00.0",
                plan().bind(GPU, "vfio-pci").build().devices().get(0).identity().slotPath().orElseThrow());
        desktop.at("0000:00:01.0").getBus().getDomain().getBuses().stream()
                .filter(bus -> bus.getNumber() == 0x65).findFirst().orElseThrow().setBridge(null);
        assertTrue(plan().bind(GPU, "vfio-pci").build().devices().get(0).identity().slotPath().isEmpty(),
                "a bus below a bridge is no root bus");
    }
}
