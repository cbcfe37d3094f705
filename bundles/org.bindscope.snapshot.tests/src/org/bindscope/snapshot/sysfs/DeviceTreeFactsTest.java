// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.snapshot.Machines;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.snapshot.TarBuilder;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.testsupport.CorpusFiles;
import org.eclipse.emf.common.util.TreeIterator;
import org.eclipse.emf.ecore.EObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.XZInputStream;

/** Device trees in the model, and the nodes of PCI functions. */
class DeviceTreeFactsTest {

    private static String path(DtNode node) {
        return node.getParent() == null ? "" : path(node.getParent()) + '/' + node.getName();
    }

    private static Map<String, String> nodes(Machine machine) {
        Map<String, String> nodes = new TreeMap<>();
        for (PciFunction function : Machines.functions(machine)) {
            nodes.put(function.getAddress(), function.getDeviceTreeNode() == null ? null : path(function.getDeviceTreeNode()));
        }
        return nodes;
    }

    /** The table of blobs in SOURCES.md: nodes, properties, model. */
    @Test
    void everyBlobHasTheCountedNodesAndProperties() throws Exception {
        int blobs = 0;
        for (String line : Files.readAllLines(CorpusFiles.require("SOURCES.md"))) {
            String[] cells = line.split("\\|");
            if (cells.length < 9 || !cells[1].contains(".dtb") || cells[3].isBlank()) {
                continue;
            }
            Machine machine = Machines.open(CorpusFiles.require(cells[1].strip()).toString()).machine();
            DeviceTree tree = machine.getDeviceTrees().get(0);
            int nodes = 0;
            int properties = 0;
            for (TreeIterator<EObject> all = tree.eAllContents(); all.hasNext();) {
                EObject each = all.next();
                nodes += each instanceof DtNode ? 1 : 0;
                properties += each instanceof DtProperty ? 1 : 0;
            }
            assertEquals(cells[3].strip(), tree.getVersion() + "/" + tree.getLastCompatibleVersion(), cells[1]);
            assertEquals(cells[4].strip(), String.valueOf(nodes), cells[1]);
            assertEquals(cells[5].strip(), String.valueOf(properties), cells[1]);
            blobs++;
        }
        assertEquals(45, blobs);
    }

    /** Without of_node and devspec, Linux's own walk must come to the same nodes. */
    @ParameterizedTest
    @ValueSource(strings = {"synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz", "synthetic/minsky-8335-gtb-4gpu.sysfs.tar.xz",
        "synthetic/skiboot-npu2-sequoia.sysfs.tar.xz", "sysfs/qemu/qemu-powernv9-2chip.tar.xz",
        "sysfs/qemu/qemu-pseries.tar.xz"})
    void theWalkFindsTheNodesThatTheLinksName(String name) throws Exception {
        Path archive = CorpusFiles.require(name);
        Machine linked = Machines.open(archive.toString()).machine();
        byte[] stripped = withoutNodeLinksOfDevices(archive);
        Machine walked = new SnapshotReader().open("stripped", new ByteArrayInputStream(stripped), ReadOptions.defaults(),
                Progress.none()).machine();
        assertEquals(nodes(linked), nodes(walked));
        assertTrue(Machines.functions(walked).stream().allMatch(f -> Machines.evidence(f, "deviceTreeNode").get(0).getText()
                .startsWith("no of_node link; found by")));
    }

    private static byte[] withoutNodeLinksOfDevices(Path archive) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = Files.newInputStream(archive); TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(in)); TarArchiveOutputStream out = new TarArchiveOutputStream(bytes)) {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String[] parts = entry.getName().split("/");
                boolean ofDevice = parts.length > 2 && PciAddress.of(parts[parts.length - 2]).isPresent();
                String last = parts[parts.length - 1];
                if (!(ofDevice && (last.equals("of_node") || last.equals("devspec")))) {
                    out.putArchiveEntry(entry);
                    tar.transferTo(out);
                    out.closeArchiveEntry();
                }
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void aDeviceThatTheTreeDoesNotHaveGetsNoNode() throws Exception {
        Machine machine = Machines.open(CorpusFiles.require("synthetic/faults/F06-sysfs-device-absent-in-fdt.sysfs.tar.xz")
                .toString()).machine();
        assertEquals(1, Machines.functions(machine).stream().filter(f -> f.getDeviceTreeNode() == null).count());
    }

    @Test
    void bothFormsAreKeptAndFunctionsPointIntoTheDirectory() throws Exception {
        Machine machine = Machines.open(CorpusFiles.require("sysfs/qemu/qemu-powernv9-2chip.tar.xz").toString()).machine();
        assertEquals(List.of("sys/firmware/fdt", "sys/firmware/devicetree/base"),
                machine.getDeviceTrees().stream().map(DeviceTree::getFile).toList());
        DtNode node = Machines.functions(machine).get(0).getDeviceTreeNode();
        assertFalse(node.isSetOffset());
        assertTrue(machine.getDeviceTrees().get(0).getRoot().isSetOffset());
    }

    @Test
    void aLinkToNothingIsUnreadableAndSaysWhere() throws Exception {
        String folder = "sys/devices/pci0000:00/0000:00:01.0";
        Machine machine = new TarBuilder().function(folder, "8086", "10d3", "020000")
                .file("sys/firmware/devicetree/base/model", "x\0")
                .link(folder + "/of_node", "../../../firmware/devicetree/base/pci@0/nic@1").open().machine();
        PciFunction function = Machines.functions(machine).get(0);
        assertNull(function.getDeviceTreeNode());
        assertEquals(FactState.UNREADABLE, Machines.state(function, "deviceTreeNode").orElseThrow());
    }

    @Test
    void withheldPropertiesAreUnreadable() throws Exception {
        Machine machine = new TarBuilder().function("sys/devices/pci0000:00/0000:00:01.0", "8086", "10d3", "020000")
                .file("sys/firmware/devicetree/base/security-password", "").file("sys/firmware/devicetree/base/empty", "")
                .open().machine();
        List<DtProperty> properties = machine.getDeviceTrees().get(0).getRoot().getProperties();
        assertEquals("empty", properties.get(0).getName());
        assertFalse(properties.get(0).isUnreadable());
        assertTrue(properties.get(1).isUnreadable());
    }
}
