// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.bindscope.devicetree.DtbWriter;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Differences, overlay previews and the ways to IOMMUs, without widgets. */
class TreeChangesTest {

    @TempDir
    Path folder;

    private final DeviceTree tree = Trees.tree();
    private final DtNode soc = Trees.node(tree.getRoot(), "soc");
    private final DtNode uart = Trees.node(soc, "uart@2000");

    TreeChangesTest() {
        Trees.text(uart, "status", "disabled");
        Trees.cells(uart, "phandle", 3);
        Trees.text(Trees.node(tree.getRoot(), "__symbols__"), "uart", "/soc/uart@2000");
    }

    @Test
    void differencesAreListedWithBothValues() {
        DeviceTree other = EcoreUtil.copy(tree);
        DtNode otherSoc = other.getRoot().getChildren().get(0);
        otherSoc.getChildren().get(0).getProperties().get(0).setValue("okay\0".getBytes(StandardCharsets.US_ASCII));
        Trees.text(otherSoc, "model", "x");
        Trees.node(otherSoc, "spi@3000");
        Trees.node(soc, "can@4000");
        List<TreeChanges.Row> rows = TreeChanges.of(TreeContent.of(tree, Optional.of(other)));
        assertEquals(List.of("/soc|model|only there|\"x\"", "/soc/spi@3000||node only there|",
                "/soc/uart@2000|status|other value|here \"disabled\", there \"okay\"", "/soc/can@4000||node only here|"),
                rows.stream().map(row -> row.path() + "|" + row.what() + "|" + row.kind() + "|" + row.detail()).toList());
        assertEquals("uart@2000", rows.get(2).leaf());
        assertTrue(rows.get(2).fits("OKAY"));
        assertFalse(rows.get(2).fits("spi"));
    }

    @Test
    void onePlainTreeHasNoDifferences() {
        assertEquals(List.of(), TreeContent.of(tree, Optional.empty()).changes());
    }

    private Path overlay(String label) throws Exception {
        DeviceTree made = Trees.tree();
        DtNode fragment = Trees.node(made.getRoot(), "fragment@0");
        Trees.cells(fragment, "target", 0xffffffff);
        DtNode merged = Trees.node(fragment, "__overlay__");
        Trees.text(merged, "status", "okay");
        Trees.node(merged, "child");
        Trees.text(Trees.node(made.getRoot(), "__fixups__"), label, "/fragment@0:target:0");
        return Files.write(folder.resolve("my.dtbo"), DtbWriter.write(TreeContent.of(made, Optional.empty()).fdt()));
    }

    @Test
    void aPreviewTellsWhatEachOverlayChangedAndLeavesTheTreeAlone() throws Exception {
        TreeContent base = TreeContent.of(tree, Optional.empty());
        TreeContent merged = TreeContent.of(OverlayPreview.of(base, List.of(overlay("uart"))));
        assertEquals(List.of("/soc/uart@2000|status|changed|by my.dtbo, fragment@0: \"disabled\" \u2192 \"okay\"",
                "/soc/uart@2000/child||node added|by my.dtbo, fragment@0"),
                merged.changes().stream().map(row -> row.path() + "|" + row.what() + "|" + row.kind() + "|" + row.detail()).toList());
        DtNode changed = merged.changes().get(0).node();
        assertEquals("uart@2000", changed.getName());
        assertTrue(merged.contains(changed));
        PropertyTable.Row row = PropertyTable.Row.of(NodePaths.property(changed, "status").orElseThrow(), merged);
        assertTrue(row.differs());
        assertEquals("my.dtbo, fragment@0", row.place());
        assertTrue(merged.differences().at(changed).orElseThrow().here());
        assertEquals(0, uart.getChildren().size());
        assertEquals("\"disabled\"", ValueText.plain(uart.getProperties().get(0)));
    }

    @Test
    void anOverlayThatDoesNotFitIsOneSentenceWithFragmentAndLabel() throws Exception {
        TreeContent base = TreeContent.of(tree, Optional.empty());
        Path overlay = overlay("gpio9");
        OverlayPreview.Refused refused = assertThrows(OverlayPreview.Refused.class,
                () -> OverlayPreview.of(base, List.of(overlay)));
        assertTrue(refused.getMessage().startsWith("my.dtbo, fragment@0, label gpio9: "), refused.getMessage());
        Path text = Files.writeString(folder.resolve("no.dtbo"), "hello");
        assertTrue(OverlayPreview.attempt(base, List.of(text)).refusal().orElseThrow().startsWith(text.toString()));
        assertTrue(OverlayPreview.attempt(base, List.of(folder.resolve("none"))).preview().isEmpty());
    }

    @Test
    void aNodeLeadsToItsIommuAndBack() {
        DtNode iommu = Trees.node(soc, "iommu@5000");
        Trees.cells(iommu, "phandle", 9);
        Trees.cells(iommu, "#iommu-cells", 1);
        DtNode pcie = Trees.node(soc, "pcie@6000");
        Trees.cells(pcie, "iommu-map", 0, 9, 0, 0x10000);
        DtNode function = Trees.node(pcie, "gpu@0");
        Trees.cells(uart, "iommus", 9, 4);
        TreeContent content = TreeContent.of(tree, Optional.empty());
        assertEquals(List.of(iommu), NodeLinks.iommus(uart, content));
        assertEquals(List.of(iommu), NodeLinks.iommus(pcie, content));
        assertEquals(List.of(), NodeLinks.iommus(function, content));
        assertEquals(Optional.of(pcie), NodeLinks.mapAbove(function));
        assertEquals(List.of(uart, pcie), NodeLinks.served(iommu, content));
        assertEquals(List.of(), NodeLinks.served(uart, content));
    }

    @Test
    void aPathLeadsToItsNodeOrAsFarAsThereIsOne() {
        assertEquals(uart, NodePaths.find(tree.getRoot(), "/soc/uart@2000"));
        assertEquals(soc, NodePaths.find(tree.getRoot(), "/soc/none/deeper"));
        assertEquals(tree.getRoot(), NodePaths.find(tree.getRoot(), "/"));
    }
}
