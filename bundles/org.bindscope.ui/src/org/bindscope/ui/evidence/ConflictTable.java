// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import org.bindscope.ui.session.EvidencePlace;
import org.bindscope.ui.text.RowLabels;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;

/** Where sources contradict each other: both answers and both files. */
final class ConflictTable {

    /** Longer texts are shown whole in a tool tip. */
    private static final int SHORT = 10;

    private final Composite holder;
    private final TableViewer viewer;

    ConflictTable(Composite parent, Consumer<ConflictRow> chosen) {
        holder = new Composite(parent, SWT.NONE);
        viewer = new TableViewer(holder, SWT.MULTI | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        TableColumnLayout layout = new TableColumnLayout();
        holder.setLayout(layout);
        ColumnViewerToolTipSupport.enableFor(viewer);
        column(layout, "Of", 13, RowLabels.of(ConflictRow.class, ConflictRow::subject));
        column(layout, "Fact", 11, labels(ConflictRow::feature));
        column(layout, Sign.GOOD.text() + " Counts", 10, labels(ConflictRow::counts));
        column(layout, Sign.WARNING.text() + " Contradicts", 13, labels(ConflictRow::other).tint(row -> Optional.of(ThemeColors.WARNING)));
        column(layout, Sign.GOOD.text() + " In", 12, labels(row -> row.countsAt().map(EvidencePlace::text).orElse("")));
        column(layout, Sign.WARNING.text() + " In", 12, labels(row -> row.otherAt().text()));
        viewer.addSelectionChangedListener(event -> {
            if (event.getStructuredSelection().getFirstElement() instanceof ConflictRow row) {
                chosen.accept(row);
            }
        });
    }

    private static RowLabels<ConflictRow> labels(Function<ConflictRow, String> text) {
        return RowLabels.of(ConflictRow.class, text).tipAbove(SHORT);
    }

    private void column(TableColumnLayout layout, String name, int characters, RowLabels<ConflictRow> labels) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.LEFT);
        column.getColumn().setText(name);
        column.getColumn().setMoveable(true);
        column.setLabelProvider(labels);
        layout.setColumnData(column.getColumn(), new ColumnWeightData(characters,
                new PixelConverter(viewer.getControl()).convertWidthInCharsToPixels(characters), true));
    }

    Composite holder() {
        return holder;
    }

    TableViewer viewer() {
        return viewer;
    }

    void show(List<ConflictRow> rows) {
        viewer.setInput(rows);
    }
}
