// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.nvlink;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

import org.bindscope.analysis.nvlink.NvLinkMatrix.Cell;
import org.bindscope.analysis.nvlink.NvLinkMatrix.Path;
import org.bindscope.ui.theme.Icons;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;

/**
 * GPU by GPU: a row and a column for each, and what else each is linked to. A click on a cell, or the arrow keys
 * to the left and right, choose a pair.
 */
final class MatrixTable {

    /** Width that is added to what {@code pack} gives a column, as some themes count too little for bold text. */
    private static final int SLACK = 8;
    private static final int MOST_WITH_UNIT = 3;

    private final TableViewer viewer;
    private final Consumer<Optional<PairRow>> chosen;
    private NvLinkContent content = NvLinkContent.NONE;
    private Set<String> taken = Set.of();
    private List<EndRow> gpus = List.of();
    private int column = -1;

    /**
     * @param parent gets the table
     * @param chosen hears which pair was chosen; empty when a row has no cell chosen
     */
    MatrixTable(Composite parent, Consumer<Optional<PairRow>> chosen) {
        this.chosen = chosen;
        viewer = new TableViewer(parent, SWT.MULTI | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        Table table = viewer.getTable();
        table.setHeaderVisible(true);
        table.setLinesVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        table.addListener(SWT.MouseDown, event -> {
            if (event.button == 1) {
                choose(columnAt(new Point(event.x, event.y)));
            }
        });
        table.addListener(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.ARROW_LEFT || event.keyCode == SWT.ARROW_RIGHT) {
                int step = event.keyCode == SWT.ARROW_LEFT ? -1 : 1;
                choose(Math.max(1, Math.min(gpus.size(), Math.max(column, 0) + step)));
                event.doit = false;
            }
        });
        viewer.addSelectionChangedListener(event -> later());
    }

    TableViewer viewer() {
        return viewer;
    }

    /** Shows a machine; the columns are its GPUs. */
    void show(NvLinkContent next) {
        boolean same = next.gpus().stream().map(EndRow::name).toList().equals(gpus.stream().map(EndRow::name).toList())
                && !gpus.isEmpty();
        content = next;
        gpus = next.gpus();
        viewer.getTable().setRedraw(false);
        try {
            if (!same) {
                column = -1;
                columns();
            }
            viewer.setInput(gpus);
            for (TableColumn each : viewer.getTable().getColumns()) {
                each.pack();
                each.setWidth(each.getWidth() + SLACK);
            }
        } finally {
            viewer.getTable().setRedraw(true);
        }
    }

    /** Marks the pairs of which one goes and one stays. */
    void taken(Set<String> ids) {
        taken = ids;
        viewer.refresh(true);
    }

    private void columns() {
        for (TableColumn old : viewer.getTable().getColumns()) {
            old.dispose();
        }
        column("", SWT.LEFT, new Cells(EndRow::name, row -> Optional.empty()) {
            @Override
            public Image getImage(Object row) {
                return Icons.GPU.image();
            }
        });
        for (EndRow gpu : gpus) {
            column(gpu.end().label().filter(label -> gpu.name().startsWith(label)).orElse(gpu.id()), SWT.CENTER,
                    new Cells(row -> text(row, gpu), row -> tint(row, gpu)));
        }
        if (gpus.stream().anyMatch(gpu -> !NvLinkPages.toSwitches(content, gpu).isEmpty())) {
            column("NVSwitches", SWT.LEFT, new Cells(row -> NvLinkPages.toSwitches(content, row), row -> Optional.empty()));
        }
        if (gpus.stream().anyMatch(gpu -> !NvLinkPages.toHost(content, gpu).isEmpty())) {
            column("Processor", SWT.LEFT, new Cells(row -> NvLinkPages.toHost(content, row), row -> Optional.empty()));
        }
        if (!content.graph().memories().isEmpty()) {
            column("Memory", SWT.LEFT, new Cells(this::memory, row -> Optional.empty()));
        }
    }

    private void column(String title, int alignment, ColumnLabelProvider cells) {
        TableViewerColumn made = new TableViewerColumn(viewer, alignment);
        made.getColumn().setText(title);
        made.setLabelProvider(cells);
    }

    private String memory(EndRow gpu) {
        return content.graph().memories().stream().filter(memory -> memory.gpu().equals(gpu.id())).findFirst()
                .map(memory -> memory.numaNode().isPresent() ? "NUMA node " + memory.numaNode().getAsInt() : "node not said").orElse("");
    }

    private Optional<Cell> cell(EndRow row, EndRow of) {
        return content.matrix().at(row.id(), of.id());
    }

    /** Whether there are too many columns to repeat the unit in each. */
    static boolean brief(NvLinkContent content) {
        return content.matrix().gpus().size() > MOST_WITH_UNIT;
    }

    private boolean cut(EndRow row, EndRow of) {
        return taken.contains(row.id()) != taken.contains(of.id());
    }

    /** Cells of links that a choice cuts carry a cross, so that it is not told by colour alone. */
    private String text(EndRow row, EndRow of) {
        return cell(row, of).map(cell -> (cell.links() > 0 && cut(row, of) ? "\u2716 " : "") + Figures.cell(cell, content.doubtful(cell), brief(content))).orElse("");
    }

    private Optional<ThemeColors> tint(EndRow row, EndRow of) {
        Optional<Cell> cell = cell(row, of);
        if (cell.isEmpty() || cell.get().path() != Path.NV && cell.get().path() != Path.NVSWITCH) {
            return Optional.of(ThemeColors.MUTED);
        }
        return Optional.of(cut(row, of) ? ThemeColors.ERROR : Figures.slow(cell.get()) || content.doubtful(cell.get()) ? ThemeColors.WARNING : ThemeColors.OK);
    }

    private int columnAt(Point point) {
        TableItem item = viewer.getTable().getItem(point);
        for (int i = 0; item != null && i < viewer.getTable().getColumnCount(); i++) {
            if (item.getBounds(i).contains(point)) {
                return i;
            }
        }
        return -1;
    }

    private void choose(int index) {
        column = index;
        later();
    }

    /** After the table has told its own selection, which is the row's GPU. */
    private void later() {
        viewer.getControl().getDisplay().asyncExec(() -> {
            if (!viewer.getControl().isDisposed()) {
                chosen.accept(pair());
            }
        });
    }

    private Optional<PairRow> pair() {
        Object row = viewer.getStructuredSelection().getFirstElement();
        if (!(row instanceof EndRow gpu) || column < 1 || column > gpus.size()) {
            return Optional.empty();
        }
        EndRow other = gpus.get(column - 1);
        return cell(gpu, other).filter(cell -> cell.path() != Path.X).map(cell -> new PairRow(cell, gpu, other));
    }

    /** Selects the row of what was selected elsewhere. */
    void select(Set<String> ids) {
        List<EndRow> found = gpus.stream().filter(row -> ids.contains(row.id())).toList();
        Object now = viewer.getStructuredSelection().getFirstElement();
        if (!found.isEmpty() && !found.contains(now)) {
            column = found.size() == 2 ? gpus.indexOf(found.get(1)) + 1 : -1;
            viewer.setSelection(new StructuredSelection(new ArrayList<>(List.of(found.get(0)))), true);
        }
    }

    /** A cell's text and colour. */
    private static class Cells extends ColumnLabelProvider {

        private final Function<EndRow, String> text;
        private final Function<EndRow, Optional<ThemeColors>> tint;

        Cells(Function<EndRow, String> text, Function<EndRow, Optional<ThemeColors>> tint) {
            this.text = text;
            this.tint = tint;
        }

        @Override
        public String getText(Object row) {
            return text.apply((EndRow) row);
        }

        @Override
        public Image getImage(Object row) {
            return null;
        }

        @Override
        public Color getForeground(Object row) {
            return tint.apply((EndRow) row).map(ThemeColors::color).orElse(null);
        }
    }
}
