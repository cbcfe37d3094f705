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
}
