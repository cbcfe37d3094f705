// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PciResource;
import org.bindscope.model.ReservedRegion;
import org.bindscope.model.ResourceKind;
import org.bindscope.model.SrIov;
import org.bindscope.model.TextFileKind;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check of plans: a machine and a plan that it speaks about, and the nearest ones that it does not. */
class PlanCheckCatalogueTest {

    private static final BindscopeFactory F = BindscopeFactory.eINSTANCE;
    private static final String GPU = "0000:65:00.0";
    private static final String AUDIO = "0000:65:00.1";
    private static final String TWIN = "0000:66:00.0";
    private static final String NVME = "0000:00:1c.0";
    private static final String NIC = "0000:00:1f.6";
    private static final String VF = "0000:00:1f.7";
    private static final Map<String, Check> CHECKS = new LinkedHashMap<>();

    /** One side of a check: a machine, and the plan for it. */
    private static final class Setting {

        final TestMachine test = TestMachine.desktop();
        private final Map<String, List<String>> disks = new LinkedHashMap<>();
        private final Map<String, List<String>> interfaces = new LinkedHashMap<>();
        private final List<Wish> wishes = new ArrayList<>();

        Setting bind(String driver, String... addresses) {
            Stream.of(addresses).map(address -> Wish.bind(address, driver)).forEach(wishes::add);
            return this;
        }

        Setting vfio(String... addresses) {
            return bind("vfio-pci", addresses);
        }

        Setting disk(String address, String name) {
            disks.put(address, List.of(name));
            return this;
        }

        Setting network(String address, String name) {
            interfaces.put(address, List.of(name));
            return this;
        }

        List<Finding> findings() {
            return review(test.machine, new HostUse(disks, interfaces), wishes);
        }
    }

    /** A rule, the setting that has the fault, and the one that has not. */
    private record Check(Consumer<Setting> faulty, Consumer<Setting> clean) {
    }

    private static List<Finding> review(Machine machine, HostUse host, List<Wish> wishes) {
        PlanBuilder plan = new PlanBuilder(machine);
        wishes.forEach(plan::wish);
        return PlanReview.of(MachineAnalysis.of(machine, host), host, plan.build()).findings();
    }

    private static void check(String rule, Consumer<Setting> faulty, Consumer<Setting> clean) {
        CHECKS.put(rule, new Check(faulty, clean));
    }

    static {
        wishes();
        devices();
        groups();
        companions();
        host();
        lifetime();
    }

    private static void wishes() {
        check("plan-unsafe-name", s -> s.bind("vfio pci", NIC), s -> s.vfio(NIC));
        check("plan-unknown-address", s -> s.vfio("0000:99:00.0"), s -> s.vfio(NIC));
        check("plan-unknown-driver", s -> {
            s.test.text(TextFileKind.MODULES_DEP, "lib/modules/6.12.9/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko:\n");
            s.bind("VFIO-PCI", NIC);
        }, s -> {
            s.test.text(TextFileKind.MODULES_DEP, "lib/modules/6.12.9/modules.dep", "kernel/drivers/vfio/pci/vfio-pci.ko:\n");
            s.vfio(NIC);
        });
        check("plan-driver-not-known", s -> s.bind("some_driver", NIC), s -> s.vfio(NIC));
        check("plan-already-so", s -> s.bind("e1000e", NIC), s -> s.vfio(NIC));
    }

    private static void devices() {
        check("plan-unbind-may-hang", s -> s.vfio(GPU, TWIN), s -> s.vfio(NIC).bind("nvidia", GPU));
        check("plan-identical-devices", s -> s.vfio(GPU), s -> s.vfio(GPU, TWIN));
        check("plan-bridge-to-vfio", s -> s.vfio("0000:00:01.0"), s -> s.vfio(GPU));
        check("plan-pf-with-vfs-to-vfio", s -> virtual(s, 1).vfio(NIC), s -> virtual(s, 0).vfio(NIC));
        check("plan-no-iommu", s -> {
            s.test.machine.getIommuGroups().clear();
            s.test.functions().forEach(function -> function.setIommuGroup(null));
            s.vfio(NIC);
        }, s -> s.vfio(NIC));
        check("plan-no-group", s -> {
            s.test.at(NIC).setIommuGroup(null);
            s.vfio(NIC);
        }, s -> {
            // On device-tree systems a group comes with the first probe.
            s.test.at(NIC).setIommuGroup(null);
            s.test.noDriver(NIC);
            s.vfio(NIC);
        });
        check("plan-kernel-refuses", s -> s.bind("pcieport", NIC).vfio("0000:00:01.0"), s -> s.bind("e1000e", NIC));
        check("plan-outcome-not-known", s -> s.bind("some_driver", NIC), s -> s.vfio(NIC));
        check("plan-iommu-not-known", s -> {
            s.test.machine.getIommuGroups().clear();
            s.test.functions().forEach(function -> function.setIommuGroup(null));
            s.test.machine.unsetIommuGroupsCaptured();
            s.vfio(NIC);
        }, s -> s.vfio(NIC));
    }

    private static void groups() {
        check("plan-group-incomplete", s -> s.vfio(GPU), s -> s.vfio(GPU, AUDIO));
        check("plan-group-not-known", s -> {
            s.test.at(AUDIO).setDriver(null);
            s.vfio(GPU);
        }, s -> {
            s.test.noDriver(AUDIO);
            s.vfio(GPU);
        });
        check("plan-group-idle-members", s -> {
            s.test.noDriver(AUDIO);
            s.vfio(GPU);
        }, s -> {
            s.test.noDriver(AUDIO);
            s.vfio(GPU, AUDIO);
        });
        check("plan-group-direct-memory", s -> region(s, "direct").vfio(NIC), s -> region(s, "direct-relaxable").vfio(NIC));
        check("plan-isolation-not-proven", s -> {
            s.test.machine.getProvenance().setCommandLine("quiet pcie_acs_override=downstream,multifunction");
            s.vfio(NIC);
        }, s -> {
            s.test.machine.getProvenance().setCommandLine("quiet pcie_acs_overrides=downstream");
            s.vfio(NIC);
        });
        check("plan-group-held", s -> {
            s.test.at(NIC).setDriver(driver(s, "vfio-pci"));
            s.test.text(TextFileKind.KERNEL_LOG, "dmesg.txt", "[  100.0] vfio-pci " + NIC
                    + ": No device request channel registered, blocked until released by user\n");
            s.bind("e1000e", NIC);
        }, s -> {
            s.test.at(NIC).setDriver(driver(s, "vfio-pci"));
            driver(s, "vfio-pci").getModule().setReferenceCount(0);
            s.bind("e1000e", NIC);
        });
        check("plan-group-hold-not-known", s -> {
            s.test.at(NIC).setDriver(driver(s, "vfio-pci"));
            s.test.at(NIC).setEnabled(1);
            s.bind("e1000e", NIC);
        }, s -> {
            s.test.at(NIC).setDriver(driver(s, "vfio-pci"));
            driver(s, "vfio-pci").getModule().setReferenceCount(0);
            s.bind("e1000e", NIC);
        });
    }

    private static void companions() {
        check("plan-companion-missing", s -> s.vfio(GPU), s -> s.vfio(GPU, AUDIO));
        check("plan-slot-incomplete", s -> {
            s.test.function("0000:66:00.1", "15b3:1019", null, 0x020700, "mlx5_core", "16");
            s.test.function("0000:66:00.2", "15b3:1019", null, 0x020700, "mlx5_core", "17");
            s.vfio("0000:66:00.1");
        }, s -> {
            s.test.function("0000:66:00.1", "15b3:1019", null, 0x020700, "mlx5_core", "16");
            s.vfio("0000:66:00.1", TWIN);
        });
        check("plan-reset-reaches-others", s -> {
            s.test.at(GPU).getResetMethods().add("bus");
            s.test.at(AUDIO).getResetMethods().add("bus");
            s.vfio(GPU);
            s.wishes.add(Wish.unbind(AUDIO));
        }, s -> {
            s.test.at(GPU).getResetMethods().add("flr");
            s.vfio(GPU);
            s.wishes.add(Wish.unbind(AUDIO));
        });
        check("plan-npu-incomplete", s -> npu(s).vfio(GPU), s -> npu(s).vfio(GPU, "0004:00:00.0"));
        check("plan-vfs-lost", s -> virtual(s, 1).vfio(NIC), s -> virtual(s, 1).vfio(VF));
        check("plan-vf-needs-token", s -> {
            virtual(s, 1).test.at(NIC).setDriver(driver(s, "vfio-pci"));
            s.vfio(VF);
        }, s -> virtual(s, 1).vfio(VF));
        check("plan-nvswitch-missing", s -> nvSwitch(s).vfio(GPU, TWIN), s -> nvSwitch(s).vfio(GPU, TWIN, "0000:07:00.0"));
        check("plan-nvswitch-stays", s -> nvSwitch(s).vfio(GPU), s -> nvSwitch(s).vfio(NIC));
    }

    private static void host() {
        check("plan-console-gpu", s -> {
            s.test.at(GPU).setBootVga(true);
            s.vfio(GPU);
        }, s -> {
            s.test.at(TWIN).setBootVga(true);
            s.vfio(GPU);
        });
        check("plan-firmware-framebuffer", s -> framebuffer(s, "c0000000-c02fffff : BOOTFB"),
                s -> framebuffer(s, "d0000000-d02fffff : BOOTFB"));
        check("plan-boot-disk", s -> mount(s, "/").vfio(NVME), s -> mount(s, "/").vfio(NIC));
        check("plan-mounted-disk", s -> mount(s, "/srv").vfio(NVME), s -> mount(s, "/").vfio(NVME));
        check("plan-swap", s -> swap(s, "/dev/nvme0n1p3").vfio(NVME), s -> swap(s, "/dev/nvme1n1p3").vfio(NVME));
        check("plan-storage-not-known", s -> s.vfio(NVME), s -> {
            s.test.text(TextFileKind.MOUNTS, "proc/mounts", "/dev/sda1 / ext4 rw 0 0\n");
            s.disk(NVME, "nvme0n1").vfio(NVME);
        });
        check("plan-zfs-not-known", s -> pool(s).vfio(NVME), s -> pool(s).vfio(NIC));
        check("plan-default-route", s -> route(s, "00000000").vfio(NIC), s -> route(s, "00000000").vfio(GPU, AUDIO));
        check("plan-network-in-use", s -> route(s, "0002A8C0").vfio(NIC), s -> route(s, "00000000").vfio(NIC));
        check("plan-network-not-known", s -> s.vfio(NIC), s -> {
            s.test.text(TextFileKind.ROUTES, "proc/net/route", "Iface\tDestination\n");
            s.network(NIC, "eno1").vfio(NIC);
        });
    }

    private static void lifetime() {
        check("plan-not-persistent", s -> s.vfio(NIC), s -> s.bind("e1000e", NIC));
        check("plan-kernel-update", s -> s.vfio(NIC), s -> {
            driver(s, "vfio-pci").getModule().setBuiltin(true);
            s.vfio(NIC);
        });
        check("plan-module-out-of-tree", s -> module(s, "updates/dkms/my_vfio_pci.ko").bind("my_vfio_pci", NIC),
                s -> module(s, "kernel/drivers/vfio/pci/my_vfio_pci.ko").bind("my_vfio_pci", NIC));
        check("plan-address-may-move", s -> s.vfio(GPU), s -> s.vfio(NIC));
    }

    // ---- what settings are made of ----

    private static org.bindscope.model.Driver driver(Setting s, String name) {
        return s.test.machine.getDrivers().stream().filter(driver -> name.equals(driver.getName())).findFirst().orElseThrow();
    }

    private static Setting virtual(Setting s, int number) {
        SrIov sriov = F.createSrIov();
        sriov.setNumVfs(number);
        s.test.at(NIC).setSriov(sriov);
        if (number > 0) {
            s.test.at(NIC).getVirtualFunctions().add(s.test.function(VF, "8086:15be", "8086:2074", 0x020000, null, "5"));
        }
        return s;
    }

    private static Setting region(Setting s, String kind) {
        ReservedRegion region = F.createReservedRegion();
        region.setStart(0x1000);
        region.setEnd(0x1fff);
        region.setKind(kind);
        s.test.group("4").getReservedRegions().add(region);
        return s;
    }

    private static Setting npu(Setting s) {
        PciFunction npu = s.test.function("0004:00:00.0", "1014:04ea", null, 0x068000, null, "20");
        DeviceTree tree = F.createDeviceTree();
        DtNode root = node("", null);
        tree.setRoot(root);
        s.test.machine.getDeviceTrees().add(tree);
        DtNode gpuNode = node("gpu@0", root);
        DtNode npuNode = node("npu@0", root);
        cells(gpuNode, "phandle", 7);
        cells(npuNode, "phandle", 8);
        cells(gpuNode, "ibm,npu", 8);
        cells(npuNode, "ibm,gpu", 7);
        s.test.at(GPU).setDeviceTreeNode(gpuNode);
        npu.setDeviceTreeNode(npuNode);
        return s;
    }

    private static DtNode node(String name, DtNode parent) {
        DtNode node = F.createDtNode();
        node.setName(name);
        node.setParent(parent);
        return node;
    }

    private static void cells(DtNode node, String name, int value) {
        DtProperty property = F.createDtProperty();
        property.setName(name);
        property.setValue(ByteBuffer.allocate(4).putInt(value).array());
        node.getProperties().add(property);
    }

    private static Setting nvSwitch(Setting s) {
        s.test.function("0000:07:00.0", "10de:22a3", null, 0x068000, "nvidia", "40");
        return s;
    }

    private static void framebuffer(Setting s, String line) {
        PciResource window = F.createPciResource();
        window.setStart(0xc0000000L);
        window.setEnd(0xcfffffffL);
        window.setKind(ResourceKind.BAR);
        s.test.at(GPU).getResources().add(window);
        s.test.text(TextFileKind.IOMEM, "proc/iomem", line + "\n");
        s.vfio(GPU);
    }

    private static Setting mount(Setting s, String place) {
        s.test.text(TextFileKind.MOUNTS, "proc/mounts", "/dev/nvme0n1p2 " + place + " ext4 rw 0 0\n");
        return s.disk(NVME, "nvme0n1");
    }

    private static Setting swap(Setting s, String device) {
        s.test.text(TextFileKind.SWAPS, "proc/swaps", "Filename Type\n" + device + " partition 1 0 -2\n");
        return s.disk(NVME, "nvme0n1");
    }

    private static Setting pool(Setting s) {
        s.test.text(TextFileKind.MOUNTS, "proc/mounts", "rpool/ROOT / zfs rw 0 0\n");
        return s.disk(NVME, "nvme0n1");
    }

    private static Setting route(Setting s, String destination) {
        s.test.text(TextFileKind.ROUTES, "proc/net/route", "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU\neno1 "
                + destination + " 0102A8C0 0003 0 0 100 " + (destination.equals("00000000") ? "00000000" : "00FFFFFF") + " 0\n");
        return s.network(NIC, "eno1");
    }

    private static Setting module(Setting s, String path) {
        s.test.text(TextFileKind.MODULES_DEP, "lib/modules/6.12.9/modules.dep", path + ":\n");
        return s;
    }

    // ---- the tests ----

    static Stream<String> rules() {
        return CHECKS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void speaksAboutTheFaultAndIsSilentWithoutIt(String rule) {
        Setting faulty = new Setting();
        CHECKS.get(rule).faulty().accept(faulty);
        List<Finding> found = faulty.findings().stream().filter(finding -> finding.rule().equals(rule)).toList();
        assertFalse(found.isEmpty(), () -> faulty.findings().toString());
        found.forEach(finding -> {
            assertFalse(finding.subjects().isEmpty(), rule);
            assertTrue(finding.summary().endsWith("."), finding::summary);
            assertFalse(finding.explanation().isBlank(), rule);
        });
        Setting clean = new Setting();
        CHECKS.get(rule).clean().accept(clean);
        assertEquals(List.of(), clean.findings().stream().filter(finding -> finding.rule().equals(rule)).toList());
    }

    // ---- NVLink of a whole machine ----

    private static Set<String> ac922(String release, String... gpus) throws Exception {
        Machine machine = new SnapshotReader().open(CorpusFiles.require("synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz").toString(),
                ReadOptions.defaults(), Progress.none()).machine();
        machine.getProvenance().setKernelRelease(release);
        Set<String> rules = new TreeSet<>();
        review(machine, HostUse.none(), Stream.of(gpus).map(address -> Wish.bind(address, "vfio-pci")).toList())
                .forEach(finding -> rules.add(finding.rule()));
        return rules;
    }

    @Test
    void linksForGuestsCameWithLinux50AndWentWith513() throws Exception {
        for (String release : List.of("4.19.0", "5.13.0", "6.12.9")) {
            Set<String> rules = ac922(release, "0004:04:00.0");
            assertTrue(rules.contains("plan-nvlink2-not-supported"), release);
            assertFalse(rules.contains("plan-nvlink2-ends-with-5.13"), release);
        }
        for (String release : List.of("5.0.0", "5.12.19")) {
            Set<String> rules = ac922(release, "0004:04:00.0");
            assertFalse(rules.contains("plan-nvlink2-not-supported"), release);
            assertTrue(rules.contains("plan-nvlink2-ends-with-5.13"), release);
        }
        Set<String> nic = ac922("5.4.0", "0005:01:00.0");
        assertFalse(nic.contains("plan-nvlink2-not-supported") || nic.contains("plan-nvlink2-ends-with-5.13"), nic::toString);
    }

    @Test
    void linksBetweenGpusThatArePartedAreCut() throws Exception {
        assertTrue(ac922("5.4.0", "0004:04:00.0").contains("plan-nvlink-cut"));
        assertFalse(ac922("5.4.0", "0004:04:00.0", "0004:05:00.0").contains("plan-nvlink-cut"));
    }

    // ---- saved plans ----

    private static List<String> transferred(Consumer<TestMachine> change) {
        TestMachine before = TestMachine.desktop();
        SavedPlan saved = SavedPlan.of(new PlanBuilder(before.machine).bind(TWIN, "vfio-pci").build(), before.machine, Optional.empty(),
                List.of());
        TestMachine after = TestMachine.desktop();
        change.accept(after);
        return PlanTransfer.of(saved, after.machine).findings().stream().map(Finding::rule).toList();
    }

    @Test
    void devicesThatMovedAreGoneOrCannotBeToldAreNamed() {
        assertEquals(List.of(), transferred(same -> { }));
        // A switch was put in between: the device is elsewhere, and no other can be it.
        assertEquals(List.of("plan-device-moved"), transferred(after -> {
            remove(after, TWIN);
            after.bridge("0000:00:03.0", "8086:3c04", 0x70, 0x70, "pcieport", "30");
            after.function("0000:70:00.0", "10de:2204", "1043:87d9", 0x030000, "nvidia", "31");
        }));
        assertEquals(List.of("plan-device-gone"), transferred(after -> remove(after, TWIN)));
        // Two cards stand where there was one.
        assertEquals(List.of("plan-device-ambiguous"), transferred(after -> {
            remove(after, TWIN);
            for (int bus : List.of(0x70, 0x71)) {
                after.bridge("0000:00:03." + (bus - 0x70), "8086:3c04", bus, bus, "pcieport", "30");
                after.function(String.format("0000:%02x:00.0", bus), "10de:2204", "1043:87d9", 0x030000, "nvidia", "31");
            }
        }));
    }

    private static void remove(TestMachine test, String address) {
        PciFunction function = test.at(address);
        function.setDriver(null);
        function.setIommuGroup(null);
        function.getBus().getFunctions().remove(function);
    }

    // ---- all of them ----

    @Test
    void disksAndInterfacesBelowAnyControllerAreSeen() {
        Setting s = new Setting();
        s.test.function("0000:00:14.0", "8086:a36d", "8086:7270", 0x0c0330, "xhci_hcd", "6");
        s.test.text(TextFileKind.MOUNTS, "proc/mounts", "/dev/sda1 / ext4 rw 0 0\n");
        s.disk("0000:00:14.0", "sda").vfio("0000:00:14.0");
        assertTrue(s.findings().stream().anyMatch(finding -> finding.rule().equals("plan-boot-disk")), "the host runs from a USB disk");
    }

    /** Whoever adds a check adds its two machines here. */
    @Test
    void everyCheckOfTheSourceIsHere() throws IOException {
        Set<String> tested = new TreeSet<>(CHECKS.keySet());
        tested.addAll(List.of("plan-nvlink-cut", "plan-nvlink2-not-supported", "plan-nvlink2-ends-with-5.13", "plan-device-moved",
                "plan-device-gone", "plan-device-ambiguous"));
        Set<String> written = new TreeSet<>();
        Path source = CorpusFiles.projectRoot().resolve("bundles/org.bindscope.binding/src/org/bindscope/binding");
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted(Comparator.naturalOrder()).toList()) {
                for (String piece : Files.readString(file).split("\"")) {
                    if (piece.startsWith("plan-") && piece.length() > 5 && piece.chars().allMatch(c -> c == '-' || c == '.'
                            || c >= '0' && c <= '9' || c >= 'a' && c <= 'z')
                            && !piece.endsWith("-")) {
                        written.add(piece);
                    }
                }
            }
        }
        assertEquals(written, tested);
    }
}
