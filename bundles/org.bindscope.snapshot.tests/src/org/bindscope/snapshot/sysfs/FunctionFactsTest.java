// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.bindscope.model.DriverState;
import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PciResource;
import org.bindscope.model.ResourceKind;
import org.bindscope.snapshot.Machines;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.TarBuilder;
import org.junit.jupiter.api.Test;

/** Facts of functions from small hand-made trees: sources, their order, and the three answers. */
class FunctionFactsTest {

    private static final String PORT = "sys/devices/pci0000:00/0000:00:01.0";
    private static final String DEVICE = PORT + "/0000:01:00.0";

    private static TarBuilder machine() {
        return new TarBuilder().function(PORT, "8086", "3420", "060400").function(DEVICE, "10de", "1db5", "030200");
    }

    private static PciFunction device(TarBuilder tar) throws SnapshotException {
        return Machines.function(tar.open().machine(), "0000:01:00.0");
    }

    @Test
    void aNumberThatDoesNotParseIsReportedAndNeverZero() throws SnapshotException {
        Machine machine = machine().file(DEVICE + "/irq", "many\n").file(DEVICE + "/revision", "0x1ff\n")
                .file(DEVICE + "/enable", "").file(DEVICE + "/boot_vga", "2\n").open().machine();
        PciFunction function = Machines.function(machine, "0000:01:00.0");
        assertFalse(function.isSetIrq() || function.isSetRevision() || function.isSetEnabled() || function.isSetBootVga());
        for (String feature : List.of("irq", "revision", "enabled", "bootVga")) {
            assertEquals(FactState.UNREADABLE, Machines.state(function, feature).orElseThrow(), feature);
        }
        assertEquals(4, machine.getProblems().stream().filter(p -> p.getFile().startsWith(DEVICE)).count());
    }

    @Test
    void minusOneIsNoNumaNode() throws SnapshotException {
        PciFunction none = device(machine().file(DEVICE + "/numa_node", "-1\n"));
        assertFalse(none.isSetNumaNode());
        assertEquals(FactState.NONE, Machines.state(none, "numaNode").orElseThrow());
        PciFunction some = device(machine().file(DEVICE + "/numa_node", "252\n"));
        assertEquals(252, some.getNumaNode());
        assertTrue(Machines.evidence(device(machine()), "numaNode").isEmpty());
    }

    @Test
    void anOverrideThatReadsNullIsNoneAndSpacesAreKept() throws SnapshotException {
        PciFunction none = device(machine().file(DEVICE + "/driver_override", "(null)\n"));
        assertNull(none.getDriverOverride());
        assertEquals("(null)", Machines.evidence(none, "driverOverride").get(0).getText());
        assertEquals(FactState.NONE, Machines.state(none, "driverOverride").orElseThrow());
        PciFunction spaces = device(machine().file(DEVICE + "/driver_override", " vfio-pci \n"));
        assertEquals(" vfio-pci ", spaces.getDriverOverride());
        PciFunction refused = device(machine().file(DEVICE + "/driver_override", ""));
        assertEquals(FactState.UNREADABLE, Machines.state(refused, "driverOverride").orElseThrow());
    }

    @Test
    void anOverrideToAnUnknownDriverOnlyNamesIt() throws SnapshotException {
        Machine machine = machine().file(DEVICE + "/driver_override", "nobody\n").open().machine();
        assertEquals(DriverState.NAMED, machine.getDrivers().get(0).getState());
        assertTrue(machine.getDrivers().get(0).getBoundFunctions().isEmpty());
    }

    @Test
    void aMissingDriverLinkSaysNoneWhereTheCaptureLookedForLinks() throws SnapshotException {
        PciFunction asked = device(machine().file(DEVICE + "/uevent", "PCI_CLASS=30200\n"));
        assertEquals(FactState.NONE, Machines.state(asked, "driver").orElseThrow());
        assertTrue(Machines.state(device(machine()), "driver").isEmpty());
    }

    @Test
    void aFunctionWhoseFolderWasNotCapturedSaysNothing() throws SnapshotException {
        Machine machine = machine().link("sys/bus/pci/devices/0000:02:00.0", "../../../devices/pci0000:00/0000:02:00.0")
                .link(PORT + "/driver", "../../../bus/pci/drivers/pcieport").open().machine();
        PciFunction function = Machines.function(machine, "0000:02:00.0");
        assertEquals(List.of("address"), function.getEvidence().stream().map(Evidence::getFeature).toList());
    }

    @Test
    void theDriverIsToldByLinkElseByUeventElseByTheDriversFolder() throws SnapshotException {
        assertEquals("nvidia", device(machine().link(DEVICE + "/driver", "../../../../bus/pci/drivers/nvidia"))
                .getDriver().getName());
        assertEquals("nouveau", device(machine().file(DEVICE + "/uevent", "DRIVER=nouveau\n")).getDriver().getName());
        PciFunction byFolder = device(machine().link("sys/bus/pci/drivers/vfio-pci/0000:01:00.0", "../x"));
        assertEquals("vfio-pci", byFolder.getDriver().getName());
        PciFunction conflict = device(machine().link(DEVICE + "/driver", "../../../../bus/pci/drivers/nvidia")
                .file(DEVICE + "/uevent", "DRIVER=nouveau\n"));
        assertEquals("nvidia", conflict.getDriver().getName());
        assertEquals(2, Machines.evidence(conflict, "driver").size());
        PciFunction followed = device(machine().file(DEVICE + "/driver/uevent", "x"));
        assertEquals(FactState.UNREADABLE, Machines.state(followed, "driver").orElseThrow());
    }

    @Test
    void ueventModaliasAndConfigurationSpaceFillWhatFilesDoNotSay() throws SnapshotException {
        byte[] config = new byte[64];
        config[0] = (byte) 0xde;
        config[1] = 0x10;
        config[2] = (byte) 0xb5;
        config[3] = 0x1d;
        config[8] = (byte) 0xa1;
        config[0x0a] = 2;
        config[0x0b] = 3;
        config[0x0e] = (byte) 0x80;
        config[0x2c] = (byte) 0xde;
        config[0x2d] = 0x10;
        config[0x2e] = 0x49;
        config[0x2f] = 0x12;
        String folder = "sys/devices/pci0000:00/0000:00:03.0";
        PciFunction byConfig = Machines.functions(new TarBuilder().file(folder + "/config", config).open().machine()).get(0);
        assertEquals(0x10de, byConfig.getVendorId());
        assertEquals(0x1db5, byConfig.getDeviceId());
        assertEquals(0x1249, byConfig.getSubsystemId());
        assertEquals(0x030200, byConfig.getClassCode());
        assertEquals(0xa1, byConfig.getRevision());
        assertEquals(0, byConfig.getHeaderType());
        assertTrue(byConfig.isMultifunction());
        assertEquals(0x2e, Machines.evidence(byConfig, "subsystemId").get(0).getOffset());

        PciFunction byUevent = Machines.functions(new TarBuilder().file(folder + "/uevent",
                "PCI_CLASS=30200\nPCI_ID=10DE:1DB5\nPCI_SUBSYS_ID=10DE:1249\n").open().machine()).get(0);
        assertEquals(0x030200, byUevent.getClassCode());
        assertEquals(0x1249, byUevent.getSubsystemId());
        assertEquals(2, Machines.evidence(byUevent, "deviceId").get(0).getLine());

        PciFunction byAlias = Machines.functions(new TarBuilder().file(folder + "/modalias",
                "pci:v000010DEd00001DB5sv000010DEsd00001249bc03sc02i00\n").open().machine()).get(0);
        assertEquals(0x1249, byAlias.getSubsystemId());
        assertEquals(0x030200, byAlias.getClassCode());
    }

    @Test
    void sourcesThatDisagreeAreBothKept() throws SnapshotException {
        byte[] config = new byte[64];
        config[0x0b] = 6;
        PciFunction function = device(machine().file(DEVICE + "/config", config));
        assertEquals(0x030200, function.getClassCode());
        assertEquals(List.of(FactState.SAID, FactState.SAID),
                Machines.evidence(function, "classCode").stream().map(Evidence::getState).toList());
    }

    @Test
    void aVirtualFunctionsIdRegistersAreNotAsked() throws SnapshotException {
        byte[] ones = new byte[64];
        java.util.Arrays.fill(ones, 0, 4, (byte) 0xff);
        ones[0x0b] = 2;
        String vf = PORT + "/0000:01:10.0";
        Machine machine = machine().file(vf + "/uevent", "PCI_ID=8086:10CA\n").file(vf + "/config", ones)
                .link(vf + "/physfn", "../0000:01:00.0").link("sys/bus/pci/devices/0000:01:10.0", "../../../" + vf.substring(4))
                .open().machine();
        PciFunction function = Machines.function(machine, "0000:01:10.0");
        assertEquals(0x8086, function.getVendorId());
        assertEquals(1, Machines.evidence(function, "vendorId").size());
        assertEquals("0000:01:00.0", function.getPhysicalFunction().getAddress());
        assertEquals(List.of(function), Machines.function(machine, "0000:01:00.0").getVirtualFunctions());
    }

    @Test
    void aVirtualBusHasNoBridgeAndWideDomainsAreRead() throws SnapshotException {
        String port = "sys/devices/pci10000:e0/10000:e0:06.0";
        Machine machine = new TarBuilder().function(port, "8086", "9a09", "060400")
                .file(port + "/secondary_bus_number", "225\n").file(port + "/subordinate_bus_number", "226\n")
                .function(port + "/10000:e1:00.0", "8086", "1572", "020000")
                .function(port + "/10000:e2:10.0", "8086", "154c", "020000").open().machine();
        PciBridge bridge = assertInstanceOf(PciBridge.class, Machines.function(machine, "10000:e0:06.0"));
        assertEquals(0x10000, machine.getDomains().get(0).getNumber());
        assertEquals(bridge, Machines.function(machine, "10000:e1:00.0").getBus().getBridge());
        assertNull(Machines.function(machine, "10000:e2:10.0").getBus().getBridge());
        assertEquals(226, bridge.getSubordinateBusNumber());
    }

    @Test
    void aBridgeIsToldByHeaderTypeByClassOrByWhatLiesBelow() throws SnapshotException {
        byte[] config = new byte[64];
        config[0x0e] = 1;
        config[0x19] = 5;
        config[0x1a] = 7;
        Machine machine = new TarBuilder().file("sys/devices/pci0000:00/0000:00:01.0/config", config)
                .file("sys/devices/pci0000:00/0000:00:02.0/class", "0x060401\n")
                .file("sys/devices/pci0000:00/0000:00:03.0/0000:09:00.0/class", "0x020000\n").open().machine();
        assertEquals(5, ((PciBridge) Machines.function(machine, "0000:00:01.0")).getSecondaryBusNumber());
        assertEquals(7, ((PciBridge) Machines.function(machine, "0000:00:01.0")).getSubordinateBusNumber());
        assertFalse(((PciBridge) Machines.function(machine, "0000:00:02.0")).isSetSecondaryBusNumber());
        assertEquals(9, ((PciBridge) Machines.function(machine, "0000:00:03.0")).getSecondaryBusNumber());
        assertFalse(Machines.function(machine, "0000:09:00.0") instanceof PciBridge);
    }

    @Test
    void resourcesAreNamedByTheirPlaceInTheFile() throws SnapshotException {
        String zero = "0x0000000000000000 0x0000000000000000 0x0000000000000000\n";
        String one = "0x00000000fe000000 0x00000000feffffff 0x0000000000040200\n";
        assertEquals(List.of(ResourceKind.BAR, ResourceKind.ROM),
                kinds(one + zero.repeat(5) + one));
        assertEquals(List.of(ResourceKind.IOV_BAR), kinds(zero.repeat(7) + one + zero.repeat(5)));
        assertEquals(List.of(ResourceKind.BRIDGE_WINDOW), kinds(zero.repeat(7) + one + zero.repeat(3)));
        assertEquals(List.of(ResourceKind.BRIDGE_WINDOW), kinds(zero.repeat(13) + one + zero.repeat(3)));
        PciFunction bad = device(machine().file(DEVICE + "/resource", "0x1 0x2\n" + one));
        assertEquals(List.of(FactState.UNREADABLE, FactState.SAID),
                Machines.evidence(bad, "resources").stream().map(Evidence::getState).toList());
    }

    private static List<ResourceKind> kinds(String resource) throws SnapshotException {
        return device(machine().file(DEVICE + "/resource", resource)).getResources().stream()
                .map(PciResource::getKind).toList();
    }

    @Test
    void linkSpeedIsReadInAllSpellings() throws SnapshotException {
        PciFunction function = device(machine().file(DEVICE + "/current_link_speed", "2.5 GT/s PCIe\n")
                .file(DEVICE + "/max_link_speed", "8 GT/s\n").file(DEVICE + "/current_link_width", "16\n")
                .file(DEVICE + "/max_link_width", "wide\n"));
        assertEquals(2.5, function.getLink().getSpeedGTs());
        assertEquals(8.0, function.getLink().getMaxSpeedGTs());
        assertEquals(16, function.getLink().getWidth());
        assertFalse(function.getLink().isSetMaxWidth());
        PciFunction unknown = device(machine().file(DEVICE + "/current_link_speed", "Unknown\n"));
        assertFalse(unknown.getLink().isSetSpeedGTs());
        assertEquals(FactState.NONE, Machines.state(unknown, "link.speedGTs").orElseThrow());
    }

    @Test
    void aFunctionThatDoesNotAnswerHasNoHeaderType() throws SnapshotException {
        byte[] ones = new byte[64];
        java.util.Arrays.fill(ones, (byte) 0xff);
        PciFunction function = device(machine().file(DEVICE + "/config", ones));
        assertFalse(function.isSetHeaderType());
        assertEquals(FactState.UNREADABLE, Machines.state(function, "headerType").orElseThrow());
        assertEquals(64, function.getConfigSpace().length);
    }

    @Test
    void slotLabelsComeFromFirmwareOrTheSlotsFolder() throws SnapshotException {
        assertEquals("GPU0", device(machine().file("sys/bus/pci/slots/GPU0/address", "0000:01:00\n")).getSlotLabel());
        assertEquals("Onboard", device(machine().file(DEVICE + "/label", "Onboard\n")
                .file("sys/bus/pci/slots/GPU0/address", "0000:01:00\n")).getSlotLabel());
    }

    @Test
    void groupsAreToldByLinkAndByTheGroupsFolder() throws SnapshotException {
        Machine machine = machine().link(DEVICE + "/iommu_group", "../../../../kernel/iommu_groups/7")
                .link("sys/kernel/iommu_groups/9/devices/0000:00:01.0", "../x")
                .link("sys/kernel/iommu_groups/9/devices/0000:01:00.0", "../x")
                .file("sys/kernel/iommu_groups/9/reserved_regions", "0xfee00000 0xfeefffff msi\nnonsense\n")
                .file("sys/kernel/iommu_groups/9/name", "domain5-pe1\n").open().machine();
        PciFunction function = Machines.function(machine, "0000:01:00.0");
        assertEquals("7", function.getIommuGroup().getNumber());
        assertEquals(2, Machines.evidence(function, "iommuGroup").size());
        assertEquals("9", Machines.function(machine, "0000:00:01.0").getIommuGroup().getNumber());
        assertEquals("domain5-pe1", machine.getIommuGroups().get(1).getName());
        assertEquals(1, machine.getIommuGroups().get(1).getReservedRegions().size());
        assertTrue(machine.isIommuGroupsCaptured());
    }

    @Test
    void whetherGroupsWereCapturedIsTold() throws SnapshotException {
        assertFalse(machine().open().machine().isSetIommuGroupsCaptured());
        Machine without = machine().file("sys/kernel/uevent_seqnum", "1\n").open().machine();
        assertTrue(without.isSetIommuGroupsCaptured());
        assertFalse(without.isIommuGroupsCaptured());
    }
}
