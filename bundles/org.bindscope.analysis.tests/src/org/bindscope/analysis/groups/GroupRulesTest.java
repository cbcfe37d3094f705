// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.bindscope.analysis.config.ConfigBytes;
import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.FactState;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PciResource;
import org.bindscope.model.ResourceKind;
import org.bindscope.model.TextFileKind;
import org.junit.jupiter.api.Test;

/** Each rule with a machine that has the fault and one that has it not. */
class GroupRulesTest {

    private static TestMachine gpuOn(String vga, String audio) {
        TestMachine machine = TestMachine.gpu(f -> { }, f -> { });
        bind(machine, "0000:01:00.0", vga);
        bind(machine, "0000:01:00.1", audio);
        return machine;
    }

    private static PciFunction function(TestMachine machine, String address) {
        return machine.machine().getDomains().get(0).getBuses().stream().flatMap(b -> b.getFunctions().stream())
                .filter(f -> f.getAddress().equals(address)).findFirst().orElseThrow();
    }

    private static void bind(TestMachine machine, String address, String driver) {
        if (!driver.isEmpty()) {
            function(machine, address).setDriver(machine.driver(driver));
        }
    }

    @Test
    void r01NamesTheSoundFunctionThatKeepsTheGroup() {
        List<Finding> findings = gpuOn("vfio-pci", "snd_hda_intel").run(new GroupNotViableRule());
        assertEquals("R01-group-not-viable", findings.get(0).rule());
        assertEquals(List.of("group 2", "0000:01:00.1"), findings.get(0).subjects());
        assertFalse(findings.get(0).evidence().isEmpty());
        assertEquals(List.of(), gpuOn("vfio-pci", "vfio-pci").ids(new GroupNotViableRule()));
        assertEquals(List.of(), gpuOn("vfio-pci", "").ids(new GroupNotViableRule()));
        assertEquals(List.of(), gpuOn("nvidia", "snd_hda_intel").ids(new GroupNotViableRule()),
                "nobody wants the group");
    }

    @Test
    void r09NamesTheFunctionOfTheCardThatWasForgotten() {
        assertEquals(List.of("R09-sibling-function-on-host"),
                gpuOn("vfio-pci", "snd_hda_intel").ids(new SiblingOnHostRule()));
        assertEquals(List.of(), gpuOn("vfio-pci", "vfio-pci").ids(new SiblingOnHostRule()));
        assertEquals(List.of(), gpuOn("nvidia", "snd_hda_intel").ids(new SiblingOnHostRule()));
    }

    @Test
    void r10FindsAFramebufferInsideABar() {
        TestMachine machine = gpuOn("vfio-pci", "vfio-pci");
        PciResource bar = BindscopeFactory.eINSTANCE.createPciResource();
        bar.setKind(ResourceKind.BAR);
        bar.setStart(0xd0000000L);
        bar.setEnd(0xdfffffffL);
        function(machine, "0000:01:00.0").getResources().add(bar);
        assertEquals(List.of(), machine.ids(new FramebufferRule()));
        machine.text("proc/iomem", TextFileKind.IOMEM,
                "d0000000-dfffffff : 0000:01:00.0\n  d0000000-d07fffff : BOOTFB\n");
        Finding finding = machine.run(new FramebufferRule()).get(0);
        assertEquals("R10-firmware-framebuffer", finding.rule());
        assertEquals("proc/iomem:2", finding.evidence().get(0).file());
        TestMachine hidden = gpuOn("vfio-pci", "").text("proc/iomem", TextFileKind.IOMEM,
                "00000000-00000000 : BOOTFB\n");
        function(hidden, "0000:01:00.0").getResources().add(org.eclipse.emf.ecore.util.EcoreUtil.copy(bar));
        assertEquals(List.of(), hidden.ids(new FramebufferRule()), "an ordinary user sees only zeros");
    }

    private static TestMachine withoutGroups(String acpi) {
        TestMachine machine = new TestMachine();
        machine.function("0000:01:00.0", f -> { });
        return machine.text("dmesg.txt", TextFileKind.KERNEL_LOG,
                "[    0.0] ACPI: RSDP 0x00000000000F0490 000024 (v02 X)\n"
                + "[    0.0] ACPI: APIC 0x0000000000000000 000024 (v02 X)\n" + acpi);
    }

    @Test
    void r12TellsFirmwareKernelAndDriverApart() {
        String dmar = "[    0.0] ACPI: DMAR 0x000000007C4C1000 000070 (v01 INTEL)\n";
        IommuAbsentRule rule = new IommuAbsentRule();
        assertEquals(List.of("R12-iommu-firmware-off"), withoutGroups("").ids(rule));
        assertEquals(List.of("R12-iommu-kernel-off"), withoutGroups(dmar).commandLine("quiet intel_iommu=off")
                .ids(rule));
        assertEquals(List.of("R12-iommu-kernel-off"), withoutGroups(dmar).commandLine("quiet")
                .text("boot/config", TextFileKind.KERNEL_CONFIG,
                "CONFIG_INTEL_IOMMU=y\n# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set\n").ids(rule));
        assertEquals(List.of("R12-iommu-driver-missing"), withoutGroups(dmar).commandLine("quiet")
                .text("boot/config", TextFileKind.KERNEL_CONFIG, "# CONFIG_INTEL_IOMMU is not set\n").ids(rule));
        assertEquals(List.of("R12-iommu-undecided"), withoutGroups(dmar).commandLine("quiet").ids(rule));
        assertEquals(List.of(), gpuOn("", "").ids(rule));
        TestMachine uncaptured = withoutGroups(dmar);
        uncaptured.machine().unsetIommuGroupsCaptured();
        assertEquals(IommuStatus.State.NOT_CAPTURED, IommuStatus.of(uncaptured.machine()).state());
        assertEquals(List.of(), uncaptured.ids(rule));
    }

    @Test
    void r13WarnsOfDirectRegionsAndNotOfRelaxableOnes() {
        for (String kind : List.of("direct", "direct-relaxable", "msi", "reserved")) {
            TestMachine machine = gpuOn("vfio-pci", "vfio-pci");
            TestMachine.region(machine.machine().getIommuGroups().get(1), 0x1000, 0x1fff, kind);
            assertEquals(kind.equals("direct") ? List.of("R13-reserved-direct") : List.of(),
                    machine.ids(new ReservedRegionRule()));
        }
    }

    private static TestMachine twoSlots(boolean acs) {
        TestMachine m = new TestMachine();
        ConfigBytes port = ConfigBytes.endpoint(4096, 0x8086, 0x1901).headerType(1).pcie(0x40, PcieType.PCIE_TO_PCI);
        PciFunction bridge = m.bridge("0000:00:01.0", 1, f -> f.setConfigSpace(port.bytes()));
        PciFunction a = m.function("0000:01:00.0", f -> f.setDriver(m.driver("vfio-pci")));
        PciFunction b = m.function("0000:01:01.0", f -> { });
        a.setConfigSpace(ConfigBytes.endpoint(256, 1, 2).bytes());
        b.setConfigSpace(ConfigBytes.endpoint(256, 1, 2).bytes());
        if (acs) {
            m.group("1", bridge, a);
        } else {
            m.group("1", bridge, a, b);
        }
        return m;
    }

    @Test
    void r14NamesTheBridgeThatJoinsTwoSlotsAndWarnsOfTheOverride() {
        List<Finding> findings = twoSlots(false).run(new GroupSpanRule());
        assertEquals("R14-group-too-big", findings.get(0).rule());
        assertTrue(findings.get(0).explanation().contains("PCI Express to PCI bridge 0000:00:01.0"),
                findings.get(0)::explanation);
        assertEquals(List.of(), twoSlots(true).ids(new GroupSpanRule()));
        assertEquals(List.of("R14-acs-override"), gpuOn("", "")
                .commandLine("pcie_acs_override=downstream,multifunction").ids(new GroupSpanRule()));
    }

    @Test
    void r15NamesTheMountTheSwapAndTheRoute() {
        TestMachine machine = gpuOn("vfio-pci", "").text("proc/mounts", TextFileKind.MOUNTS,
                "/dev/nvme0n1p2 / ext4 rw 0 0\n")
                .text("proc/swaps", TextFileKind.SWAPS, "Filename Type Size\n/dev/sda2 partition 1 0 -2\n")
                .text("proc/net/route", TextFileKind.ROUTES,
                "Iface Dest Gw F R U M Mask\neth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\n");
        HostUse use = new HostUse(Map.of("0000:01:00.1", List.of("nvme0n1", "sda")),
                Map.of("0000:01:00.0", List.of("eth0")));
        assertEquals(3, machine.run(new HostInUseRule(use)).size());
        assertEquals(List.of(), machine.ids(new HostInUseRule(HostUse.none())));
        assertEquals(List.of(), machine.ids(new HostInUseRule(new HostUse(Map.of("0000:01:00.1", List.of("nvme0n10")),
                Map.of()))));
    }

    private static TestMachine sriov(boolean autoprobe, String pfDriver, String vfDriver) {
        TestMachine m = new TestMachine();
        PciFunction pf = m.function("0000:01:00.0", f -> f.setSriov(BindscopeFactory.eINSTANCE.createSrIov()));
        pf.getSriov().setTotalVfs(8);
        pf.getSriov().setNumVfs(1);
        pf.getSriov().setDriversAutoprobe(autoprobe);
        PciFunction vf = m.function("0000:01:10.0", f -> { });
        vf.setPhysicalFunction(pf);
        bind(m, "0000:01:00.0", pfDriver);
        bind(m, "0000:01:10.0", vfDriver);
        return m;
    }

    @Test
    void r16TellsWhyAVirtualFunctionHasNoDriverAndWhatAPhysicalOneCannotDo() {
        SriovRule rule = new SriovRule();
        assertEquals(List.of("R16-vf-autoprobe-off"), sriov(false, "igb", "").ids(rule));
        assertEquals(List.of(), sriov(true, "igb", "").ids(rule));
        assertEquals(List.of("R16-vf-needs-token"), sriov(true, "vfio-pci", "vfio-pci").ids(rule));
        assertEquals(List.of("R16-pf-on-vfio-without-sriov"),
                sriov(true, "vfio-pci", "").parameter("vfio_pci", "enable_sriov", "N").ids(rule));
        assertEquals(List.of(), sriov(true, "vfio-pci", "").parameter("vfio_pci", "enable_sriov", "Y").ids(rule));
        assertEquals(List.of(), sriov(true, "vfio-pci", "").ids(rule), "the parameter was not captured");
        TestMachine planned = sriov(true, "igb", "igbvf");
        function(planned, "0000:01:00.0").setDriverOverride("vfio-pci");
        assertEquals(List.of("R16-pf-has-vfs"), planned.ids(rule));
    }

    @Test
    void r17FlagsTheModeWithoutAnIommu() {
        assertEquals(List.of("R17-noiommu-mode"), gpuOn("", "").parameter("vfio", "enable_unsafe_noiommu_mode", "Y")
                .ids(new NoIommuRule()));
        assertEquals(List.of(), gpuOn("", "").parameter("vfio", "enable_unsafe_noiommu_mode", "N")
                .ids(new NoIommuRule()));
        TestMachine named = gpuOn("", "");
        named.machine().getIommuGroups().get(1).setName("vfio-noiommu");
        assertEquals(List.of("R17-noiommu-mode"), named.ids(new NoIommuRule()));
    }

    @Test
    void r19FindsFunctionsThatCannotBeResetAloneOrAtAll() {
        ResetRule rule = new ResetRule();
        TestMachine none = gpuOn("vfio-pci", "vfio-pci");
        TestMachine.evidence(function(none, "0000:01:00.0"), "resetMethods", FactState.NONE, "");
        assertTrue(none.ids(rule).contains("R19-no-reset"));
        TestMachine bus = gpuOn("vfio-pci", "snd_hda_intel");
        function(bus, "0000:01:00.0").getResetMethods().add("bus");
        assertEquals(List.of("R19-reset-reaches-others"), bus.ids(rule));
        TestMachine flr = gpuOn("vfio-pci", "snd_hda_intel");
        function(flr, "0000:01:00.0").getResetMethods().addAll(List.of("flr", "bus"));
        assertEquals(List.of(), flr.ids(rule));
        TestMachine dead = gpuOn("vfio-pci", "vfio-pci");
        byte[] ones = new byte[256];
        Arrays.fill(ones, (byte) 0xff);
        function(dead, "0000:01:00.1").setConfigSpace(ones);
        assertTrue(dead.ids(rule).contains("R19-does-not-answer"));
    }

    @Test
    void r20FindsABarThatIsLargerThanTheWindowAboveIt() {
        for (long megabytes : new long[] {256, 16384}) {
            TestMachine machine = gpuOn("vfio-pci", "vfio-pci");
            ConfigBytes config = ConfigBytes.endpoint(4096, 0x10de, 0x2204).pcie(0x40, PcieType.ENDPOINT)
                    .extended(0x100, ConfigSpace.ECAP_REBAR, 1);
            config.put32(0x104, 0xff << 10).put32(0x108, 1 | 1 << 5 | 63 - Long.numberOfLeadingZeros(megabytes) << 8);
            function(machine, "0000:01:00.0").setConfigSpace(config.bytes());
            PciResource window = BindscopeFactory.eINSTANCE.createPciResource();
            window.setKind(ResourceKind.BRIDGE_WINDOW);
            window.setStart(0x4000000000L);
            window.setEnd(0x40ffffffffL);
            function(machine, "0000:00:01.0").getResources().add(window);
            assertEquals(megabytes == 256 ? List.of() : List.of("R20-bar-exceeds-window"),
                    machine.ids(new BarSpaceRule()));
        }
    }

    @Test
    void r23TellsThatTheKernelIsTooNewForNvLinkInGuests() {
        TestMachine holder = new TestMachine();
        var machine = CorpusMachines.open("synthetic/ac922-8335-gth-4gpu-vfio.sysfs.tar.xz");
        for (String kernel : List.of("5.12", "5.13")) {
            var context = new org.bindscope.analysis.findings.FindingContext(machine,
                    org.bindscope.analysis.rules.KernelRules.named(kernel), List::of);
            List<String> ids = new NvLinkKernelRule().evaluate(context).map(Finding::rule).toList();
            assertEquals(kernel.equals("5.12") ? List.of() : List.of("R23-nvlink2-needs-older-kernel"), ids);
        }
        assertEquals(List.of(), holder.ids(new NvLinkKernelRule()));
    }

    @Test
    void r28FindsTwoGuestsWithMembersOfOneGroup() {
        String first =
                "<domain><devices><hostdev mode='subsystem' type='pci'><source><address domain='0x0000' bus='0x01' slot='0x00'"
                + " function='0x0'/></source><address type='pci' bus='0x05' slot='0x00' function='0x0'/></hostdev></devices></domain>";
        TestMachine machine = gpuOn("vfio-pci", "vfio-pci").text("etc/libvirt/qemu/one.xml", TextFileKind.OTHER, first);
        assertEquals(List.of(), machine.ids(new SplitGroupRule()));
        machine.text("etc/pve/qemu-server/101.conf", TextFileKind.OTHER, "cores: 4\nhostpci0: 01:00.1,pcie=1\n");
        Finding finding = machine.run(new SplitGroupRule()).get(0);
        assertEquals(List.of("group 2", "0000:01:00.0", "0000:01:00.1"), finding.subjects());
        TestMachine apart = gpuOn("vfio-pci", "vfio-pci").text("etc/libvirt/qemu/one.xml", TextFileKind.OTHER, first)
                .text("etc/pve/qemu-server/101.conf", TextFileKind.OTHER, "hostpci0: 0000:02:00\n");
        assertEquals(List.of(), apart.ids(new SplitGroupRule()));
    }

    @Test
    void groupsThatContradictTheFunctionsAreFindings() {
        TestMachine machine = gpuOn("", "");
        assertEquals(List.of(), machine.ids(new TopologyProblemRule()));
        TestMachine.evidence(function(machine, "0000:01:00.0"), "iommuGroup", FactState.SAID, "2");
        TestMachine.evidence(function(machine, "0000:01:00.0"), "iommuGroup", FactState.SAID,
                "../kernel/iommu_groups/7");
        TestMachine.evidence(machine.machine().getIommuGroups().get(0), "functions", FactState.SAID,
                "0000:01:00.0 0000:99:00.0");
        String words = TestMachine.words(machine.run(new TopologyProblemRule()));
        assertTrue(words.contains("Two groups claim 0000:01:00.0: group 2 (sys/iommuGroup) and group 7"), words);
        assertTrue(words.contains("Group 1 names 0000:99:00.0, which the snapshot does not have."), words);
        function(machine, "0000:01:00.0").setConfigSpace(ConfigBytes.endpoint(256, 1, 2).capability(0x50, 1)
                .put8(0x51, 0x50).bytes());
        assertTrue(machine.ids(new TopologyProblemRule()).contains("config-space-damaged"));
    }

    @Test
    void everyRuleRunsOnAnEmptyMachine() {
        for (FindingRule rule : GroupRules.all(HostUse.none())) {
            TestMachine empty = new TestMachine();
            empty.machine().unsetIommuGroupsCaptured();
            assertEquals(List.of(), empty.run(rule));
        }
    }
}
