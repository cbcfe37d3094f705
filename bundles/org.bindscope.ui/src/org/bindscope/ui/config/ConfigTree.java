// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.bindscope.ui.text.RowLabels;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.jface.layout.TreeColumnLayout;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.ColumnLayoutData;
import org.eclipse.jface.viewers.ColumnPixelData;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.TreeViewerColumn;
import org.eclipse.jface.viewers.Viewer;
import org.eclipse.jface.viewers.ViewerFilter;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.TreeColumn;

/** Capabilities, registers and fields as a tree with columns. */
final class ConfigTree extends Composite {

    private static final String KEY = "columns";

    private final TreeViewer viewer;
    private final TreeColumnLayout layout = new TreeColumnLayout();
    private String query = "";
    private boolean changedOnly;

    ConfigTree(Composite parent) {
        super(parent, SWT.NONE);
        setLayout(layout);
        viewer = new TreeViewer(this, SWT.MULTI | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        viewer.setUseHashlookup(true);
        viewer.getTree().setHeaderVisible(true);
        viewer.setContentProvider(new Rows());
        PixelConverter units = new PixelConverter(this);
        column("Register or field", new ColumnWeightData(44, units.convertWidthInCharsToPixels(25), true),
                row -> row.name() + (row.changed() ? " " + Sign.CHANGED.text() : ""), false);
        column("Place", new ColumnPixelData(units.convertWidthInCharsToPixels(8), true), ConfigRow::place, true);
        column("Value", new ColumnWeightData(18, units.convertWidthInCharsToPixels(13), true), ConfigRow::raw, true);
        column("Meaning", new ColumnWeightData(48, units.convertWidthInCharsToPixels(16), true), ConfigRow::meaning, false);
        viewer.addFilter(new Filter());
        viewer.addDoubleClickListener(event -> {
            Object row = viewer.getStructuredSelection().getFirstElement();
            viewer.setExpandedState(row, !viewer.getExpandedState(row));
        });
        ColumnViewerToolTipSupport.enableFor(viewer);
    }

    TreeViewer viewer() {
        return viewer;
    }

    private void column(String title, ColumnLayoutData width, Function<ConfigRow, String> text, boolean mono) {
        TreeViewerColumn column = new TreeViewerColumn(viewer, SWT.LEFT);
        column.getColumn().setText(title);
        layout.setColumnData(column.getColumn(), width);
        column.setLabelProvider(RowLabels.of(ConfigRow.class, text).tip(row -> Optional.of(tip(row)))
                .font(row -> row.register().isEmpty() && isFirst(column)
                        ? Optional.of(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT))
                        : mono ? Optional.of(JFaceResources.getTextFont()) : Optional.empty())
                .tint(row -> row.register().isEmpty() ? isFirst(column) ? Optional.empty() : Optional.of(ThemeColors.MUTED)
                        : row.changed() ? Optional.of(ThemeColors.CHANGED) : Optional.empty()));
    }

    private boolean isFirst(TreeViewerColumn column) {
        return column.getColumn() == viewer.getTree().getColumn(0);
    }

    private static String tip(ConfigRow row) {
        String head = row.register().isEmpty() ? row.name() + " at " + row.place() : row.name() + " = " + row.raw() + "\n" + row.meaning();
        String initial = row.field().filter(field -> field.changed())
                .map(field -> "\n" + Sign.CHANGED.text() + " 0x" + Long.toHexString(field.initial().getAsLong()) + " after a reset").orElse("");
        return head + initial + (row.section().isEmpty() ? "\nOnly the header of this capability is decoded." : "\n" + row.section());
    }

    /** Shows other rows; capabilities are open, registers are closed. */
    void show(List<ConfigRow> roots) {
        viewer.getTree().setRedraw(false);
        try {
            viewer.setInput(roots);
            expand();
        } finally {
            viewer.getTree().setRedraw(true);
        }
    }

    private void expand() {
        viewer.expandToLevel(query.isEmpty() && !changedOnly ? 2 : 3);
    }

    /** Shows only rows with a text, or only changed ones. */
    void filter(String text, boolean changed) {
        String next = text.strip().toLowerCase(Locale.ROOT);
        if (next.equals(query) && changed == changedOnly) {
            return;
        }
        query = next;
        changedOnly = changed;
        viewer.getTree().setRedraw(false);
        try {
            viewer.refresh();
            expand();
        } finally {
            viewer.getTree().setRedraw(true);
        }
    }

    /** Selects a row and makes it visible. */
    void select(ConfigRow row) {
        viewer.setSelection(new StructuredSelection(row), true);
    }

    /** Scrolls to the first row. */
    void showTop() {
        if (viewer.getTree().getItemCount() > 0) {
            viewer.getTree().setTopItem(viewer.getTree().getItem(0));
        }
    }

    /** Stores the widths of the columns. */
    void store(Map<String, String> state) {
        StringBuilder text = new StringBuilder();
        for (TreeColumn column : viewer.getTree().getColumns()) {
            text.append(text.isEmpty() ? "" : ",").append(column.getWidth());
        }
        state.put(KEY, text.toString());
    }

    /** What the tree shows of a row. */
    private final class Filter extends ViewerFilter {

        @Override
        public boolean select(Viewer tree, Object above, Object element) {
            return shows((ConfigRow) element);
        }

        private boolean shows(ConfigRow row) {
            return (here(row) || row.parent().filter(this::hereOrAbove).isPresent() || row.children().stream().anyMatch(this::shows))
                    && (!changedOnly || row.changed());
        }

        private boolean hereOrAbove(ConfigRow row) {
            return here(row) || row.parent().filter(this::hereOrAbove).isPresent();
        }

        private boolean here(ConfigRow row) {
            return query.isEmpty() || row.matches(query);
        }
    }

    /** The rows below a row. */
    private static final class Rows implements ITreeContentProvider {

        @Override
        public Object[] getElements(Object input) {
            return ((List<?>) input).toArray();
        }

        @Override
        public Object[] getChildren(Object element) {
            return ((ConfigRow) element).children().toArray();
        }

        @Override
        public Object getParent(Object element) {
            return ((ConfigRow) element).parent().orElse(null);
        }

        @Override
        public boolean hasChildren(Object element) {
            return !((ConfigRow) element).children().isEmpty();
        }
    }
}
