// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.bindscope.analysis.groups.HostUse;
import org.bindscope.analysis.groups.HostUse.Told;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which disks and interfaces a function drives, what is built upon them included. */
class HostDeviceNamesTest {

    private static final String NVME = "0000:03:00.0";
    private static final String NIC = "0000:04:00.0";

    @TempDir
    Path root;

    private void link(String path, String target) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.createSymbolicLink(root.resolve(path), Path.of(target));
    }

    private static HostUse names(String source) throws SnapshotException {
        return HostDeviceNames.of(new SnapshotReader().open(source, ReadOptions.defaults(), Progress.none()).files());
    }

    @Test
    void volumesMultipathBridgesAndVlansLeadToTheFunctionBelow() throws IOException, SnapshotException {
        Files.createDirectories(root.resolve("sys/devices/pci0000:00/" + NVME));
        link("sys/bus/pci/devices/" + NVME, "../../../devices/pci0000:00/" + NVME);
        link("sys/class/block/nvme0c0n1", "../../devices/pci0000:00/" + NVME + "/nvme/nvme0/nvme0c0n1");
        link("sys/class/block/nvme0n1", "../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1");
        link("sys/class/block/md0", "../../devices/virtual/block/md0");
        link("sys/class/block/dm-0", "../../devices/virtual/block/dm-0");
        link("sys/devices/virtual/block/md0/slaves/nvme0n1", "../../../../nvme0n1");
        link("sys/devices/virtual/block/dm-0/slaves/md0", "../../md0");
        Files.createDirectories(root.resolve("sys/devices/virtual/block/dm-0/dm"));
        Files.writeString(root.resolve("sys/devices/virtual/block/dm-0/dm/name"), "vg-root\n");
        link("sys/class/net/eth0", "../../devices/pci0000:00/" + NIC + "/net/eth0");
        link("sys/class/net/br0", "../../devices/virtual/net/br0");
        link("sys/class/net/br0.7", "../../devices/virtual/net/br0.7");
        link("sys/devices/virtual/net/br0/lower_eth0", "../../../pci0000:00/" + NIC + "/net/eth0");
        link("sys/devices/virtual/net/br0.7/lower_br0", "../br0");
        assertEquals(new HostUse(Map.of(NVME, List.of("dm-0", "mapper/vg-root", "md0", "nvme0c0n1", "nvme0n1")),
                Map.of(NIC, List.of("br0", "br0.7", "eth0"))), names(root.toString()));
    }

    @Test
    void recordedMachineWithMultipathNamesTheDisksThatMountsName() throws SnapshotException {
        HostUse use = names(CorpusFiles.require("qemu/A-01-coldplug.tar.gz").toString());
        assertEquals(List.of("nvme0c0n1", "nvme0n1"), use.blockDevices().get("0000:03:00.0"));
    }

    private static final String UDEV = """
            P: /devices/pci0000:00/0000:03:00.0/nvme/nvme0/nvme0n1
            N: nvme0n1
            E: DEVNAME=/dev/nvme0n1
            E: DEVTYPE=disk
            E: SUBSYSTEM=block

            P: /devices/pci0000:00/0000:03:00.0/nvme/nvme0/nvme0n1/nvme0n1p2
            E: DEVNAME=/dev/nvme0n1p2
            E: DEVTYPE=partition
            E: DEVLINKS=/dev/disk/by-id/nvme-S3X9-part2 /dev/disk/by-uuid/6f96-8b86
            E: SUBSYSTEM=block

            P: /devices/virtual/block/loop0
            E: DEVNAME=/dev/loop0
            E: SUBSYSTEM=block

            P: /devices/virtual/block/md0
            E: DEVNAME=/dev/md0
            E: MD_DEVICE_dev_nvme0n1p2_DEV=/dev/nvme0n1p2
            E: MD_DEVICE_dev_nvme0n1p2_ROLE=0
            E: SUBSYSTEM=block

            P: /devices/pci0000:00/0000:04:00.0/virtio2/net/eth0
            E: INTERFACE=eth0
            E: SUBSYSTEM=net

            P: /devices/virtual/net/lo
            E: INTERFACE=lo
            E: SUBSYSTEM=net

            """;

    private HostUse udev(String text) throws IOException, SnapshotException {
        Path file = root.resolve("udev.txt");
        Files.writeString(file, text);
        return names(file.toString());
    }

    @Test
    void udevsDatabaseNamesDisksArraysAndInterfaces() throws IOException, SnapshotException {
        assertEquals(new HostUse(Map.of(NVME, List.of("disk/by-uuid/6f96-8b86", "md0", "nvme0n1", "nvme0n1p2")), Map.of(NIC, List.of("eth0")),
                Told.ALL, Told.ALL), udev(UDEV));
    }

    @Test
    void whatUdevDoesNotSayIsNotNo() throws IOException, SnapshotException {
        HostUse volumes = udev(UDEV + "P: /devices/virtual/block/dm-0\nE: DEVNAME=/dev/dm-0\nE: DM_NAME=vg-root\nE: SUBSYSTEM=block\n\n"
                + "P: /devices/virtual/net/br0\nE: INTERFACE=br0\nE: DEVTYPE=bridge\nE: SUBSYSTEM=net\n\n");
        assertEquals(List.of(Told.SOME, Told.SOME), List.of(volumes.blocksTold(), volumes.interfacesTold()));
        HostUse cut = udev(UDEV.substring(0, UDEV.length() - 5));
        assertEquals(List.of(Told.SOME, Told.SOME), List.of(cut.blocksTold(), cut.interfacesTold()));
        HostUse head = udev(UDEV + "P: /devices/virtual/nvme-subsystem/nvme-subsys1/nvme1n1\nE: DEVNAME=/dev/nvme1n1\nE: SUBSYSTEM=block\n\n");
        assertEquals(Told.SOME, head.blocksTold());
        HostUse functions = udev("P: /devices/pci0000:00/0000:03:00.0\nE: SUBSYSTEM=pci\nE: PCI_ID=144D:A808\n\n");
        assertEquals(HostUse.none(), functions);
    }

    @Test
    void theHeadOfAnNvmeDiskWithSeveralWaysIsOnItsFunction() throws IOException, SnapshotException {
        HostUse use = udev("P: /devices/pci0000:00/0000:03:00.0/nvme/nvme0/nvme0c0n1\nE: DEVTYPE=disk\nE: SUBSYSTEM=block\n\n"
                + "P: /devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1\nE: DEVNAME=/dev/nvme0n1\nE: SUBSYSTEM=block\n\n"
                + "P: /devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1/nvme0n1p1\nE: DEVNAME=/dev/nvme0n1p1\nE: DEVTYPE=partition\n"
                + "E: DEVLINKS=/dev/disk/by-uuid/aa-bb\nE: SUBSYSTEM=block\n\n");
        assertEquals(List.of("disk/by-uuid/aa-bb", "nvme0c0n1", "nvme0n1", "nvme0n1p1"), use.blockDevices().get(NVME));
        assertEquals(Told.ALL, use.blocksTold());
    }

    @Test
    void foldersThatCouldNotBeReadAreNotEmpty() throws IOException, SnapshotException {
        Files.createDirectories(root.resolve("sys/devices/pci0000:00/" + NVME));
        Files.createDirectories(root.resolve("sys/class"));
        Files.createDirectories(root.resolve("bindscope-capture"));
        Files.writeString(root.resolve("bindscope-capture/unreadable"), "/sys/class/block\tPermission denied\n");
        HostUse use = names(root.toString());
        assertEquals(List.of(Told.UNREADABLE, Told.NOT_SAID), List.of(use.blocksTold(), use.interfacesTold()));
    }
}
