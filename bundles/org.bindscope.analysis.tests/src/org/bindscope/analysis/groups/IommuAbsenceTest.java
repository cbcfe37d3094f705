// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import org.bindscope.analysis.groups.IommuStatus.State;
import org.bindscope.model.AcpiTable;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Machine;
import org.bindscope.model.TextFileKind;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

/** Why there is no IOMMU group: firmware, kernel, driver, or not to be told. */
class IommuAbsenceTest {

    private static final String RSDP = "[    0.0] ACPI: RSDP 0x00000000000F0490 000024 (v02 X)\n";

    private static TestMachine x86(String table) {
        TestMachine machine = new TestMachine();
        machine.function("0000:01:00.0", f -> { });
        return machine.text("dmesg.txt", TextFileKind.KERNEL_LOG, RSDP
                + (table.isEmpty() ? "" : "[    0.0] ACPI: " + table + " 0x000000007C4C1000 000070 (v01 X)\n"));
    }

    /** Table, words of the command line, lines of the kernel configuration, and the answer. */
    @ParameterizedTest
    @CsvSource({
        "'',   quiet,                           '',                                                      FIRMWARE_OFF",
        "'',   intel_iommu=on,                  '',                                                      FIRMWARE_OFF",
        "DMAR, intel_iommu=off,                 '',                                                      KERNEL_OFF",
        "DMAR, iommu=off,                       '',                                                      KERNEL_OFF",
        "DMAR, intel_iommu=off intel_iommu=on,  '',                                                      UNDECIDED",
        "DMAR, 'intel_iommu=on,sm_on',          '',                                                      UNDECIDED",
        "DMAR, amd_iommu=off,                   '',                                                      UNDECIDED",
        "DMAR, quiet,                           '',                                                      UNDECIDED",
        "DMAR, quiet, CONFIG_INTEL_IOMMU=y|# CONFIG_INTEL_IOMMU_DEFAULT_ON is not set,                   KERNEL_OFF",
        "DMAR, quiet, CONFIG_INTEL_IOMMU=y|CONFIG_INTEL_IOMMU_DEFAULT_ON=y,                              UNDECIDED",
        "DMAR, quiet, # CONFIG_INTEL_IOMMU is not set,                                                   DRIVER_MISSING",
        "DMAR, quiet, # CONFIG_IOMMU_SUPPORT is not set,                                                 DRIVER_MISSING",
        "IVRS, amd_iommu=off,                   '',                                                      KERNEL_OFF",
        "IVRS, intel_iommu=off,                 '',                                                      UNDECIDED",
        "IVRS, quiet, # CONFIG_AMD_IOMMU is not set,                                                     DRIVER_MISSING",
        "IVRS, quiet, CONFIG_AMD_IOMMU=y,                                                                UNDECIDED",
        "IORT, quiet, CONFIG_ARM_SMMU_V3=m,                                                              DRIVER_MISSING",
        "IORT, quiet, # CONFIG_ARM_SMMU_V3 is not set,                                                   DRIVER_MISSING",
        "VIOT, quiet, CONFIG_VIRTIO_IOMMU=m,                                                             DRIVER_MISSING",
        "VIOT, quiet,                           '',                                                      UNDECIDED"})
    void tableCommandLineAndConfigurationDecide(String table, String line, String config, State expected) {
        TestMachine machine = x86(table).commandLine(line);
        if (!config.isEmpty()) {
            machine.text("boot/config-6.12.0", TextFileKind.KERNEL_CONFIG, config.replace('|', '\n') + "\n");
        }
        IommuStatus status = IommuStatus.of(machine.machine());
        assertEquals(expected, status.state(), status::summary);
        assertFalse(status.remedy().isEmpty());
        assertTrue(status.evidence().stream().anyMatch(each -> each.file().equals("proc/cmdline")));
        assertTrue(config.isEmpty() || expected == State.UNDECIDED
                || status.evidence().stream().anyMatch(each -> each.file().startsWith("boot/config")), () -> status.evidence().toString());
        assertTrue(table.isEmpty() || config.contains("IOMMU_SUPPORT") || status.evidence().stream().anyMatch(each ->
                each.text().contains("ACPI: " + table)), () -> status.evidence().toString());
    }

    @Test
    void guestIsToldToAskItsHost() {
        TestMachine machine = x86("");
        machine.machine().getTextFiles().get(0).setText(RSDP + "[    0.0] Hypervisor detected: KVM\n");
        assertEquals("The machine is a guest itself: its host has to give it a virtual IOMMU.", IommuStatus.of(machine.machine()).remedy());
    }

    @Test
    void linesOfTheDriverAreTheEvidenceWhereEverythingElseLooksRight() {
        TestMachine machine = x86("DMAR").commandLine("intel_iommu=on").text("dmesg.txt", TextFileKind.KERNEL_LOG,
                "[    0.4] DMAR: [Firmware Bug]: No DRHD structure found in DMAR table\n");
        IommuStatus status = IommuStatus.of(machine.machine());
        assertEquals(State.UNDECIDED, status.state());
        assertTrue(status.evidence().stream().anyMatch(each -> each.text().contains("No DRHD structure")));
    }

    @Test
    void kernelWithoutIommuSupportHasNoFolderOfGroups() {
        TestMachine machine = x86("DMAR");
        machine.machine().setIommuGroupsCaptured(false);
        IommuStatus status = IommuStatus.of(machine.machine());
        assertEquals(State.DRIVER_MISSING, status.state());
        assertTrue(status.summary().contains("was built without IOMMU support"));
    }

    private static byte[] iort(int... nodeTypes) {
        ByteBuffer table = ByteBuffer.allocate(48 + 16 * nodeTypes.length).order(ByteOrder.LITTLE_ENDIAN);
        table.put("IORT".getBytes(StandardCharsets.US_ASCII)).putInt(table.capacity());
        table.putInt(36, nodeTypes.length).putInt(40, 48);
        for (int i = 0; i < nodeTypes.length; i++) {
            table.put(48 + 16 * i, (byte) nodeTypes[i]).putShort(49 + 16 * i, (short) 16);
        }
        return table.array();
    }

    @Test
    void iortWithoutAnSmmuDescribesNoIommuAndTheVersionNamesTheOption() {
        for (int type : new int[] {0, 3, 4}) {
            TestMachine machine = x86("IORT").text("boot/config", TextFileKind.KERNEL_CONFIG,
                    "# CONFIG_ARM_SMMU is not set\n# CONFIG_ARM_SMMU_V3 is not set\n");
            AcpiTable table = BindscopeFactory.eINSTANCE.createAcpiTable();
            table.setFile("sys/firmware/acpi/tables/IORT");
            table.setContent(iort(0, type));
            machine.machine().getAcpiTables().add(table);
            IommuStatus status = IommuStatus.of(machine.machine());
            assertEquals(type == 0 ? State.FIRMWARE_OFF : State.DRIVER_MISSING, status.state());
            assertTrue(type == 0 || status.remedy().contains(type == 3 ? "CONFIG_ARM_SMMU=y" : "CONFIG_ARM_SMMU_V3=y"), status::remedy);
        }
    }

    /** A recorded machine, as it would look if the kernel had left its IOMMU off. */
    @Test
    void recordedMachineWithoutItsGroupsIsJudgedByItsOwnTablesConfigurationAndCommandLine() {
        Machine machine = EcoreUtil.copy(CorpusMachines.open("qemu/A-01-coldplug.tar.gz"));
        machine.getIommuGroups().clear();
        IommuStatus on = IommuStatus.of(machine);
        assertEquals(State.UNDECIDED, on.state(), on::summary);
        assertTrue(on.evidence().stream().anyMatch(each -> each.file().equals("sys/firmware/acpi/tables/DMAR")));
        machine.getProvenance().setCommandLine(machine.getProvenance().getCommandLine() + " intel_iommu=off");
        IommuStatus off = IommuStatus.of(machine);
        assertEquals(State.KERNEL_OFF, off.state());
        assertEquals("Remove intel_iommu=off from the kernel command line and add intel_iommu=on.", off.remedy());
    }

    @Test
    void recordedDeviceTreeMachineNamesTheOptionOfItsIommu() {
        Machine machine = EcoreUtil.copy(CorpusMachines.open("qemu/arm-01-coldplug.tar.gz"));
        machine.getIommuGroups().clear();
        IommuStatus status = IommuStatus.of(machine);
        assertEquals(State.DRIVER_MISSING, status.state(), status::summary);
        assertTrue(status.remedy().contains("CONFIG_ARM_SMMU_V3=y"), status::remedy);
    }
}
