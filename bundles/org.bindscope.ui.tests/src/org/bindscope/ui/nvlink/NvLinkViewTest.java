// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.nvlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.bindscope.analysis.nvlink.NvLinkMatrix;
import org.bindscope.analysis.nvlink.NvLinkMatrix.Cell;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.Bench;
import org.bindscope.ui.ViewIds;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.MachineDocument;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The NVLink view on the machine with six GPUs, and on a matrix alone. */
class NvLinkViewTest {

    private static final String MATRIX = "\tGPU0\tGPU1\tGPU2\tCPU Affinity\nGPU0\t X \tNV2\tSYS\t0-3\nGPU1\tNV2\t X \tSYS\t0-3\n"
            + "GPU2\tSYS\tSYS\t X \t4-7\n";

    @AfterEach
    void closeDocuments() {
        Bench.closeAll();
    }

    private static NvLinkContent sequoia() {
        return NvLinkContent.of(Bench.open(DocumentInput.sample("sequoia")));
    }

    @Test
    void rowsStandForObjectsOfTheModel() {
        NvLinkContent content = sequoia();
        assertEquals(6, content.gpus().size());
        assertEquals(24, content.links().size());
        assertTrue(content.links().stream().allMatch(row -> row.modelObjects().get(0).getA() == row.a().model()));
        EndRow gpu = content.gpus().get(0);
        assertTrue(gpu.modelObjects().get(0) instanceof PciFunction);
        assertEquals(Set.of(gpu.id()), content.selected(gpu.modelObjects()));
        LinkRow link = content.links().get(0);
        assertEquals(Set.of(link.link().a(), link.link().b()), content.selected(link.modelObjects()));
        assertEquals(Set.of(link.link().a(), link.link().b()), content.selected(List.of(link)));
    }

    @Test
    void givingOneGpuAwayCutsItsLinksAndWhatHasToGoAlongCanBeTicked() {
        NvLinkContent content = sequoia();
        String gpu = content.gpus().get(0).id();
        List<Set<String>> ticked = new ArrayList<>();
        CutPage page = new CutPage(content, id -> { }, ticked::add);
        String text = page.cut(Set.of(gpu), true).text();
        assertTrue(text.contains("6 NVLinks are cut."), text);
        assertTrue(text.contains("is taken apart"), text);
        page.cut(Set.of(gpu), true).spans().stream().filter(span -> span.link().isPresent()).findFirst().orElseThrow()
                .link().orElseThrow().run();
        String whole = page.cut(ticked.get(0), true).text();
        assertTrue(whole.contains("No NVLink is cut."), whole);
        assertTrue(page.cut(Set.of(), false).text().startsWith("What would it cut?"));
    }

    @Test
    void gpusDivideAmongGuestsBySocketAndNotFurther() {
        NvLinkContent content = sequoia();
        CutPage page = new CutPage(content, id -> { }, ids -> { });
        assertTrue(page.guests(2).text().startsWith("The GPUs divide among 2 guests without cutting"), page.guests(2).text());
        assertTrue(page.guests(3).text().contains("not enough for 3"), page.guests(3).text());
    }

    @Test
    void theViewShowsTheMatrixWithPathsAndNominalFigures() {
        Bench.open(DocumentInput.sample("sequoia"));
        Bench.show(ViewIds.NVLINK);
        Bench.settle();
        Table table = tables(Bench.window().getShell()).filter(each -> Stream.of(each.getColumns())
                .anyMatch(column -> column.getText().equals("GPU5"))).findFirst().orElseThrow();
        assertEquals("NV2  50", table.getItem(0).getText(2));
        assertEquals("SYS", table.getItem(0).getText(6));
        Bench.screenshot("sequoia-nvlink");
    }

    @Test
    void aMatrixAloneIsAMachineWithNvLinks(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("any-name.txt"), MATRIX);
        MachineDocument document = Bench.open(DocumentInput.of(file));
        NvLinkContent content = NvLinkContent.of(document);
        assertEquals(List.of("GPU0", "GPU1", "GPU2"), content.gpus().stream().map(EndRow::id).toList());
        assertEquals(new TreeSet<>(List.of("GPU0", "GPU1")), new TreeSet<>(content.selected(content.links().get(0).modelObjects())));
        Bench.show(ViewIds.NVLINK);
    }

    @Test
    void figuresCarryASignWhereALinkIsSlow() {
        Cell cell = new Cell("a", "b", 18, OptionalDouble.of(453.116), OptionalDouble.empty(),
                NvLinkMatrix.Path.NVSWITCH, NvLinkMatrix.Path.UNKNOWN);
        assertEquals("\u25b2 NV18  453.12 GB/s", Figures.cell(cell, false, false));
        Cell whole = new Cell("a", "b", 3, OptionalDouble.of(77.34375), OptionalDouble.of(75),
                NvLinkMatrix.Path.NV, NvLinkMatrix.Path.PIX);
        assertEquals("NV3  75", Figures.cell(whole, false, true));
        assertEquals("\u25b2 NV3  75", Figures.cell(whole, true, true));
        assertEquals("25.78125", Figures.exact(OptionalDouble.of(25.78125)));
        assertEquals("?", Figures.of(OptionalDouble.empty()));
    }

    private static Stream<Table> tables(Composite parent) {
        return Stream.of(parent.getChildren()).flatMap(NvLinkViewTest::within);
    }

    private static Stream<Table> within(Control control) {
        return control instanceof Table table ? Stream.of(table) : control instanceof Composite composite ? tables(composite)
                : Stream.empty();
    }
}
