// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.nvlink;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.text.ColumnMemory;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnPixelData;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.jface.viewers.Viewer;
import org.eclipse.jface.viewers.ViewerFilter;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;

/** The physical links, one row each, with a filter. */
final class LinksTable {

    /** Rows that are built at once; scrolling to the end asks for more. */
    private static final int FIRST_ROWS = 1000;
    private static final String KEY = "nvlink.links";

    private final Composite page;
    private final TableViewer viewer;
    private final Text filter;
    private final Label counted;
    private final ColumnMemory memory;
    private NvLinkContent content = NvLinkContent.NONE;
    private Set<String> taken = Set.of();

    LinksTable(Composite parent) {
        page = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(4, 4).spacing(4, 4).numColumns(2).applyTo(page);
        filter = MachinePart.filterBox(page, "filter: end, state, file\u2026");
        GridDataFactory.fillDefaults().grab(true, false).applyTo(filter);
        counted = new Label(page, SWT.RIGHT);
        ThemeColors.MUTED.paint(counted);
        GridDataFactory.fillDefaults().align(SWT.END, SWT.CENTER).hint(new PixelConverter(page).convertWidthInCharsToPixels(16), SWT.DEFAULT)
                .applyTo(counted);
        Composite holder = new Composite(page, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, true).span(2, 1).applyTo(holder);
        viewer = new TableViewer(holder, SWT.MULTI | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        viewer.setDisplayIncrementally(FIRST_ROWS);
        viewer.setUseHashlookup(true);
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        TableColumnLayout layout = new TableColumnLayout();
        holder.setLayout(layout);
        column(layout, "End", 20, SWT.LEFT, row -> row.a().name());
        column(layout, "Other end", 20, SWT.LEFT, row -> row.b().name());
        column(layout, "Index", 7, SWT.RIGHT, LinkRow::index);
        column(layout, "GT/s", 10, SWT.RIGHT, row -> Figures.exact(row.link().speedGTs()));
        column(layout, "Lanes", 7, SWT.RIGHT, LinkRow::lanes);
        column(layout, "GB/s", 9, SWT.RIGHT, row -> Figures.of(row.link().bandwidthGBs()));
        column(layout, "State", 14, SWT.LEFT, this::state);
        TableViewerColumn evidence = column(layout, "Evidence", 0, SWT.LEFT, row -> row.link().evidence());
        layout.setColumnData(evidence.getColumn(), new ColumnWeightData(1, 120, true));
        memory = new ColumnMemory(viewer.getTable(), layout, viewer.getTable().getColumnCount() - 1);
        viewer.addFilter(new ViewerFilter() {
            @Override
            public boolean select(Viewer table, Object parentElement, Object row) {
                return ((LinkRow) row).contains(filter.getText().strip().toLowerCase(Locale.ROOT));
            }
        });
        filter.addModifyListener(event -> {
            viewer.refresh();
            count();
        });
    }

    private TableViewerColumn column(TableColumnLayout layout, String title, int characters, int alignment, Function<LinkRow, String> text) {
        TableViewerColumn column = new TableViewerColumn(viewer, alignment);
        column.getColumn().setText(title);
        column.getColumn().setMoveable(true);
        column.setLabelProvider(new ColumnLabelProvider() {
            @Override
            public String getText(Object row) {
                return text.apply((LinkRow) row);
            }

            @Override
            public Image getImage(Object row) {
                return null;
            }

            @Override
            public Color getForeground(Object row) {
                return tint((LinkRow) row).map(ThemeColors::color).orElse(null);
            }

            @Override
            public String getToolTipText(Object row) {
                List<String> capabilities = ((LinkRow) row).link().capabilities();
                return ((LinkRow) row).link().evidence() + (capabilities.isEmpty() ? "" : "\n" + String.join("\n", capabilities));
            }
        });
        if (characters > 0) {
            layout.setColumnData(column.getColumn(), new ColumnPixelData(
                    new PixelConverter(viewer.getControl()).convertWidthInCharsToPixels(characters), true));
        }
        return column;
    }

    private boolean cut(LinkRow row) {
        return taken.contains(row.link().a()) != taken.contains(row.link().b());
    }

    private String state(LinkRow row) {
        return cut(row) ? "\u2716 cut, " + row.state().substring(2) : row.state();
    }

    private Optional<ThemeColors> tint(LinkRow row) {
        return row.down() || cut(row) ? Optional.of(ThemeColors.ERROR)
                : row.link().inferred() ? Optional.of(ThemeColors.MUTED) : Optional.empty();
    }

    Control control() {
        return page;
    }

    TableViewer viewer() {
        return viewer;
    }

    void show(NvLinkContent next) {
        content = next;
        viewer.setInput(next.links());
        count();
    }

    private void count() {
        int shown = (int) content.links().stream().filter(row -> row.contains(filter.getText().strip().toLowerCase(Locale.ROOT))).count();
        counted.setText(shown == content.links().size() ? Figures.count(shown, "link", "links") : shown + " of " + content.links().size());
    }

    void taken(Set<String> ids) {
        taken = ids;
        viewer.refresh(true);
    }

    /** Selects the links between ends, or all of one end. */
    void select(Set<String> ids) {
        List<LinkRow> found = content.links().stream().filter(row -> ids.size() > 1
                ? ids.contains(row.link().a()) && ids.contains(row.link().b())
                : ids.contains(row.link().a()) || ids.contains(row.link().b())).limit(FIRST_ROWS).toList();
        if (!found.isEmpty() && !found.equals(viewer.getStructuredSelection().toList())) {
            viewer.setSelection(new StructuredSelection(found), true);
        }
    }

    void store(Map<String, String> state) {
        memory.store(state, KEY);
    }

    void restore(Map<String, String> state) {
        memory.restore(state, KEY);
    }
}
