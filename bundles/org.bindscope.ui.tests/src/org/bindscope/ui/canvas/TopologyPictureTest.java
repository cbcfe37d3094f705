// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.model.PciFunction;
import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneElement;
import org.bindscope.render.scene.SceneKind;
import org.bindscope.render.scene.SceneOptions;
import org.bindscope.render.scene.SceneSign;
import org.bindscope.render.scene.SceneSubject;
import org.bindscope.render.scene.SceneSvg;
import org.bindscope.render.scene.TextMeasure;
import org.bindscope.render.scene.machine.MachineScenes;
import org.bindscope.ui.Bench;
import org.bindscope.ui.ViewIds;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.plan.PlanDraft;
import org.bindscope.ui.plan.PlanStore;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.theme.Appearance;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Topology view in the running workbench. */
class TopologyPictureTest {

    private static final String GPU = "0004:03:00.0";
    private static final String NIC = "0005:01:00.0";

    private MachineDocument document;
    private SceneWidget widget;

    @BeforeEach
    void showThePicture() {
        document = Bench.open(DocumentInput.sample("sequoia"));
        Bench.show(ViewIds.MACHINE);
        Bench.show(ViewIds.TOPOLOGY);
        widget = controls(Bench.window().getShell()).filter(Control::isVisible)
                .flatMap(control -> SceneWidget.of(control).stream()).findFirst()
                .orElseThrow(() -> new AssertionError("no picture in front"));
        Bench.await("the picture", () -> widget.scene().isPresent());
        Bench.settle();
    }

    @AfterEach
    void closeDocuments() {
        Bench.closeAll();
    }

    private static Stream<Control> controls(Control control) {
        return control instanceof Composite composite
                ? Stream.concat(Stream.of(control), Arrays.stream(composite.getChildren()).flatMap(TopologyPictureTest::controls))
                : Stream.of(control);
    }

    private Scene scene() {
        return widget.scene().orElseThrow();
    }

    private String node(String address) {
        return scene().showing(SceneSubject.function(address)).stream().map(SceneElement::id).findFirst().orElseThrow();
    }

    private PciFunction function(String address) {
        return ModelWalk.functions(document.machine()).filter(each -> each.getAddress().equals(address)).findFirst().orElseThrow();
    }

    @Test
    void everyDeviceIsInThePicture() {
        List<String> absent = ModelWalk.functions(document.machine()).map(PciFunction::getAddress)
                .filter(address -> scene().showing(SceneSubject.function(address)).isEmpty()).toList();
        assertEquals(List.of(), absent);
        Bench.screenshot("topology");
    }

    @Test
    void aNodeThatIsSelectedIsSelectedInTheMachineViewAndBack() {
        widget.goTo(node(GPU));
        Bench.await("the device in the Machine view", () -> selectedRow().filter(row -> row.startsWith("03:00.0")).isPresent());
        Bench.sessions().reveal(function(NIC));
        Bench.await("the node of the device", () -> widget.selected().equals(Set.of(node(NIC))));
        assertTrue(widget.viewport().visible().contains(scene().element(node(NIC)).orElseThrow().bounds()));
    }

    /** The only selected row of a tree that shows devices. */
    private static Optional<String> selectedRow() {
        return controls(Bench.window().getShell()).filter(Tree.class::isInstance).map(Tree.class::cast)
                .filter(tree -> tree.getColumnCount() == 4 && tree.getSelectionCount() == 1)
                .map(tree -> tree.getSelection()[0].getText()).findFirst();
    }

    @Test
    void theTableHasARowForEachDeviceAndEachLine() {
        toggleTable(true);
        try {
            Table table = controls(Bench.window().getShell()).filter(Table.class::isInstance).map(Table.class::cast)
                    .filter(each -> each.isVisible() && each.getColumnCount() == 8).findFirst().orElseThrow();
            assertEquals(List.of("Element", "Kind", "From", "To", "Speed", "Width", "State", "Facts"),
                    Arrays.stream(table.getColumns()).map(column -> column.getText()).toList());
            Set<String> names = texts(table, item -> item.getText(0)).map(name -> name.split(" ")[0]).collect(Collectors.toSet());
            List<String> absent = ModelWalk.functions(document.machine()).map(PciFunction::getAddress)
                    .filter(address -> !names.contains(address)).toList();
            assertEquals(List.of(), absent);
            assertEquals(scene().edges().size(), texts(table, item -> item.getText(3)).filter(to -> !to.isEmpty()).count());
            assertTrue(texts(table, item -> item.getText(4) + " " + item.getText(5)).anyMatch("8 GT/s \u00d74"::equals));
        } finally {
            toggleTable(false);
        }
    }

    private static Stream<String> texts(Table table, Function<TableItem, String> text) {
        return Arrays.stream(table.getItems()).map(text);
    }

    private static void toggleTable(boolean yes) {
        ToolItem item = controls(Bench.window().getShell()).filter(ToolBar.class::isInstance).filter(Control::isVisible)
                .flatMap(bar -> Arrays.stream(((ToolBar) bar).getItems()))
                .filter(each -> String.valueOf(each.getToolTipText()).startsWith("Table:")).findFirst().orElseThrow();
        item.setSelection(yes);
        item.notifyListeners(SWT.Selection, new Event());
        Bench.settle();
    }

    @Test
    void theSavedPictureIsTheCommandLines(@TempDir Path folder) throws Exception {
        Path svg = folder.resolve("picture.svg");
        SceneExport.write(scene(), svg);
        Scene drawn = MachineScenes.of(MachineAnalysis.of(document.machine()), SceneOptions.of(SceneKind.PCI), TextMeasure.builtIn());
        assertTrue(SceneSvg.document(drawn, SceneSvg.Theme.LIGHT).equals(Files.readString(svg)), "the file is another one");
        Path png = folder.resolve("picture.PNG");
        SceneExport.write(scene(), png);
        assertArrayEquals(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, Arrays.copyOf(Files.readAllBytes(png), 4));
    }

    @Test
    void whatThePlanChangesIsMarked() {
        PlanStore plans = PlatformUI.getWorkbench().getService(PlanStore.class);
        plans.add(document, List.of(function(GPU)));
        try {
            Bench.await("the mark of the plan", () -> scene().node(node(GPU)).orElseThrow().badges().stream()
                    .anyMatch(badge -> badge.sign() == SceneSign.CHANGED));
        } finally {
            plans.change(document, before -> PlanDraft.EMPTY);
        }
    }

    @Test
    void thePictureTakesTheColoursOfTheTheme() {
        Appearance before = Appearance.chosen();
        try {
            Appearance.DARK.choose();
            Bench.settle();
            assertTrue(brightness() < 0.3, "dark: " + brightness());
            Appearance.LIGHT.choose();
            Bench.settle();
            assertTrue(brightness() > 0.9, "light: " + brightness());
        } finally {
            before.choose();
            Bench.settle();
        }
    }

    /** Of the ground of the picture, 0 to 1. */
    private float brightness() {
        Image image = new Image(widget.control().getDisplay(), 20, 20);
        GC gc = new GC(image);
        widget.paint(gc, new Rectangle(0, 0, 20, 20));
        gc.dispose();
        RGB rgb = image.getImageData().palette.getRGB(image.getImageData().getPixel(1, 1));
        image.dispose();
        return rgb.getHSB()[2];
    }
}
