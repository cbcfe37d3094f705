// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import org.bindscope.model.FactState;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.RowLabels;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/** The facts of one object, each with its source. */
final class FactTable {

    /** Longer texts are shown whole in a tool tip. */
    private static final int SHORT = 11;

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
        ColumnViewerToolTipSupport.enableFor(viewer);
        column(layout, "Fact", 11, Fact::feature);
        column(layout, "Answer", 11, Fact::answer);
        column(layout, "What the file says", 16, Fact::text);
        column(layout, "File", 20, fact -> fact.place().text());
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

    private void column(TableColumnLayout layout, String name, int characters, Function<Fact, String> text) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.LEFT);
        column.getColumn().setText(name);
        column.getColumn().setMoveable(true);
        column.setLabelProvider(RowLabels.of(Fact.class, text).tipAbove(SHORT).tint(FactTable::tint));
        layout.setColumnData(column.getColumn(), new ColumnWeightData(characters,
                new PixelConverter(viewer.getControl()).convertWidthInCharsToPixels(Math.min(characters, SHORT)), true));
    }

    private static Optional<ThemeColors> tint(Fact fact) {
        return fact.standing() == Fact.Standing.CONTRADICTS || fact.state() == FactState.UNREADABLE ? Optional.of(ThemeColors.WARNING)
                : fact.state() == FactState.NONE ? Optional.of(ThemeColors.MUTED) : Optional.empty();
    }

    /** Shows facts and chooses the one about what was looked at last. */
    void show(List<Fact> rows) {
        viewer.setInput(rows);
        rows.stream().filter(fact -> fact.feature().equals(feature)).findFirst()
                .or(() -> rows.stream().findFirst())
                .ifPresent(fact -> viewer.setSelection(new StructuredSelection(fact), true));
    }
}
