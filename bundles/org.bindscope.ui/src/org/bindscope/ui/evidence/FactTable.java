// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import org.bindscope.model.FactState;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/** The facts of one object, each with its source. */
final class FactTable {

    private final Composite holder;
    private final TableViewer viewer;
    /** The fact that was looked at last; the next object shows the same one. */
    private String feature = "driver";

    FactTable(Composite parent, Consumer<Fact> chosen) {
        holder = new Composite(parent, SWT.NONE);
        viewer = new TableViewer(holder, SWT.MULTI | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        MachinePart.name(viewer.getTable(), "Facts and their sources");
        TableColumnLayout layout = new TableColumnLayout();
        holder.setLayout(layout);
        column(layout, "Fact", 4, Fact::feature);
        column(layout, "Answer", 4, Fact::answer);
        column(layout, "What the file says", 6, Fact::text);
        column(layout, "File", 9, fact -> fact.place().text());
        Clip.install(viewer.getTable());
        viewer.addSelectionChangedListener(event -> {
            if (event.getStructuredSelection().getFirstElement() instanceof Fact fact) {
                feature = fact.feature();
                chosen.accept(fact);
            }
        });
    }

    Composite holder() {
        return holder;
    }

    Control control() {
        return viewer.getControl();
    }

    private void column(TableColumnLayout layout, String name, int weight, Function<Fact, String> text) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.LEFT);
        column.getColumn().setText(name);
        column.getColumn().setMoveable(true);
        column.setLabelProvider(new ColumnLabelProvider() {
            @Override
            public String getText(Object element) {
                return text.apply((Fact) element);
            }

            @Override
            public Color getForeground(Object element) {
                Fact fact = (Fact) element;
                return fact.standing() == Fact.Standing.CONTRADICTS || fact.state() == FactState.UNREADABLE ? ThemeColors.WARNING.color()
                        : fact.state() == FactState.NONE ? ThemeColors.MUTED.color() : null;
            }
        });
        layout.setColumnData(column.getColumn(), new ColumnWeightData(weight, 40, true));
    }

    /** Shows facts and chooses the one about what was looked at last. */
    void show(List<Fact> rows) {
        viewer.setInput(rows);
        rows.stream().filter(fact -> fact.feature().equals(feature)).findFirst()
                .or(() -> rows.stream().findFirst())
                .ifPresent(fact -> viewer.setSelection(new StructuredSelection(fact), true));
    }
}
