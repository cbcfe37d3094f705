// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DeviceTreeOrigin;
import org.bindscope.model.DtNode;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;
import org.junit.jupiter.api.Test;

/** Trees that no firmware writes: loops among phandles, links with one end, absurd numbers, far too many of all. */
class HostileTreesTest {

    private static final BindscopeFactory FACTORY = BindscopeFactory.eINSTANCE;

    private static DtNode node(String name) {
        DtNode node = FACTORY.createDtNode();
        node.setName(name);
        return node;
    }

    private static DtNode node(DtNode parent, String name) {
        DtNode node = node(name);
        parent.getChildren().add(node);
        return node;
    }

    private static DtNode cells(DtNode node, String name, int... cells) {
        ByteBuffer value = ByteBuffer.allocate(cells.length * 4);
        for (int cell : cells) {
            value.putInt(cell);
        }
        node.getProperties().add(TestTrees.property(name, value.array()));
        return node;
    }

    private static DtNode text(DtNode node, String name, String value) {
        node.getProperties().add(TestTrees.property(name, (value + "\0").getBytes(StandardCharsets.UTF_8)));
        return node;
    }

    private static DtNode host(DtNode root, String name, int domain, String compatible) {
        DtNode host = text(node(root, name), "device_type", "pciex");
        cells(host, "#address-cells", 3);
        cells(host, "#size-cells", 2);
        cells(host, "ibm,opal-phbid", 0, domain);
        cells(host, "ibm,chip-id", 0);
        return text(host, "compatible", compatible);
    }

    private static DtNode function(DtNode host, int device, int function, int phandle) {
        DtNode node = node(host, "unknown-bridge@" + device + "," + function);
        cells(node, "reg", device << 11 | function << 8, 0, 0, 0, 0);
        cells(node, "vendor-id", 0x10de);
        return cells(node, "phandle", phandle);
    }

    private static Machine machine(DtNode root) {
        DeviceTree tree = FACTORY.createDeviceTree();
        tree.setOrigin(DeviceTreeOrigin.BLOB);
        tree.setFile("fdt");
        tree.setRoot(root);
        Machine machine = FACTORY.createMachine();
        machine.getDeviceTrees().add(tree);
        return machine;
    }

    private static List<Finding> findings(Machine machine) {
        FindingContext context = new FindingContext(machine, KernelRules.assumed(), List::of);
        return TreeRules.all().stream().flatMap(rule -> rule.evaluate(context)).toList();
    }

    private static List<String> codes(Machine machine) {
        return findings(machine).stream().map(Finding::rule).distinct().sorted().toList();
    }

    @Test
    void functionThatNamesItselfAsItsGpuIsAFindingAndNoLink() {
        DtNode root = node("");
        DtNode host = host(root, "pciex@1", 6, "ibm,power9-npu-pciex");
        cells(function(host, 0, 0, 10), "ibm,gpu", 10);
        cells(function(host, 0, 1, 11), "ibm,gpu", 10);
        Machine machine = machine(root);
        NvLinkGraph graph = NvLinkAnalysis.of(machine);
        assertEquals(List.of(), graph.links());
        assertTrue(codes(machine).contains("gpu-npu-backref-missing"), codes(machine)::toString);
    }

    @Test
    void gpuWhosePeersLeadToItselfHasNoLinkToItself() {
        DtNode root = node("");
        DtNode gpus = host(root, "pciex@0", 4, "ibm,power9-pciex");
        cells(cells(function(gpus, 0, 0, 20), "ibm,npu", 10), "ibm,nvlink-peers", 20, 10, 20);
        cells(function(host(root, "pciex@1", 6, "ibm,power9-npu-pciex"), 0, 0, 10), "ibm,gpu", 20);
        NvLinkGraph graph = NvLinkAnalysis.of(machine(root));
        assertEquals(1, graph.links().size());
        assertTrue(graph.links().stream().noneMatch(link -> link.a().equals(link.b())));
    }

    @Test
    void linkThatOneGpuAloneNamesIsKeptAndSaid() {
        DtNode root = node("");
        DtNode gpus = host(root, "pciex@0", 4, "ibm,power9-pciex");
        cells(cells(function(gpus, 0, 0, 20), "ibm,npu", 10), "ibm,nvlink-peers", 21, 10);
        cells(cells(function(gpus, 1, 0, 21), "ibm,npu", 11), "ibm,nvlink-peers", 0, 11);
        DtNode npu = host(root, "pciex@1", 6, "ibm,power9-npu-pciex");
        cells(function(npu, 0, 0, 10), "ibm,gpu", 20);
        cells(function(npu, 1, 0, 11), "ibm,gpu", 21);
        Machine machine = machine(root);
        assertTrue(codes(machine).contains("peers-asymmetric"), codes(machine)::toString);
        NvLinkGraph.Link link = NvLinkAnalysis.of(machine).links().stream().filter(each -> each.a().equals("0004:00:00.0")
                && each.b().equals("0004:00:01.0")).findFirst().orElseThrow();
        assertEquals("fdt: ibm,nvlink-peers of /pciex@0/unknown-bridge@0,0 alone", link.evidence());
    }

    @Test
    void absurdAndNegativeSpeedsAreNotKnownSpeeds() {
        for (int[] speed : new int[][] {{0xffffffff, 0xffffffff}, {0x7fffffff, 0}, {0x80000000, 1}}) {
            DtNode root = node("");
            DtNode hardware = text(cells(node(root, "npu@1"), "phandle", 30), "compatible", "ibm,power9-npu");
            DtNode link = cells(cells(text(node(hardware, "link@0"), "compatible", "ibm,npu-link"), "phandle", 31),
                    "ibm,npu-link-index", 0);
            cells(link, "ibm,link-speed", speed);
            DtNode host = cells(host(root, "pciex@1", 6, "ibm,power9-npu-pciex"), "ibm,npcq", 30);
            DtNode gpus = host(root, "pciex@0", 4, "ibm,power9-pciex");
            cells(function(gpus, 0, 0, 20), "ibm,npu", 10);
            cells(cells(function(host, 0, 0, 10), "ibm,gpu", 20), "ibm,nvlink", 31);
            Machine machine = machine(root);
            assertTrue(codes(machine).contains("link-speed-unknown"), codes(machine)::toString);
            assertTrue(NvLinkAnalysis.of(machine).links().get(0).bandwidthGBs().isEmpty());
        }
    }

    @Test
    void openCapiLinksTakeTheirNumbersInTheOrderOfTheirHosts() {
        DtNode root = node("");
        DtNode hardware = text(cells(node(root, "npu@1"), "phandle", 30), "compatible", "ibm,power9-npu");
        for (int index : new int[] {2, 3}) {
            DtNode link = cells(text(node(hardware, "link@" + index), "compatible", "ibm,npu-link"), "ibm,npu-link-index", index);
            text(text(link, "ibm,npu-link-type", "opencapi"), "ibm,slot-label", "OPENCAPI" + index);
            cells(link, "ibm,npu-lane-mask", 0xf1e000);
        }
        for (int host : new int[] {1, 0}) {
            DtNode brick = cells(host(root, "pciex@" + host, 7 + host, "ibm,power9-npu-opencapi-pciex"), "ibm,npcq", 30);
            cells(brick, "reg", 0x600d0, host, 0, 1);
            function(brick, 0, 0, 40 + host);
        }
        NvLinkGraph graph = NvLinkAnalysis.of(machine(root));
        assertEquals(List.of(2, 3), graph.links().stream().map(link -> link.index().orElseThrow()).toList());
        assertEquals(List.of("0007:00:00.0", "0008:00:00.0"), graph.links().stream().map(NvLinkGraph.Link::a).toList());
        assertEquals(25.0, graph.links().get(0).bandwidthGBs().orElseThrow());
        assertEquals("OPENCAPI2", graph.endpoint("0007:00:00.0").orElseThrow().label().orElseThrow());
    }

    /** Without ibm,opal-phbid the bus of what stands below a bridge is not known; the links of sysfs tell it. */
    @Test
    void nodesWhoseBusTheTreeDoesNotTellAreJoinedByTheirLinks() {
        DtNode root = node("");
        DtNode host = text(node(root, "pciex@0"), "device_type", "pciex");
        cells(host, "#address-cells", 3);
        cells(host, "#size-cells", 2);
        text(host, "compatible", "ibm,power9-npu-pciex");
        DtNode bridge = function(host, 0, 0, 5);
        DtNode npu = cells(function(bridge, 0, 0, 10), "ibm,gpu", 20);
        DtNode gpu = cells(function(bridge, 1, 0, 20), "ibm,npu", 10);
        Machine machine = machine(root);
        assertEquals(List.of(), NvLinkAnalysis.of(machine).links());
        PciDomain domain = FACTORY.createPciDomain();
        PciBus bus = FACTORY.createPciBus();
        bus.setNumber(7);
        domain.getBuses().add(bus);
        machine.getDomains().add(domain);
        for (DtNode each : List.of(npu, gpu)) {
            PciFunction function = FACTORY.createPciFunction();
            function.setDevice(each == npu ? 0 : 1);
            function.setAddress("0000:07:0" + (each == npu ? 0 : 1) + ".0");
            function.setDeviceTreeNode(each);
            bus.getFunctions().add(function);
        }
        NvLinkGraph graph = NvLinkAnalysis.of(machine);
        assertEquals(List.of("0000:07:00.0", "0000:07:01.0"), graph.endpoints().stream().map(NvLinkGraph.Endpoint::id)
                .filter(id -> id.startsWith("0000:07")).toList());
    }

    /** 24,000 nodes: every second one is a function or a GPU, phandles repeat and lead anywhere. */
    @Test
    void treesWithFarTooManyEndsOfLinksEnd() {
        Random random = new Random(7);
        DtNode root = node("");
        for (int i = 0; i < 120; i++) {
            DtNode host = host(root, "pciex@" + i, i, i % 2 == 0 ? "ibm,power9-npu-pciex" : "ibm,power9-pciex");
            for (int j = 0; j < 200; j++) {
                DtNode each = function(host, j & 31, j >> 5 & 7, random.nextInt(500) + 1);
                int[] peers = random.ints(200, 0, 600).toArray();
                cells(i % 2 == 0 ? each : cells(each, "ibm,npu", peers), i % 2 == 0 ? "ibm,gpu" : "ibm,nvlink-peers", peers);
                cells(each, "memory-region", random.nextInt(500));
                text(each, "device_type", "memory");
            }
        }
        Machine machine = machine(root);
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            NvLinkGraph graph = NvLinkAnalysis.of(machine);
            NvLinkMatrix.of(graph, machine);
            CompoundGroups.of(machine);
            findings(machine);
        });
    }
}
