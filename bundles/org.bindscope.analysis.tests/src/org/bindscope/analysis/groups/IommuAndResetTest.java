// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.config.ConfigBytes;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.analysis.nvlink.TestTrees;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.TextFileKind;
import org.junit.jupiter.api.Test;

class IommuAndResetTest {

    private static DtNode node(DtNode parent, String name) {
        DtNode node = BindscopeFactory.eINSTANCE.createDtNode();
        node.setName(name);
        if (parent != null) {
            parent.getChildren().add(node);
        }
        return node;
    }

    private static void cells(DtNode node, String name, long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4);
        for (long value : values) {
            buffer.putInt((int) value);
        }
        node.getProperties().add(TestTrees.property(name, buffer.array()));
    }

    private static void text(DtNode node, String name, String text) {
        node.getProperties().add(TestTrees.property(name, (text + "\0").getBytes(StandardCharsets.UTF_8)));
    }

    /** An Arm machine with one host bridge; its iommu-map covers bus 0 alone, or nothing. */
    private static TestMachine arm(boolean mapped, String status) {
        TestMachine m = new TestMachine();
        m.machine().getProvenance().setArchitecture("aarch64");
        DeviceTree tree = BindscopeFactory.eINSTANCE.createDeviceTree();
        DtNode root = node(null, "");
        tree.setRoot(root);
        tree.setFile("sys/firmware/fdt");
        DtNode smmu = node(root, "smmuv3@9050000");
        cells(smmu, "phandle", 7);
        text(smmu, "status", status);
        DtNode host = node(root, "pcie@10000000");
        text(host, "device_type", "pci");
        cells(host, "#address-cells", 3);
        cells(host, "#size-cells", 2);
        cells(host, "linux,pci-domain", 0);
        if (mapped) {
            cells(host, "iommu-map", 0, 7, 0, 0x100);
        }
        m.machine().getDeviceTrees().add(tree);
        return m;
    }

    @Test
    void deviceTreeTellsWhoSwitchedTheIommuOff() {
        assertEquals(IommuStatus.State.FIRMWARE_OFF, IommuStatus.of(arm(false, "okay").machine()).state());
        assertEquals(IommuStatus.State.FIRMWARE_OFF, IommuStatus.of(arm(true, "disabled").machine()).state());
        assertEquals(IommuStatus.State.DRIVER_MISSING, IommuStatus.of(arm(true, "okay").machine()).state());
        assertEquals(IommuStatus.State.KERNEL_OFF, IommuStatus.of(arm(true, "okay").commandLine("iommu=off").machine())
                .state());
    }

    @Test
    void virtioIommuWithoutItsModuleIsAMissingDriver() {
        TestMachine m = new TestMachine();
        m.function("0000:00:05.0", f -> {
            f.setVendorId(0x1af4);
            f.setClassCode(0x080600);
        });
        assertEquals(IommuStatus.State.DRIVER_MISSING, IommuStatus.of(m.machine()).state());
    }

    @Test
    void machineWithoutAnySourceIsUndecidedAndCapturedGroupsAreOn() {
        TestMachine m = new TestMachine();
        assertEquals(IommuStatus.State.UNDECIDED, IommuStatus.of(m.machine()).state());
        assertEquals(IommuStatus.State.KERNEL_OFF, IommuStatus.of(new TestMachine().commandLine("amd_iommu=off")
                .machine()).state());
        m.text("dmesg.txt", TextFileKind.KERNEL_LOG, "[    9.0] later lines only\n");
        assertEquals(IommuStatus.State.UNDECIDED, IommuStatus.of(m.machine()).state(),
                "a log that begins late says nothing about tables");
        m.group("0");
        assertEquals(IommuStatus.State.ON, IommuStatus.of(m.machine()).state());
    }

    @Test
    void functionOutsideIommuMapIsToldFromOneThatWasNeverProbed() {
        TestMachine m = arm(true, "okay");
        PciFunction grouped = m.function("0000:00:01.0", f ->
                f.setConfigSpace(ConfigBytes.endpoint(256, 1, 2).bytes()));
        m.function("0000:00:02.0", f -> { });
        m.function("0000:01:00.0", f -> { });
        m.group("0", grouped);
        List<GroupStudy.Ungrouped> ungrouped = GroupAnalysis.study(m.machine(), KernelRules.named("6.12"),
                DriverBinding::inSnapshot).ungrouped();
        assertTrue(ungrouped.get(0).why().contains("first probes it"), ungrouped.get(0)::why);
        assertEquals("No IOMMU serves it: iommu-map of /pcie@10000000 does not cover its requester id.", ungrouped.get(1).why());
    }

    @Test
    void resetSetIsTheWholeBusAndWhatIsBelowIt() {
        Machine machine = CorpusMachines.open("qemu/A-01-coldplug.tar.gz");
        ResetAnalysis resets = new ResetAnalysis(machine);
        int methods = 0;
        for (PciFunction function : MachineIndex.functions(machine)) {
            ResetAnalysis.Report report = resets.of(function);
            assertTrue(report.together().contains(function.getAddress()));
            methods += report.methods().isPresent() ? 1 : 0;
            if (function.getBus().getBridge() == null) {
                assertEquals(List.of(function.getAddress()), report.together(), "a root bus is never reset");
            }
        }
        assertTrue(methods > 0);
    }

    @Test
    void capabilitiesTellTheResetMethodsWhereSysfsDoesNot() {
        TestMachine m = new TestMachine();
        m.bridge("0000:00:01.0", 1, f -> f.setConfigSpace(TestMachine.pcie(PcieType.ROOT_PORT)));
        PciFunction flr = m.function("0000:01:00.0", f -> f.setConfigSpace(ConfigBytes.endpoint(4096, 1, 2)
                .pcie(0x40, PcieType.ENDPOINT)
                .put32(0x44, 1 << 28).bytes()));
        PciFunction plain = m.function("0000:01:00.1", f -> f.setConfigSpace(TestMachine.pcie(PcieType.ENDPOINT)));
        PciFunction unread = m.function("0000:01:00.2", f ->
                f.setConfigSpace(ConfigBytes.endpoint(64, 1, 2).put16(6, 0x10).put8(0x34, 0x40).bytes()));
        ResetAnalysis resets = new ResetAnalysis(m.machine());
        assertEquals(Optional.of(List.of("flr")), resets.of(flr).methods(), "bus counts only for a function alone on its bus");
        assertEquals(Optional.of(true), resets.of(flr).alone());
        assertEquals(Optional.of(List.of()), resets.of(plain).methods());
        assertEquals("It has no reset of its own (by its capabilities: none): a reset of its bus resets 2 other functions with it,"
                + " 0000:01:00.0 and 0000:01:00.2.", resets.of(plain).why());
        assertEquals(Optional.empty(), resets.of(unread).methods());
    }

    @Test
    void openVfioDeviceAndForbiddingRegionShowInTheReport() {
        TestMachine m = TestMachine.gpu(f -> f.setEnabled(1), f -> { });
        PciFunction vga = m.machine().getIommuGroups().get(1).getFunctions().get(0);
        vga.setDriver(m.driver("vfio-pci"));
        TestMachine.region(m.machine().getIommuGroups().get(1), 0, 0xfff, "direct");
        GroupReport report = GroupAnalysis.of(m.machine(), KernelRules.named("6.12")).get(1);
        assertTrue(report.hold().orElseThrow().why().startsWith("The file enable of 0000:01:00.0 is not 0"));
        assertTrue(report.forbiddenByRegion());
        assertEquals(Optional.of(true), report.viable(), "regions do not change who owns the group");
    }

    @Test
    void whatIfWithOtherDriversChangesViabilityAndNotTheFacts() {
        TestMachine m = TestMachine.gpu(f -> { }, f -> { });
        DriverBinding.Source bound = function -> function.getAddress().equals("0000:01:00.1")
                ? DriverBinding.to("snd_hda_intel")
                : DriverBinding.inSnapshot(function);
        assertEquals(Optional.of(false), GroupAnalysis.of(m.machine(), KernelRules.named("6.12"), bound).get(1)
                .viable());
        assertEquals(Optional.of(true), GroupAnalysis.of(m.machine(), KernelRules.named("6.12")).get(1).viable());
    }
}
