// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PropertyDecoderTest {

    private Fdt tree;
    private PropertyDecoder decoder;

    private void use(Fdt theTree) {
        tree = theTree;
        decoder = new PropertyDecoder(tree, new PhandleIndex(tree.root()));
    }

    private void corpus(String name) {
        use(FdtReader.readLenient(Tools.bytes(CorpusFiles.require(name))));
    }

    private DtValue value(String path, String property) {
        FdtNode node = tree.find(path).orElseThrow();
        return decoder.decode(node, node.property(property).orElseThrow());
    }

    private String text(String path, String property) {
        return value(path, property).describe(4);
    }

    /** Facts of the corpus that other programs or the format notes state. */
    @Nested
    class OfTheCorpus {

        @Test
        void decodesTheNvlinkPropertiesOfAnAc922() {
            corpus("synthetic/ac922-8335-gth-4gpu.dtb");
            String npu = "/pciex@6030200000000";
            assertEquals("0x6", text(npu, "ibm,opal-phbid"));
            assertEquals(8, assertInstanceOf(DtValue.Numbers64.class, value(npu, "ibm,mmio-atsd")).numbers().size());
            assertEquals("/xscom@603fc00000000/npu@5011000", text(npu, "ibm,npcq"));
            DtValue.References gpu = assertInstanceOf(DtValue.References.class, value(npu + "/unknown-bridge@0", "ibm,gpu"));
            FdtNode gpuNode = gpu.references().get(0).target().orElseThrow();
            DtValue.Regions reg = assertInstanceOf(DtValue.Regions.class,
                    decoder.decode(gpuNode, gpuNode.property("reg").orElseThrow()));
            PciAddress address = reg.regions().get(0).address().pci().orElseThrow();
            assertEquals(List.of(4, 0, 0), List.of(address.bus(), address.device(), address.function()));
            assertEquals("/xscom@603fc00000000/npu@5011000/link@0", text(npu + "/unknown-bridge@0", "ibm,nvlink"));
            assertEquals("0x600aea7d0", text("/xscom@603fc00000000/npu@5011000/link@0", "ibm,link-speed"));
            assertEquals(25_781_250_000L, 0x600aea7d0L);
        }

        @Test
        void decodesRangesAndInterruptsOfARaspberryPi() {
            corpus("dtb/debian-arm64/bcm2711-rpi-4-b.dtb");
            DtValue.Ranges ranges = assertInstanceOf(DtValue.Ranges.class, value("/scb/pcie", "ranges"));
            DtValue.Range range = ranges.ranges().get(0);
            assertEquals(PciAddress.Space.MEMORY_32, range.child().pci().orElseThrow().space());
            assertEquals("600000000", range.parent().number().toString(16));
            DtValue.InterruptMap map = assertInstanceOf(DtValue.InterruptMap.class, value("/scb/pcie", "interrupt-map"));
            assertEquals("/soc/interrupt-controller@40041000", map.entries().get(0).parent().target().orElseThrow().path());
            assertEquals(List.of(1), map.entries().get(0).childSpecifier());
            assertEquals(3, map.entries().get(0).parent().arguments().size());
        }

        @Test
        void decodesIommuAndMsiMaps() {
            corpus("dtb/debian-arm64/fsl-lx2160a-honeycomb.dtb");
            FdtNode host = tree.find("/soc/pcie@3400000").orElseThrow();
            DtValue.IdMap map = assertInstanceOf(DtValue.IdMap.class,
                    decoder.decode(host, host.property("iommu-map").orElseThrow()));
            assertTrue(map.entries().get(0).controller().target().orElseThrow().name().startsWith("iommu@"));
        }

        @Test
        void decodesEveryPropertyOfEveryBlob() {
            int[] counts = new int[2];
            Tools.soundBlobs().forEach(blob -> {
                use(FdtReader.readLenient(Tools.bytes(blob)));
                tree.root().walk(node -> node.properties().forEach(property -> {
                    DtValue value = decoder.decode(node, property);
                    assertTrue(!value.describe(2).isEmpty());
                    counts[0]++;
                    counts[1] += value instanceof DtValue.Raw ? 1 : 0;
                }));
            });
            assertTrue(counts[1] * 500 <= counts[0], () -> counts[1] + " of " + counts[0] + " are raw");
        }

        @Test
        void findsTheSeededDanglingAndDuplicatePhandles() {
            corpus("synthetic/faults/F01-dangling-ibm-gpu.dtb");
            ReferenceIndex references = new ReferenceIndex(tree, decoder);
            assertEquals(List.of("/pciex@6030200000000/unknown-bridge@0,1 ibm,gpu"), references.dangling().stream()
                    .filter(use -> use.cell() >= 0).map(use -> use.from().path() + " " + use.property().name()).toList());
            corpus("synthetic/faults/F09-duplicate-phandle.dtb");
            assertEquals(1, new PhandleIndex(tree.root()).duplicates().size());
            corpus("synthetic/ac922-8335-gth-4gpu.dtb");
            assertTrue(new PhandleIndex(tree.root()).duplicates().isEmpty());
        }

        @Test
        void knowsWhoPointsAtAGpu() {
            corpus("synthetic/ac922-8335-gth-4gpu.dtb");
            ReferenceIndex references = new ReferenceIndex(tree, decoder);
            FdtNode npu = tree.find("/pciex@6030200000000/unknown-bridge@0").orElseThrow();
            FdtNode gpu = references.uses(npu, npu.property("ibm,gpu").orElseThrow()).get(0).target().orElseThrow();
            List<ReferenceIndex.Use> users = references.usersOf(gpu);
            assertEquals(3, users.stream().filter(use -> use.property().name().equals("ibm,gpu")).count());
            assertEquals(3, users.stream().filter(use -> use.property().name().equals("ibm,nvlink-peers")).count());
        }
    }

    @Test
    void decodesPciAddresses() {
        PciAddress address = new PciAddress(0xc2051a10, 0x100000000L);
        assertEquals("32-bit memory prefetchable non-relocatable 05:03.2 register 0x10 0x100000000", address.describe());
        assertEquals(0x1a, address.devfn());
        assertEquals("configuration 00:00.0", new PciAddress(0, 0).describe());
        assertTrue(new PciAddress(0x21000000, 0).aliased());
        assertEquals(PciAddress.Space.MEMORY_64, new PciAddress(0x03000000, 0).space());
    }

    private void sample() {
        use(new FdtBuilder().beginNode("").cells("#address-cells", 2).cells("#size-cells", 2).cells("interrupt-parent", 1)
                .beginNode("aliases").string("serial0", "/bus/uart@1").string("lost", "/nowhere").endNode()
                .beginNode("chosen").string("stdout-path", "serial0:115200n8").endNode()
                .beginNode("gic").cells("phandle", 1).cells("#interrupt-cells", 3).endNode()
                .beginNode("clk").cells("phandle", 2).cells("#clock-cells", 1).endNode()
                .beginNode("fixed").cells("phandle", 3).cells("#clock-cells", 0).endNode()
                .beginNode("odd").cells("phandle", 4).cells("#clock-cells", 1000).endNode()
                .beginNode("bus").cells("#address-cells", 1).cells("#size-cells", 1).property("ranges")
                .cells("dma-ranges", 0, 1, 2, 3)
                .beginNode("uart@1").cells("reg", 1, 2, 3, 4).cells("interrupts", 0, 5, 4, 0, 6, 4).cells("clocks", 3, 2, 7, 3)
                .cells("assigned-clocks", 2, 9, 99, 1).cells("assigned-clock-parents", 99).cells("resets", 1, 1)
                .cells("cs-gpios", 0, 0).cells("clock-names", 1).string("pinctrl-0", "x").cells("nr-gpios", 5)
                .cells("phys").cells("sound-dai", 4).endNode()
                .beginNode("bad").cells("reg", 1, 2, 3).property("interrupts", new byte[5]).cells("clocks", 4, 1).cells("clocks#", 1)
                .endNode().endNode()
                .beginNode("hog").property("gpio-hog").cells("gpios", 5, 0).endNode()
                .beginNode("nocells").cells("#address-cells", 99).beginNode("x").cells("reg", 1, 2).endNode().endNode()
                .beginNode("circle").cells("interrupt-parent", 8).cells("phandle", 8).cells("interrupts", 1).endNode()
                .endNode().build());
    }

    @Test
    void decodesByTheCellsOfParentsAndTargets() {
        sample();
        assertEquals("0x1 size 0x2, 0x3 size 0x4", text("/bus/uart", "reg"));
        assertEquals("identity", text("/bus", "ranges"));
        assertEquals("0x0 -> 0x100000002 size 0x3", text("/bus", "dma-ranges"));
        assertEquals("0x0 0x5 0x4, 0x0 0x6 0x4 at /gic", text("/bus/uart", "interrupts"));
        assertEquals("/fixed, /clk 0x7, /fixed", text("/bus/uart", "clocks"));
        assertEquals("nothing, nothing", text("/bus/uart", "cs-gpios"));
        assertEquals("0x63 (no such node)", text("/bus/uart", "assigned-clock-parents"));
        assertEquals("0x5", text("/bus/uart", "nr-gpios"));
        assertEquals("0x5 0x0", text("/hog", "gpios"));
        assertEquals("/bus/uart@1", text("/aliases", "serial0"));
        assertEquals("/nowhere (no such node)", text("/aliases", "lost"));
        assertEquals(Optional.of("/bus/uart@1"),
                assertInstanceOf(DtValue.PathReference.class, value("/chosen", "stdout-path")).target().map(FdtNode::path));
        assertEquals("/fixed, and 2 more", value("/bus/uart", "clocks").describe(1));
    }

    @Test
    void givesAReasonForEveryValueThatIsNotWhatItShouldBe() {
        sample();
        assertReason("no node has the phandle 0x63 at cell 2, so that the length of its entry is not known", "/bus/uart",
                "assigned-clocks");
        assertReason("/gic has no #reset-cells", "/bus/uart", "resets");
        assertReason("the last string is not terminated", "/bus/uart", "clock-names");
        assertReason("the length 2 is not a multiple of 4", "/bus/uart", "pinctrl-0");
        assertReason("the value is empty", "/bus/uart", "phys");
        assertReason("/odd has no #sound-dai-cells", "/bus/uart", "sound-dai");
        assertReason("#clock-cells of /odd is not one cell from 0 to 16", "/bus/bad", "clocks");
        assertReason("the length of 3 cells is not a multiple of the 2 cells of an entry", "/bus/bad", "reg");
        assertReason("the length 5 is not a multiple of 4", "/bus/bad", "interrupts");
        assertReason("#address-cells of /nocells is not one cell from 0 to 4", "/nocells/x", "reg");
        assertReason("the interrupt parents form a circle", "/circle", "interrupts");
        ReferenceIndex references = new ReferenceIndex(tree, decoder);
        assertEquals(List.of("lost", "assigned-clocks", "assigned-clock-parents"),
                references.dangling().stream().map(use -> use.property().name()).toList());
        assertEquals(List.of("clocks", "clocks"), references.usersOf(tree.find("/fixed").orElseThrow()).stream()
                .map(use -> use.property().name()).toList());
    }

    private void assertReason(String reason, String path, String property) {
        assertEquals(reason, assertInstanceOf(DtValue.Raw.class, value(path, property)).reason());
    }
}
