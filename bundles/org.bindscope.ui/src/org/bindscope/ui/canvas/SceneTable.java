// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.bindscope.ui.text.ColumnMemory;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.jface.viewers.Viewer;
import org.eclipse.jface.viewers.ViewerComparator;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;

/**
 * The table twin of a picture: the same elements as rows of a native table, which screen readers read, the
 * user sorts and copies. For the UI thread.
 */
public final class SceneTable {

    /** Rows that are built at once; the user asks for more. */
    private static final int FIRST_ROWS = 2000;
    private static final String STATE = "pictureTable";
    private static final List<String> TITLES = List.of("Element", "Kind", "From", "To", "Speed", "Width", "State", "Facts");
    private static final int[] CHARACTERS = {34, 12, 24, 24, 10, 8, 30, 60};

    private final TableViewer viewer;
    private final ColumnMemory memory;
    private List<SceneRow> rows = List.of();

    /**
     * Makes an empty table.
     *
     * @param parent where it goes
     */
    public SceneTable(Composite parent) {
        viewer = new TableViewer(parent, SWT.MULTI | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.setUseHashlookup(true);
        viewer.setDisplayIncrementally(FIRST_ROWS);
        Table table = viewer.getTable();
        table.setHeaderVisible(true);
        PixelConverter pixels = new PixelConverter(table);
        for (int i = 0; i < TITLES.size(); i++) {
            column(i, pixels.convertWidthInCharsToPixels(CHARACTERS[i]));
        }
        memory = new ColumnMemory(table);
    }

    private void column(int index, int width) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.LEFT);
        column.getColumn().setText(TITLES.get(index));
        column.getColumn().setWidth(width);
        column.getColumn().setMoveable(true);
        column.setLabelProvider(new ColumnLabelProvider() {
            @Override
            public String getText(Object row) {
                return ((SceneRow) row).cells().get(index);
            }
        });
        column.getColumn().addListener(SWT.Selection, event -> sort(column.getColumn(), index));
    }

    /** Ascending, descending, then as the picture has it. */
    private void sort(TableColumn column, int index) {
        Table table = viewer.getTable();
        int direction = table.getSortColumn() != column ? SWT.UP : table.getSortDirection() == SWT.UP ? SWT.DOWN : SWT.NONE;
        table.setSortColumn(direction == SWT.NONE ? null : column);
        table.setSortDirection(direction);
        viewer.setComparator(direction == SWT.NONE ? null : new ViewerComparator() {
            @Override
            public int compare(Viewer sorted, Object one, Object other) {
                int order = ((SceneRow) one).cells().get(index).compareToIgnoreCase(((SceneRow) other).cells().get(index));
                return direction == SWT.UP ? order : -order;
            }
        });
    }

    /**
     * The viewer, to be published as a source of selections.
     *
     * @return a viewer of {@link SceneRow}s
     */
    public TableViewer viewer() {
        return viewer;
    }

    /**
     * Shows rows.
     *
     * @param next the rows
     */
    public void show(List<SceneRow> next) {
        rows = next;
        viewer.setInput(rows);
    }

    /**
     * Selects the rows of elements and scrolls to the first; who listens to the viewer is told.
     *
     * @param elements ids
     */
    public void select(Collection<String> elements) {
        List<SceneRow> wanted = rows.stream().filter(row -> elements.contains(row.element())).toList();
        if (!wanted.equals(viewer.getStructuredSelection().toList())) {
            if (wanted.stream().anyMatch(row -> viewer.testFindItem(row) == null)) {
                viewer.setDisplayIncrementally(0);
                viewer.refresh();
                viewer.setDisplayIncrementally(FIRST_ROWS);
            }
            viewer.setSelection(new StructuredSelection(wanted), true);
        }
    }

    /**
     * Calls a listener when the user selects rows.
     *
     * @param listener gets the rows
     */
    public void onSelection(Consumer<List<SceneRow>> listener) {
        viewer.getTable().addListener(SWT.Selection, event -> listener.accept(viewer.getStructuredSelection().toList().stream()
                .map(SceneRow.class::cast).toList()));
    }

    /**
     * Keeps widths and order of the columns.
     *
     * @param state a part's persisted state
     */
    public void store(Map<String, String> state) {
        memory.store(state, STATE);
    }

    /**
     * Takes widths and order of the columns from where they were kept.
     *
     * @param state a part's persisted state
     */
    public void restore(Map<String, String> state) {
        memory.restore(state, STATE);
    }
}
