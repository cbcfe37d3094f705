// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.api.Test;

/** What the Device Tree view shows, without its widgets. */
class DeviceTreeLogicTest {

    private final DeviceTree tree = Trees.tree();
    private final DtNode soc = Trees.node(tree.getRoot(), "soc");
    private final DtNode clock = Trees.node(soc, "clock@1000");
    private final DtNode uart = Trees.node(soc, "uart@2000");
    private final DtProperty clocks;

    DeviceTreeLogicTest() {
        Trees.cells(soc, "#address-cells", 1);
        Trees.cells(soc, "#size-cells", 1);
        Trees.cells(clock, "phandle", 7);
        Trees.cells(clock, "#clock-cells", 1);
        Trees.text(uart, "compatible", "vendor,uart-b", "ns16550a");
        Trees.cells(uart, "reg", 0x2000, 0x1000);
        clocks = Trees.cells(uart, "clocks", 7, 3);
    }

    @Test
    void aPhandleIsFollowedBothWays() {
        TreeContent content = TreeContent.of(tree, Optional.empty());
        ValueText value = ValueText.of(clocks, content);
        assertEquals("phandle", value.type());
        assertEquals(List.of(clock), value.targets());
        assertEquals("/soc/clock@1000 0x3", value.summary());
        assertEquals(1, content.references().usersOf(content.fdt(clock).orElseThrow()).size());
    }

    @Test
    void regIsDecodedWithTheCellsOfTheBusAbove() {
        TreeContent content = TreeContent.of(tree, Optional.empty());
        ValueText value = ValueText.of(NodePaths.property(uart, "reg").orElseThrow(), content);
        assertEquals("region", value.type());
        assertEquals("0x2000 size 0x1000", value.summary());
    }

    @Test
    void nodesAreFoundByEveryPartOfThem() {
        assertEquals(List.of("/soc/uart@2000"), find("UART@"));
        assertEquals(List.of("/soc/uart@2000"), find("compatible:ns165"));
        assertEquals(List.of("/soc/clock@1000"), find("phandle: 7"));
        assertEquals(List.of("/soc/clock@1000", "/soc/uart@2000"), find("0x7"));
        assertEquals(List.of("/soc/uart@2000"), find("property:clocks"));
        assertEquals(List.of("/soc/clock@1000", "/soc/uart@2000"), find("path:/soc/"));
        assertEquals(List.of("/soc/uart@2000"), find("value:0x2000"));
        assertEquals(List.of(), find("phandle:2000"));
        assertTrue(NodeSearch.parse("  name: ").isEmpty());
    }

    private List<String> find(String text) {
        return NodeSearch.parse(text).orElseThrow().run(tree.getRoot()).hits().stream().map(NodeSearch.Hit::path).toList();
    }

    @Test
    void aDeepTreeNeedsNoDeepStack() {
        DtNode at = soc;
        for (int i = 0; i < 5000; i++) {
            at = Trees.node(at, "n");
        }
        assertTrue(TreeContent.of(tree, Optional.empty()).nodeCount() > 800);
        assertEquals(5000, find("name:n").stream().filter(path -> path.endsWith("/n")).count());
    }

    @Test
    void veryManyChildrenStandInRuns() {
        DtNode wide = Trees.node(tree.getRoot(), "wide");
        for (int i = 0; i < 2 * NodeChildren.LENGTH + 1; i++) {
            Trees.node(wide, "c@" + i);
        }
        NodeChildren children = new NodeChildren();
        Object[] runs = children.getChildren(wide);
        assertEquals(3, runs.length);
        assertEquals(1, children.getChildren(runs[2]).length);
        DtNode last = wide.getChildren().get(2 * NodeChildren.LENGTH);
        assertEquals(runs[2], children.getParent(last));
        assertSame(wide, children.getParent(runs[2]));
        assertEquals("c@2000 \u2026 c@2000  (1 nodes)", ((NodeChildren.Run) runs[2]).label());
    }

    @Test
    void differencesOfTwoTreesAreMarkedAtTheNodeAndAboveIt() {
        DeviceTree other = EcoreUtil.copy(tree);
        DtNode otherUart = other.getRoot().getChildren().get(0).getChildren().get(1);
        otherUart.getProperties().get(1).setValue(new byte[] { 1 });
        Trees.text(otherUart, "status", "disabled");
        Trees.text(otherUart, "name", "uart");
        Trees.node(soc, "spi@3000");
        TreeDifferences differences = TreeDifferences.of(tree, other);
        assertEquals(2, differences.nodes());
        assertEquals("other value there: reg; only there: status", differences.at(uart).orElseThrow().text());
        assertTrue(differences.at(soc.getChildren().get(2)).orElseThrow().onlyHere());
        assertFalse(differences.at(soc).orElseThrow().here());
        assertTrue(differences.at(clock).isEmpty());
        assertEquals(2, TreeDifferences.of(other, tree).nodes());
    }

    @Test
    void bytesAreShownWithOffsetAndCharacters() {
        assertEquals("00000010  41 42 00 ff                                       AB..\n", HexDump.of(new byte[] { 65, 66, 0, -1 }, 16));
        assertTrue(HexDump.of(new byte[HexDump.MOST + 5], 0).endsWith("5 more bytes are not shown\n"));
    }

    @Test
    void theHistoryForgetsWhatWasAheadAfterAVisit() {
        NavigationHistory<String> history = new NavigationHistory<>();
        assertFalse(history.canGoBack());
        history.visit("a");
        history.visit("b");
        history.visit("b");
        assertEquals(Optional.of("a"), history.back());
        assertTrue(history.canGoForward());
        history.visit("c");
        assertFalse(history.canGoForward());
        assertEquals(Optional.of("a"), history.back());
        assertEquals(Optional.empty(), history.back());
    }

    @Test
    void sizesAreReadableOnlyWhereTheyAreRound() {
        assertEquals(Optional.of("64 MiB"), ValuePage.readable(BigInteger.ONE.shiftLeft(26)));
        assertEquals(Optional.of("4 KiB"), ValuePage.readable(BigInteger.valueOf(4096)));
        assertEquals(Optional.of("1 GiB"), ValuePage.readable(BigInteger.ONE.shiftLeft(30)));
        assertEquals(Optional.empty(), ValuePage.readable(BigInteger.valueOf(1000)));
        assertEquals(Optional.empty(), ValuePage.readable(BigInteger.ZERO));
    }

    @Test
    void longSourceTextIsCutAndSaysSo() {
        for (int i = 0; i < 4000; i++) {
            Trees.text(Trees.node(soc, "device-with-a-name@" + i), "compatible", "vendor,device");
        }
        TreeContent content = TreeContent.of(tree, Optional.empty());
        String text = DtsText.of(content.fdt(tree.getRoot()).orElseThrow());
        assertTrue(text.length() < DtsText.MOST + 100);
        assertTrue(text.contains("The text goes on"));
        assertTrue(DtsText.of(content.fdt(uart).orElseThrow()).startsWith("uart@2000 {\n"));
    }
}
