// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.model.Evidence;
import org.bindscope.model.Machine;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;
import org.bindscope.snapshot.Machines;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.TarBuilder;
import org.bindscope.snapshot.tree.ConfigTexts;
import org.bindscope.snapshot.save.Compression;
import org.bindscope.snapshot.save.SnapshotWriter;
import org.bindscope.snapshot.tree.ContentRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configurations and outputs of tools that the rules read, ACPI tables, and members of groups. */
class ConfigTextFactsTest {

    private static final String DEVICE = "sys/devices/pci0000:00/0000:00:01.0";
    private static final List<String> OTHER = List.of("etc/driverctl.d/0000:01:00.0", "etc/udev/rules.d/10-vfio.rules",
            "usr/lib/udev/rules.d/70-vfio.rules", "etc/systemd/system/vfio-bind.service",
            "etc/systemd/system/driverctl@.service", "etc/systemd/system/nvidia-persistenced.service", "etc/modules",
            "etc/modules-load.d/vfio.conf", "etc/dracut.conf", "etc/dracut.conf.d/vfio.conf", "etc/mkinitcpio.conf",
            "etc/mkinitcpio.conf.d/a.conf", "etc/initramfs-tools/modules", "etc/initramfs-tools/conf.d/a",
            "etc/modprobe.d/vfio", "etc/libvirt/qemu/guest.xml", "etc/pve/qemu-server/100.conf", "etc/default/grub",
            "nvidia-smi-topo.txt", "nccl-topo.xml", "nvidia-bug-report.log");
    private static final List<String> NEVER = List.of("etc/shadow", "etc/fstab", "etc/ssh/ssh_host_key",
            "etc/systemd/system/backup.service", "usr/lib/udev/rules.d/60-net.rules", "etc/libvirt/qemu/networks/default.xml",
            "etc/libvirt/secrets/a.xml", "etc/pve/priv/shadow.cfg", "etc/driverctl.d/notes", "boot/initrd.img", "boot/vmlinuz",
            "home/u/topo.txt", "etc/udev/rules.d/sub/x.rules");

    private static TarBuilder machine() {
        return new TarBuilder().function(DEVICE, "8086", "10d3", "020000");
    }

    private static List<String> paths(Machine machine, TextFileKind kind) {
        return machine.getTextFiles().stream().filter(text -> text.getKind() == kind).map(TextFile::getPath).toList();
    }

    @Test
    void configurationIsTakenFromTheListedPlacesAndFromNoOthers() throws SnapshotException {
        TarBuilder tar = machine();
        OTHER.forEach(path -> tar.file(path, path + "\n"));
        NEVER.forEach(path -> tar.file(path, "secret\n"));
        Machine machine = tar.open().machine();
        assertEquals(OTHER.stream().sorted().toList(), paths(machine, TextFileKind.OTHER).stream().sorted().toList());
        assertTrue(machine.getTextFiles().stream().noneMatch(text -> text.isUnreadable() || text.getText().contains("secret")));
        NEVER.forEach(path -> assertFalse(ContentRules.mayOpen(path), path));
    }

    @Test
    void aFileBesideSysIsKeptOnlyWhereItsContentIsKnown() throws Exception {
        Snapshot snapshot = machine().file("notes.txt", "a secret\n").file("pci", "00:02.0 0300: 8086:5916 (rev 02)\n").open();
        assertEquals(List.of(), snapshot.machine().getTextFiles());
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        new SnapshotWriter(Optional.empty(), Progress.none()).write(snapshot, Compression.NONE, saved);
        String bytes = saved.toString(StandardCharsets.ISO_8859_1);
        assertFalse(bytes.contains("a secret"));
        assertTrue(bytes.contains("8086:5916"));
    }

    @Test
    void aFolderGivesTheSameAsAnArchive(@TempDir Path folder) throws IOException, SnapshotException {
        Path device = Files.createDirectories(folder.resolve(DEVICE));
        for (Map.Entry<String, String> each : Map.of("vendor", "0x8086", "device", "0x10d3", "class", "0x020000").entrySet()) {
            Files.writeString(device.resolve(each.getKey()), each.getValue() + '\n');
        }
        List<String> all = new ArrayList<>(OTHER);
        all.addAll(NEVER);
        for (String path : all) {
            // Colons in names are fine on the file systems of Linux.
            Files.createDirectories(folder.resolve(path).getParent());
            Files.writeString(folder.resolve(path), path + '\n');
        }
        Machine machine = Machines.open(folder.toString()).machine();
        assertEquals(OTHER.stream().sorted().toList(), paths(machine, TextFileKind.OTHER).stream().sorted().toList());
    }

    @Test
    void listingsOfTheInitialRamFileSystemHaveTheirOwnKind() throws SnapshotException {
        Machine machine = machine().file("lsinitrd.txt", "usr/lib/modules/6.1/kernel/vfio.ko\n").file("boot/initrd.img-6.1.list", "x\n")
                .file("sos_commands/boot/lsinitramfs_.boot.initrd.img", "y\n").file("boot/initrd.img-6.1", "image").open().machine();
        assertEquals(List.of("boot/initrd.img-6.1.list", "lsinitrd.txt", "sos_commands/boot/lsinitramfs_.boot.initrd.img"),
                paths(machine, TextFileKind.INITRAMFS_LIST));
    }

    @Test
    void guestsKeepOnlyWhatClaimsDevices() throws SnapshotException {
        String hostdev = "<hostdev mode='subsystem' type='pci' managed='yes'>\n<source>\n<address bus='0x01'/>\n</source>\n</hostdev>";
        Machine machine = machine()
                .file("etc/libvirt/qemu/g.xml", "<!-- x -->\n<domain type='kvm'>\n<graphics passwd='hidden'/>\n" + hostdev + "\n</domain>\n")
                .file("etc/pve/nodes/n1/qemu-server/100.conf", "cipassword: hidden\nhostpci0: 01:00\n[before]\nname: hidden\n")
                .link("etc/pve/qemu-server", "nodes/n1/qemu-server").open().machine();
        Map<String, String> texts = machine.getTextFiles().stream()
                .collect(java.util.stream.Collectors.toMap(TextFile::getPath, TextFile::getText));
        assertEquals("\n<domain>\n\n" + hostdev + "\n\n", texts.get("etc/libvirt/qemu/g.xml"));
        assertEquals("\nhostpci0: 01:00\n[before]\n\n\n", texts.get("etc/pve/nodes/n1/qemu-server/100.conf"));
    }

    @Test
    void aFolderWithTooManyTextsOrTooLargeOnesIsCutAndSaid() throws SnapshotException {
        TarBuilder tar = machine().file("etc/dracut.conf", new byte[ConfigTexts.MAX_BYTES + 1]);
        for (int i = 0; i < ConfigTexts.MAX_FILES + 5; i++) {
            tar.file("etc/modules-load.d/" + i + ".conf", "vfio\n");
        }
        Machine machine = tar.open().machine();
        assertEquals(ConfigTexts.MAX_FILES, paths(machine, TextFileKind.OTHER).size());
        assertTrue(machine.getProblems().stream().anyMatch(p -> p.getMessage().startsWith("etc/modules-load.d holds 505 texts")));
        assertTrue(machine.getProblems().stream().anyMatch(p -> p.getMessage().startsWith("etc/dracut.conf was left out")));
    }

    @Test
    void mountsAreReadWhereTheLinkOfTheCopyingProcessLeadsNowhere() throws SnapshotException {
        Machine dangling = machine().link("proc/mounts", "self/mounts").open().machine();
        assertEquals(List.of(), paths(dangling, TextFileKind.MOUNTS));
        assertTrue(dangling.getProblems().stream().noneMatch(p -> "proc/mounts".equals(p.getFile())));
        Machine self = machine().link("proc/mounts", "self/mounts").link("proc/self", "77").file("proc/77/mounts", "a / ext4\n")
                .file("proc/1/mounts", "b / ext4\n").open().machine();
        assertEquals(List.of("proc/mounts"), paths(self, TextFileKind.MOUNTS));
        Machine first = machine().link("proc/mounts", "self/mounts").link("proc/self", "77").file("proc/1/mounts", "b / ext4\n")
                .open().machine();
        assertEquals(List.of("proc/1/mounts"), paths(first, TextFileKind.MOUNTS));
    }

    @Test
    void acpiTablesAreNamedAndAnEmptyFolderSaysNothing() throws SnapshotException {
        Machine machine = machine().file("sys/firmware/acpi/tables/DMAR", new byte[] {1}).file("sys/firmware/acpi/tables/SSDT1", "")
                .file("sys/firmware/acpi/tables/dynamic/SSDT9", "").open().machine();
        assertEquals(List.of("sys/firmware/acpi/tables/DMAR", "sys/firmware/acpi/tables/SSDT1"),
                Machines.evidence(machine, "acpiTables").stream().map(Evidence::getFile).toList());
        assertEquals(List.of(), Machines.evidence(machine().folder("sys/firmware/acpi/tables").open().machine(), "acpiTables"));
    }

    @Test
    void aGroupSaysWhichMembersAreNoFunctionsOfTheSnapshot() throws SnapshotException {
        String group = "sys/kernel/iommu_groups/7";
        Machine machine = machine().link(group + "/devices/0000:00:01.0", "../../../../devices/pci0000:00/0000:00:01.0")
                .link(group + "/devices/0000:00:09.0", "../../../../devices/pci0000:00/0000:00:09.0").open().machine();
        List<Evidence> said = Machines.evidence(machine.getIommuGroups().get(0), "functions");
        assertEquals(List.of("0000:00:09.0"), said.stream().map(Evidence::getText).toList());
        assertEquals(group + "/devices/0000:00:09.0", said.get(0).getFile());
    }

    @Test
    void textKeepsItsBytesThatXmlCannotHold() throws SnapshotException {
        Machine machine = machine().file("etc/modules", "a\u0001b\n".getBytes(StandardCharsets.UTF_8)).open().machine();
        assertEquals("a\\x01b\n", machine.getTextFiles().get(0).getText());
    }
}
