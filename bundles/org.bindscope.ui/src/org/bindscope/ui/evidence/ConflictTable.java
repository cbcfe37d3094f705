// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import org.bindscope.ui.session.EvidencePlace;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Composite;

/** Where sources contradict each other: both answers and both files. */
final class ConflictTable {

    private final Composite holder;
    private final TableViewer viewer;

    ConflictTable(Composite parent, Consumer<ConflictRow> chosen) {
        holder = new Composite(parent, SWT.NONE);
        viewer = new TableViewer(holder, SWT.MULTI | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        TableColumnLayout layout = new TableColumnLayout();
        holder.setLayout(layout);
        column(layout, "Of", 5, ConflictRow::subject, false);
        column(layout, "Fact", 4, ConflictRow::feature, false);
        column(layout, Sign.GOOD.text() + " Counts", 4, ConflictRow::counts, false);
        column(layout, "in", 5, row -> row.countsAt().map(EvidencePlace::text).orElse(""), false);
        column(layout, Sign.WARNING.text() + " Contradicts", 4, ConflictRow::other, true);
        column(layout, "in", 5, row -> row.otherAt().text(), false);
        viewer.addSelectionChangedListener(event -> {
            if (event.getStructuredSelection().getFirstElement() instanceof ConflictRow row) {
                chosen.accept(row);
            }
        });
    }

    private void column(TableColumnLayout layout, String name, int weight, Function<ConflictRow, String> text, boolean warn) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.LEFT);
        column.getColumn().setText(name);
        column.getColumn().setMoveable(true);
        column.setLabelProvider(new ColumnLabelProvider() {
            @Override
            public String getText(Object element) {
                return text.apply((ConflictRow) element);
            }

            @Override
            public Color getForeground(Object element) {
                return warn ? ThemeColors.WARNING.color() : null;
            }
        });
        layout.setColumnData(column.getColumn(), new ColumnWeightData(weight, 40, true));
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
