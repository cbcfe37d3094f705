// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.bindscope.analysis.config.ConfigBytes;
import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.model.AcpiTable;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.FactState;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PciResource;
import org.bindscope.model.ResourceKind;
import org.bindscope.model.TextFileKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For each id of the rules about groups and resets one machine that has the fault, and the same machine without it. */
class RulePairsTest {

    private static final String GPU = "0000:01:00.0";
    private static final String AUDIO = "0000:01:00.1";
    private static final String PORT = "0000:00:01.0";

    /**
     * A fault.
     *
     * @param id    the finding that it gives
     * @param rule  the rule that finds it
     * @param base  what both machines have: a GPU on vfio-pci with its sound function on the same driver
     * @param fault what only the faulty one has
     */
    private record Pair(String id, FindingRule rule, Consumer<TestMachine> base, Consumer<TestMachine> fault) {
        @Override
        public String toString() {
            return id;
        }
    }

    private static PciFunction function(TestMachine machine, String address) {
        return machine.machine().getDomains().get(0).getBuses().stream().flatMap(b -> b.getFunctions().stream())
                .filter(f -> f.getAddress().equals(address)).findFirst().orElseThrow();
    }

    private static void bar(TestMachine m, String address, ResourceKind kind, long start, long size) {
        PciResource bar = BindscopeFactory.eINSTANCE.createPciResource();
        bar.setKind(kind);
        bar.setStart(start);
        bar.setEnd(start + size - 1);
        bar.setFlags(0x14220c);
        function(m, address).getResources().add(bar);
        TestMachine.evidence(function(m, address), "resources", FactState.SAID, "a line");
    }

    private static void noGroups(TestMachine m) {
        m.machine().getIommuGroups().forEach(group -> group.getFunctions().clear());
        m.machine().getIommuGroups().clear();
        TestMachine.evidence(m.machine(), "iommuGroupsCaptured", FactState.SAID, "0 groups");
    }

    private static void log(TestMachine m, String lines) {
        m.text("dmesg.txt", TextFileKind.KERNEL_LOG, lines);
    }

    private static final String RSDP = "[ 0.0] ACPI: RSDP 0x00000000000F0490 000024 (v02 X)\n";
    private static final String DMAR = RSDP + "[ 0.0] ACPI: DMAR 0x000000007C4C1000 000070 (v01 X)\n";

    private static Pair absent(String tail, Consumer<TestMachine> fault) {
        return new Pair("R12-iommu-" + tail, new IommuAbsentRule(), m -> { }, fault.andThen(RulePairsTest::noGroups));
    }

    private static Pair pair(String id, FindingRule rule, Consumer<TestMachine> fault) {
        return new Pair(id, rule, m -> { }, fault);
    }

    private static PciFunction sriov(TestMachine m) {
        PciFunction pf = function(m, GPU);
        pf.setSriov(BindscopeFactory.eINSTANCE.createSrIov());
        pf.getSriov().setTotalVfs(8);
        pf.getSriov().setNumVfs(1);
        pf.getSriov().setDriversAutoprobe(true);
        TestMachine.evidence(pf, "sriov.numVfs", FactState.SAID, "1");
        TestMachine.evidence(pf, "sriov.driversAutoprobe", FactState.SAID, "1");
        PciFunction vf = m.function("0000:01:10.0", f -> { });
        vf.setPhysicalFunction(pf);
        return vf;
    }

    private static final HostUse DISK = new HostUse(Map.of(AUDIO, List.of("nvme0n1", "dm-0", "mapper/vg-root")), Map.of());

    static Stream<Pair> pairs() {
        return Stream.of(
                pair("R01-group-not-viable", new GroupNotViableRule(), m -> function(m, AUDIO).setDriver(m.driver("nvme"))),
                pair("R09-sibling-function-on-host", new SiblingOnHostRule(),
                        m -> function(m, AUDIO).setDriver(m.driver("xhci_hcd"))),
                new Pair("R09-sibling-function-on-host", new SiblingOnHostRule(), m -> {
                    // Apart by ACS, so only a reset of the bus couples them.
                    m.machine().getIommuGroups().get(1).getFunctions().remove(1);
                    m.group("3", function(m, AUDIO));
                    function(m, AUDIO).setDriver(m.driver("snd_hda_intel"));
                    function(m, AUDIO).getResetMethods().add("flr");
                    function(m, GPU).getResetMethods().add("flr");
                }, m -> function(m, GPU).getResetMethods().clear()),
                new Pair("R10-firmware-framebuffer", new FramebufferRule(), m -> bar(m, GPU, ResourceKind.BAR, 0xd0000000L, 1 << 28),
                        m -> m.text("proc/iomem", TextFileKind.IOMEM, "d0000000-d07fffff : simpledrm\n")),
                pair("R10-firmware-framebuffer", new FramebufferRule(),
                        m -> log(m, "[ 9.0] vfio-pci 0000:01:00.0: BAR 1: can't reserve [mem 0xd0000000-0xdfffffff 64bit pref]\n")),
                pair("R10-boot-display", new FramebufferRule(), m -> {
                    function(m, GPU).setBootVga(true);
                    TestMachine.evidence(function(m, GPU), "bootVga", FactState.SAID, "1");
                }),
                absent("firmware-off", m -> log(m, RSDP)),
                absent("kernel-off", m -> log(m.commandLine("intel_iommu=off"), DMAR)),
                absent("driver-missing", m -> log(m.text("boot/config", TextFileKind.KERNEL_CONFIG,
                        "# CONFIG_INTEL_IOMMU is not set\n"), DMAR)),
                absent("undecided", m -> log(m.commandLine("intel_iommu=on"), DMAR)),
                new Pair("R13-reserved-direct", new ReservedRegionRule(),
                        m -> TestMachine.region(m.machine().getIommuGroups().get(1), 0, 0xffffff, "direct-relaxable"),
                        m -> TestMachine.region(m.machine().getIommuGroups().get(1), 0x7b100000L, 0x7b1fffffL, "direct")),
                pair("R13-reserved-direct", new ReservedRegionRule(),
                        m -> log(m, "[ 9.0] vfio-pci 0000:01:00.0: DMAR: Device is ineligible for IOMMU domain attach due to platform"
                                + " RMRR requirement.  Contact your platform vendor.\n")),
                new Pair("R13-reserved-direct", new ReservedRegionRule(), m -> {
                    // Both tables claim memory; of a display and of a USB controller the kernel does not mind.
                    noGroups(m);
                    acpi(m, "DMAR", dmar(0, 0));
                }, m -> acpi(m, "DMAR", dmar(0, 1))),
                pair("R14-group-too-big", new GroupSpanRule(), m -> {
                    PciFunction other = m.function("0000:02:00.0", f -> f.setConfigSpace(TestMachine.pcie(PcieType.ENDPOINT)));
                    m.machine().getIommuGroups().get(1).getFunctions().add(other);
                }),
                pair("R14-acs-override", new GroupSpanRule(), m -> m.commandLine("pcie_acs_override=downstream")),
                new Pair("R15-host-needs-device", new HostInUseRule(DISK), m -> { },
                        m -> m.text("proc/mounts", TextFileKind.MOUNTS, "/dev/mapper/vg-root / ext4 rw 0 0\n")),
                new Pair("R15-host-needs-device", new HostInUseRule(DISK), m -> { },
                        m -> m.text("proc/swaps", TextFileKind.SWAPS, "/dev/dm-0 partition 1 0 -2\n")),
                new Pair("R15-host-needs-device", new HostInUseRule(new HostUse(Map.of(), Map.of(GPU, List.of("eth0", "br0")))), m -> { },
                        m -> m.text("proc/net/ipv6_route", TextFileKind.ROUTES, "0".repeat(32) + " 00 " + "0".repeat(32)
                                + " 00 fe80000000000000000000000000abcd 00000400 00000001 00000000 00000003 br0\n")),
                new Pair("R15-zfs-pool-not-known", new HostInUseRule(DISK),
                        m -> m.text("proc/mounts", TextFileKind.MOUNTS, "/dev/sdz1 / ext4 rw 0 0\n"),
                        m -> m.text("proc/mounts", TextFileKind.MOUNTS, "rpool/ROOT / zfs rw 0 0\n")),
                new Pair("R16-vf-autoprobe-off", new SriovRule(), RulePairsTest::sriov,
                        m -> function(m, GPU).getSriov().setDriversAutoprobe(false)),
                new Pair("R16-vf-needs-token", new SriovRule(), RulePairsTest::sriov,
                        m -> function(m, "0000:01:10.0").setDriver(m.driver("vfio-pci"))),
                new Pair("R16-pf-has-vfs", new SriovRule(), m -> {
                    sriov(m);
                    function(m, GPU).setDriver(m.driver("igb"));
                }, m -> function(m, GPU).setDriverOverride("vfio-pci")),
                new Pair("R16-pf-on-vfio-without-sriov", new SriovRule(), RulePairsTest::sriov,
                        m -> m.parameter("vfio_pci", "enable_sriov", "N")),
                pair("R17-noiommu-mode", new NoIommuRule(), m -> m.parameter("vfio", "enable_unsafe_noiommu_mode", "Y")),
                new Pair("R19-reset-reaches-others", new ResetRule(), m -> {
                    function(m, AUDIO).setDriver(m.driver("snd_hda_intel"));
                    function(m, GPU).getResetMethods().addAll(List.of("flr", "bus"));
                }, m -> function(m, GPU).getResetMethods().remove(0)),
                new Pair("R19-no-reset", new ResetRule(), m -> {
                    function(m, GPU).getResetMethods().add("flr");
                    function(m, AUDIO).getResetMethods().add("flr");
                }, m -> function(m, AUDIO).getResetMethods().clear()),
                new Pair("R19-does-not-answer", new ResetRule(), m -> { }, m -> {
                    byte[] ones = new byte[256];
                    Arrays.fill(ones, (byte) 0xff);
                    function(m, AUDIO).setConfigSpace(ones);
                    TestMachine.evidence(function(m, AUDIO), "configSpace", FactState.SAID, "256 bytes");
                }),
                pair("R19-d3cold", new ResetRule(), m -> function(m, GPU).setPowerState("D3cold")),
                new Pair("R19-needs-vendor-reset", new ResetRule(), m -> {
                    function(m, GPU).setVendorId(0x1002);
                    function(m, GPU).setDeviceId(0x731f);
                    function(m, GPU).getResetMethods().addAll(List.of("device_specific", "bus"));
                }, m -> function(m, GPU).getResetMethods().remove(0)),
                new Pair("R20-bar-exceeds-window", new BarSpaceRule(), m -> {
                    resizable(m, 256);
                    bar(m, PORT, ResourceKind.BRIDGE_WINDOW, 0x4000000000L, 1L << 32);
                }, m -> resizable(m, 16384)),
                new Pair("R20-large-bar", new BarSpaceRule(), m -> { }, m -> resizable(m, 65536)),
                new Pair("R20-large-bar", new BarSpaceRule(), m -> bar(m, GPU, ResourceKind.BAR, 0x4000000000L, 1L << 28),
                        m -> bar(m, GPU, ResourceKind.BAR, 0x6000000000L, 1L << 36)),
                new Pair("R20-no-space", new BarSpaceRule(), m -> {
                    log(m, "[ 1.0] pci 0000:01:00.0: BAR 1 [mem size 0x10000000 64bit pref]: can't assign; no space\n");
                    bar(m, GPU, ResourceKind.BAR, 0x4000000000L, 1L << 28);
                }, m -> bar(m, GPU, ResourceKind.BAR, 0, 1L << 28)),
                new Pair("R28-group-claimed-twice", new SplitGroupRule(),
                        m -> m.text("etc/pve/qemu-server/101.conf", TextFileKind.OTHER, "hostpci0: 0000:01:00.0\n"),
                        m -> m.text("etc/pve/qemu-server/102.conf", TextFileKind.OTHER, "hostpci0: 01:00.1,pcie=1\n")),
                pair("driver-override-unbound", new OverrideStateRule(), m -> {
                    function(m, AUDIO).setDriver(null);
                    TestMachine.evidence(function(m, AUDIO), "driver", FactState.NONE, "");
                    function(m, AUDIO).setDriverOverride("vfio-pci");
                }),
                pair("driver-override-ignored", new OverrideStateRule(), m -> {
                    function(m, AUDIO).setDriverOverride("snd_hda_intel");
                    TestMachine.evidence(function(m, AUDIO), "driverOverride", FactState.SAID, "snd_hda_intel");
                }),
                pair("inconsistent-topology", new TopologyProblemRule(), m -> TestMachine.evidence(m.machine().getIommuGroups().get(0),
                        "functions", FactState.SAID, "0000:99:00.0")),
                pair("config-space-damaged", new TopologyProblemRule(),
                        m -> function(m, GPU).setConfigSpace(ConfigBytes.endpoint(256, 1, 2).capability(0x50, 1).put8(0x51, 0x50).bytes())),
                new Pair("acpi-table-damaged", new TopologyProblemRule(), m -> acpi(m, "DMAR", dmar(0, 0)),
                        m -> acpi(m, "DMAR", Arrays.copyOf(dmar(0, 0), 60))));
    }

    private static void resizable(TestMachine m, long mebibytes) {
        ConfigBytes config = ConfigBytes.endpoint(4096, 0x10de, 0x2204).pcie(0x40, PcieType.ENDPOINT)
                .extended(0x100, ConfigSpace.ECAP_REBAR, 1);
        config.put32(0x104, 0xffff << 10).put32(0x108, 1 | 1 << 5 | 63 - Long.numberOfLeadingZeros(mebibytes) << 8);
        function(m, GPU).setConfigSpace(config.bytes());
        TestMachine.evidence(function(m, GPU), "configSpace", FactState.SAID, "4096 bytes");
    }

    /** An RMRR for one function below the root port 00:01.0. */
    private static byte[] dmar(int device, int function) {
        byte[] table = new byte[48 + 24 + 10];
        System.arraycopy("DMAR".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, table, 0, 4);
        table[4] = (byte) table.length;
        table[48] = 1;
        table[50] = 34;
        table[72] = 1;
        table[73] = 10;
        table[78] = 1;
        table[80] = (byte) device;
        table[81] = (byte) function;
        return table;
    }

    private static void acpi(TestMachine m, String name, byte[] content) {
        m.machine().getAcpiTables().clear();
        AcpiTable table = BindscopeFactory.eINSTANCE.createAcpiTable();
        table.setFile("sys/firmware/acpi/tables/" + name);
        table.setContent(content);
        m.machine().getAcpiTables().add(table);
    }

    private static TestMachine machine(Pair pair, boolean faulty) {
        TestMachine m = TestMachine.gpu(f -> { }, f -> { });
        for (String address : List.of(GPU, AUDIO)) {
            function(m, address).setDriver(m.driver("vfio-pci"));
            TestMachine.evidence(function(m, address), "driver", FactState.SAID, "vfio-pci");
        }
        pair.base().accept(m);
        if (faulty) {
            pair.fault().accept(m);
        }
        return m;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void faultIsFoundWithEvidenceAndRemedyAndTheSameMachineWithoutItIsClean(Pair pair) {
        List<Finding> found = machine(pair, true).run(pair.rule()).stream().filter(f -> f.rule().equals(pair.id())).toList();
        assertFalse(found.isEmpty(), () -> machine(pair, true).run(pair.rule()).toString());
        for (Finding finding : found) {
            assertFalse(finding.evidence().isEmpty(), finding::toString);
            assertFalse(finding.subjects().isEmpty(), finding::toString);
            for (String text : List.of(finding.summary(), finding.explanation(), finding.remedy())) {
                assertTrue(text.endsWith("."), text);
            }
        }
        assertEquals(List.of(), machine(pair, false).run(pair.rule()).stream().filter(f -> f.rule().equals(pair.id())).toList());
    }

    /** Ids about NVLink have their machines in other tests, by name. */
    @Test
    void everyIdOfTheRulesAboutGroupsHasAPair() {
        Set<String> elsewhere = Set.of("iommu-group-not-viable", "iommu-group-none", "iommu-group-spans-socket", "iommu-group-split",
                "npu-left-on-host", "R23-nvlink2-needs-older-kernel", "kernel-too-new-for-nvlink2-vfio");
        Set<String> ids = new TreeSet<>();
        GroupRules.all(HostUse.none()).forEach(rule -> ids.addAll(rule.ids()));
        ids.removeIf(id -> id.startsWith("R21-") || id.startsWith("R22-"));
        ids.removeAll(elsewhere);
        Set<String> tested = new HashSet<>();
        pairs().forEach(pair -> tested.add(pair.id()));
        assertEquals(ids, new TreeSet<>(tested));
    }
}
