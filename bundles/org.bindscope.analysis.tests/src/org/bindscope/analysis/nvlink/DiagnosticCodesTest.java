// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.groups.CorpusMachines;
import org.bindscope.analysis.groups.TestMachine;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.DeviceTreeOrigin;
import org.bindscope.model.Driver;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every code of fdt-nvlink section 4 that no corpus file seeds: one change to the clean AC922, one finding. */
class DiagnosticCodesTest {

    private static final String NPU_HOST = "/pciex@6030200000000";
    private static final String NPU = NPU_HOST + "/unknown-bridge@0";
    private static final String GPU = "/pciex@600c3c0400000/pci@0/pci@0/pci@a/3d-controller@0";
    private static final String OTHER_GPU = "/pciex@620c3c0500000/pci@0/pci@0/pci@4/3d-controller@0";
    private static final String LINK = "/xscom@603fc00000000/npu@5011000/link@0";

    /** One machine to alter: its blob alone, as the directory form would differ from it. */
    private static final class Subject {
        private final Machine machine;
        private final DtIndex index;

        Subject() {
            machine = EcoreUtil.copy(CorpusMachines.open("synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz"));
            machine.getDeviceTrees().removeIf(tree -> tree.getOrigin() == DeviceTreeOrigin.DIRECTORY);
            index = new DtIndex(machine.getDeviceTrees().get(0));
            for (PciFunction function : MachineIndex.functions(machine)) {
                // The links led into the directory form.
                NodeOf.node(index, function).ifPresent(function::setDeviceTreeNode);
            }
        }

        DtNode node(String path) {
            return index.at(path).orElseThrow();
        }

        void set(String path, String name, byte[] value) {
            remove(path, name);
            node(path).getProperties().add(TestTrees.property(name, value));
        }

        void cells(String path, String name, long... values) {
            ByteBuffer buffer = ByteBuffer.allocate(values.length * 4);
            for (long value : values) {
                buffer.putInt((int) value);
            }
            set(path, name, buffer.array());
        }

        void text(String path, String name, String text) {
            set(path, name, (text + "\0").getBytes(StandardCharsets.UTF_8));
        }

        void remove(String path, String name) {
            node(path).getProperties().removeIf(p -> p.getName().equals(name));
        }

        DtNode child(String path, String name) {
            DtNode node = BindscopeFactory.eINSTANCE.createDtNode();
            node.setName(name);
            node(path).getChildren().add(node);
            return node;
        }

        long phandle(String path) {
            return DtIndex.phandle(node(path)).orElseThrow();
        }

        PciFunction function(String address) {
            return MachineIndex.function(machine, PciAddress.parse(address).orElseThrow()).orElseThrow();
        }

        void bind(String address, String driver) {
            Driver found = machine.getDrivers().stream().filter(d -> d.getName().equals(driver)).findFirst()
                    .orElseGet(() -> {
                Driver created = BindscopeFactory.eINSTANCE.createDriver();
                created.setName(driver);
                machine.getDrivers().add(created);
                return created;
            });
            function(address).setDriver(found);
        }
    }

    /** Finds the node of a function by its address. */
    private static final class NodeOf {
        static Optional<DtNode> node(DtIndex index, PciFunction function) {
            String path = "";
            for (DtNode at = function.getDeviceTreeNode(); at != null && at.getParent() != null; at = at.getParent()) {
                path = "/" + at.getName() + path;
            }
            return index.at(path);
        }
    }

    private static Arguments change(String codes, Consumer<Subject> change) {
        return arguments(codes, change);
    }

    static Stream<Arguments> changes() {
        List<Arguments> all = new ArrayList<>();
        // 4.1
        all.add(change("fdt-duplicate-node", s -> s.child("/chosen", "twin").getParent().getChildren()
                .add(twin("twin"))));
        all.add(change("fdt-duplicate-property", s -> {
            s.text("/chosen", "my-property", "a");
            s.node("/chosen").getProperties().add(TestTrees.property("my-property", new byte[] {0}));
        }));
        all.add(change("fdt-name-illegal", s -> s.child("/chosen", "bad name")));
        all.add(change("fdt-name-too-long", s -> s.child("/chosen", "a-name-of-more-than-thirty-one-characters")));
        all.add(change("fdt-unit-address-mismatch", s -> s.node(NPU).setName("unknown-bridge@7")));
        all.add(change("fdt-cells-length", s -> s.set(NPU_HOST, "ranges", new byte[12])));
        all.add(change("fdt-reader-disagreement", s -> s.machine.getDeviceTrees().get(0).setVersion(1)));
        all.add(change("phandle-invalid", s -> s.cells("/chosen", "memory-region", 0)));
        all.add(change("phandle-dangling", s -> s.cells("/chosen", "iommu-map", 0, 0x0badf00d, 0, 0x10000)));
        all.add(change("overlay-left-over", s -> s.child("/chosen", "__overlay__")));
        // 4.2
        all.add(change("nvlink-link-node-missing", s -> s.remove(NPU, "ibm,nvlink")));
        all.add(change("nvlink-link-node-wrong-type link-without-function",
                s -> s.cells(NPU, "ibm,nvlink", s.phandle(GPU))));
        all.add(change("link-index-duplicate npu-config-flag-mismatch", s -> s.cells(LINK, "ibm,npu-link-index", 1)));
        all.add(change("link-count-mismatch", s -> s.cells("/xscom@603fc00000000/npu@5011000", "ibm,npu-links", 5)));
        all.add(change("link-count-mismatch", s -> s.cells(NPU_HOST, "ibm,links", 4)));
        all.add(change("link-speed-unknown", s -> s.cells(NPU, "ibm,nvlink-speed", 77)));
        all.add(change("link-speed-mismatch link-bonding-uneven", s -> s.cells(NPU, "ibm,nvlink-speed", 9)));
        all.add(change("link-bonding-uneven", s -> s.cells(LINK, "ibm,npu-lane-mask", 0x1e000)));
        all.add(change("slot-label-mismatch", s -> s.text(NPU, "ibm,loc-code", "GPU9")));
        all.add(change("npu-group-mismatch", s -> s.cells(LINK, "ibm,npu-group-id", 4)));
        all.add(change("memory-region-missing", s -> s.remove(NPU, "memory-region")));
        all.add(change("memory-region-wrong-type memory-region-differs",
                s -> s.cells(NPU, "memory-region", s.phandle("/chosen"))));
        all.add(change("memory-region-differs memory-region-overlap tgt-addr-mismatch",
                s -> s.cells(NPU, "memory-region", s.phandle("/memory@42000000000"))));
        all.add(change("memory-region-overlap tgt-addr-mismatch fdt-unit-address-mismatch",
                s -> s.cells("/memory@42000000000", "reg", 0x400, 0x1000, 0x20, 0)));
        all.add(change("tgt-addr-missing", s -> s.remove(NPU, "ibm,device-tgt-addr")));
        all.add(change("tgt-addr-mismatch", s -> s.cells(NPU, "ibm,device-tgt-addr", 0x400, 0x10000)));
        all.add(change("peers-dangling peers-npu-inconsistent", s -> peer(s, GPU, 1, 0x0badf00d)));
        all.add(change("peers-npu-inconsistent", s -> peer(s, GPU, 1,
                s.phandle("/pciex@6230200000000/unknown-bridge@0"))));
        all.add(change("peers-cross-socket peers-asymmetric", s -> {
            peer(s, GPU, 0, s.phandle(OTHER_GPU));
            peer(s, OTHER_GPU, 0, s.phandle(GPU));
        }));
        all.add(change("npcq-wrong", s -> s.cells(NPU_HOST, "ibm,npcq",
                s.phandle("/xscom@623fc00000000/npu@5011000"))));
        all.add(change("npu-chip-gpu-chip-mismatch", s -> s.cells("/pciex@600c3c0400000", "ibm,chip-id", 4)));
        all.add(change("gpu-without-nvlink gpu-npu-backref-missing", s -> s.remove(GPU, "ibm,npu")));
        all.add(change("atsd-index-out-of-range", s -> {
            s.cells(NPU_HOST, "ibm,mmio-atsd", 0x60302, 0x800000);
            s.cells(NPU_HOST, "ibm,opal-num-pes", 16);
        }));
        // 4.3
        all.add(change("id-mismatch", s -> s.cells(GPU, "revision-id", 0xa2)));
        all.add(change("bridge-class-mismatch", s -> s.function("0004:00:00.0").setHeaderType(0)));
        all.add(change("npu-config-flag-mismatch", s -> {
            byte[] config = s.function("0006:00:00.0").getConfigSpace().clone();
            config[0x8d] ^= 1;
            s.function("0006:00:00.0").setConfigSpace(config);
        }));
        all.add(change("numa-mismatch", s -> s.machine.getNumaNodes().removeIf(node -> node.getId() == 255)));
        all.add(change("of-node-dangling", s -> {
            s.function("0004:04:00.0").setDeviceTreeNode(null);
            TestMachine.evidence(s.function("0004:04:00.0"), "deviceTreeNode", FactState.UNREADABLE, "no such node");
        }));
        all.add(change("slot-label-duplicate", s -> {
            DtNode slot = s.node("/pciex@600c3c0400000/pci@0/pci@0/pci@b");
            DtNode other = s.node("/pciex@600c3c0400000/pci@0/pci@0/pci@a");
            for (String name : List.of("ibm,slot-label", "ibm,slot-location-code")) {
                slot.getProperties().removeIf(p -> p.getName().equals(name));
                slot.getProperties().add(TestTrees.property(name, DtValues.bytes(other, name).orElseThrow()));
            }
        }));
        // 4.4
        all.add(change("iommu-group-none", s -> s.function("0006:00:00.0").setIommuGroup(null)));
        all.add(change("iommu-group-spans-socket iommu-group-not-viable", s -> s.bind("0004:04:00.0", "vfio-pci")));
        all.add(change("driver-override-ignored iommu-group-not-viable iommu-group-spans-socket",
                s -> s.function("0004:04:00.0").setDriverOverride("vfio-pci")));
        all.add(change("driver-override-unbound", s -> {
            s.function("0000:01:00.0").setDriverOverride("some-driver");
            s.function("0000:01:00.0").setDriver(null);
            TestMachine.evidence(s.function("0000:01:00.0"), "driver", FactState.NONE, "");
        }));
        all.add(change("npu-left-on-host iommu-group-spans-socket", s -> {
            // Link functions on a driver that does not block leave the group viable.
            s.bind("0004:04:00.0", "vfio-pci");
            for (String address : List.of("0006:00:00.0", "0006:00:00.1", "0006:00:00.2", "0006:00:01.0",
                    "0006:00:01.1", "0006:00:01.2", "0004:05:00.0")) {
                s.bind(address, "pci-stub");
            }
        }));
        return all.stream();
    }

    private static DtNode twin(String name) {
        DtNode node = BindscopeFactory.eINSTANCE.createDtNode();
        node.setName(name);
        return node;
    }

    private static void peer(Subject s, String gpu, int number, long value) {
        DtProperty peers = s.node(gpu).getProperties().stream().filter(p -> p.getName().equals("ibm,nvlink-peers"))
                .findFirst().orElseThrow();
        byte[] bytes = peers.getValue().clone();
        ByteBuffer.wrap(bytes).putInt(number * 4, (int) value);
        peers.setValue(bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void oneChangeGivesItsCodes(String codes, Consumer<Subject> change) {
        org.bindscope.testsupport.CorpusFiles.require("synthetic");
        Subject subject = new Subject();
        change.accept(subject);
        Set<String> found = new TreeSet<>();
        SeededFaultsTest.findings(subject.machine).forEach(finding -> found.add(finding.rule()));
        assertEquals(new TreeSet<>(List.of(codes.split(" "))), found);
        assertTrue(SeededFaultsTest.findings(subject.machine).stream()
                .noneMatch(f -> f.summary().isEmpty() || f.subjects().isEmpty()));
    }
}
