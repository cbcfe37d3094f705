// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.FileTree.EntryKind;
import org.bindscope.snapshot.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** File trees: links, bounds, and what is never opened. */
class TreeTest {

    @TempDir
    Path folder;

    private FolderTree tree() {
        return new FolderTree(folder, new Root("", ""), false, Limits.defaults());
    }

    private Path write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void linksAreFollowedInsideOnly() throws IOException {
        write("sys/devices/pci0000:00/0000:00:01.0/vendor", "0x8086\n");
        Files.createDirectories(folder.resolve("sys/bus/pci/devices"));
        Path outside = Files.createTempFile("bindscope", ".txt");
        Files.createSymbolicLink(folder.resolve("sys/bus/pci/devices/0000:00:01.0"),
                Path.of("../../../devices/pci0000:00/0000:00:01.0"));
        Files.createSymbolicLink(folder.resolve("sys/out"), outside);
        Files.createSymbolicLink(folder.resolve("sys/up"), Path.of("../../../../../../../.."));
        Files.createSymbolicLink(folder.resolve("sys/absolute"), Path.of("/sys/devices"));
        Files.createSymbolicLink(folder.resolve("sys/a"), Path.of("b/x"));
        Files.createSymbolicLink(folder.resolve("sys/b"), Path.of("a"));
        FileTree tree = tree();
        assertEquals(Optional.of("sys/devices/pci0000:00/0000:00:01.0/vendor"),
                tree.resolve("sys/bus/pci/devices/0000:00:01.0/vendor"));
        assertInstanceOf(FileTree.Present.class, tree.read("sys/bus/pci/devices/0000:00:01.0/vendor", 100));
        assertEquals(Optional.empty(), tree.resolve("sys/out"));
        assertEquals(Optional.empty(), tree.resolve("sys/up/etc/passwd"));
        assertEquals(Optional.empty(), tree.resolve("../x"));
        assertEquals(Optional.of("sys/devices"), tree.resolve("sys/absolute"));
        assertEquals(Optional.empty(), tree.resolve("sys/a"));
        assertEquals(Optional.of(EntryKind.LINK), tree.kind("sys/a"));
        assertEquals(Optional.of("b/x"), tree.linkTarget("sys/a"));
        assertInstanceOf(FileTree.Unreadable.class, tree.read("sys/out", 100));
        assertInstanceOf(FileTree.Absent.class, tree.read("sys/nothing", 100));
        Files.delete(outside);
    }

    @Test
    void onlyFilesOnTheListAreOpened() throws IOException {
        String device = "sys/devices/pci0000:00/0000:00:01.0/";
        for (String name : List.of("rom", "resource0", "resource2_wc", "vpd", "remove", "rescan", "reset",
                "resource0_resize", "sriov_vf_msix_count", "unknown")) {
            write(device + name, "x");
            assertInstanceOf(FileTree.Unreadable.class, tree().read(device + name, 100), name);
            assertFalse(ContentRules.mayBeNeeded(device + name), name);
        }
        for (String path : List.of("sys/bus/pci/drivers/x/bind", "sys/bus/pci/drivers/x/new_id", "proc/kcore",
                "dev/vfio/1", "dev/mem", "etc/shadow", "home/x/sys/secret")) {
            assertFalse(ContentRules.mayOpen(path), path);
        }
        for (String path : List.of(device + "config", "sys/bus/pci/drivers_autoprobe", "sys/firmware/fdt",
                "sys/firmware/devicetree/base/cpus/reg", "proc/device-tree/model", "proc/123/mounts",
                "lib/modules/6.1/modules.alias", "usr/lib/modules/6.1/modules.dep", "etc/modprobe.d/x.conf",
                "usr/local/lib/modprobe.d/x.conf", "sys/kernel/iommu_groups/3/type", "proc/bus/pci/00/00.0", "dmesg.txt")) {
            assertTrue(ContentRules.mayOpen(path), path);
            assertTrue(ContentRules.mayBeNeeded("a/b/" + path), path);
        }
        assertTrue(ContentRules.mayBeNeeded("devices/pci0000:00/0000:00:01.0/vendor"));
    }

    @Test
    void aNamedPipeInThePlaceOfAFileIsNotOpened() throws Exception {
        Path pipe = folder.resolve("sys/devices/pci0000:00/0000:00:01.0/vendor");
        Files.createDirectories(pipe.getParent());
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertInstanceOf(FileTree.Unreadable.class,
                tree().read("sys/devices/pci0000:00/0000:00:01.0/vendor", 100)));
    }

    @Test
    void aReadThatDoesNotEndIsGivenUpAndLaterReadsGoOn() throws Exception {
        Path pipe = folder.resolve("pipe");
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        TimedReads reads = new TimedReads(Duration.ofMillis(100));
        FileTree.Content hung = reads.read(pipe, 10);
        assertTrue(assertInstanceOf(FileTree.Unreadable.class, hung).reason().contains("did not end within 100 ms"));
        assertArrayEquals(new byte[] {'x'}, assertInstanceOf(FileTree.Present.class, reads.read(file, 10)).bytes());
        for (int i = 0; i < 3; i++) {
            reads.read(pipe, 10);
        }
        assertTrue(assertInstanceOf(FileTree.Unreadable.class, reads.read(file, 10)).reason().contains("not opened"));
        // Opened for both, a pipe does not block, and the abandoned readers find their end.
        FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
    }

    @Test
    void aFileThatIsLongerThanAllowedIsUnreadable() throws IOException {
        write("sys/firmware/fdt", "x".repeat(100));
        assertInstanceOf(FileTree.Present.class, tree().read("sys/firmware/fdt", 100));
        assertInstanceOf(FileTree.Unreadable.class, tree().read("sys/firmware/fdt", 99));
    }

    @Test
    void membersAreCheckedTextually() {
        assertEquals(Optional.of("a/b"), TreePaths.ofMember("./a//b/", 100, 10));
        assertEquals(Optional.empty(), TreePaths.ofMember("a/../b", 100, 10));
        assertEquals(Optional.empty(), TreePaths.ofMember("/a", 100, 10));
        assertEquals(Optional.empty(), TreePaths.ofMember("a/b/c", 100, 2));
        assertEquals(Optional.of("sys/bus"), TreePaths.follow("sys/devices/x", "../../bus"));
        assertEquals(Optional.empty(), TreePaths.follow("sys", "../../x"));
    }

    @Test
    void addressesAreToldFromOtherNames() {
        for (String good : List.of("0000:00:00.0", "ffff:ff:1f.7", "10000:e1:00.0", "7fffffff:00:00.0")) {
            assertTrue(PciNames.isAddress(good), good);
        }
        for (String bad : List.of("", "00:00.0", "000:00:00.0", "0000:00:20.0", "0000:00:00.8", "0000:0g:00.0",
                "0000:00:00.0x", "0000-00:00.0", "123456789:00:00.0", "0000:00:00", "0000:AB:00.0")) {
            assertFalse(PciNames.isAddress(bad), bad);
        }
        assertTrue(PciNames.isRootBus("pci0000:00"));
        assertFalse(PciNames.isRootBus("pci_bus"));
    }
}
