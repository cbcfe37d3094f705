// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnLayoutData;
import org.eclipse.jface.viewers.ColumnPixelData;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.widgets.Composite;

/** The wishes of a plan: address, change, check, group, device. */
final class WishTable extends Composite {

    /** From this width on, in average characters, all columns have room. */
    private static final int WIDE = 96;

    private final TableViewer viewer;

    WishTable(Composite parent) {
        super(parent, SWT.NONE);
        viewer = new TableViewer(this, SWT.MULTI | SWT.FULL_SELECTION);
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.setDisplayIncrementally(1000);
        PixelConverter units = new PixelConverter(this);
        TableColumnLayout layout = new TableColumnLayout();
        setLayout(layout);
        int character = units.convertWidthInCharsToPixels(1);
        column("Address", PlanEvaluation.Row::address, true, row -> null);
        column("Driver", PlanEvaluation.Row::change, false,
                row -> row.changes() ? ThemeColors.CHANGED : row.wish().isEmpty() ? ThemeColors.MUTED : null);
        column("Check", row -> row.sign().text() + " " + row.check(), false, row -> row.sign().tint());
        column("Group", PlanEvaluation.Row::group, false, row -> null);
        column("Device", row -> row.function().map(ObjectText::shortName).orElse("not in the snapshot"), false, row -> null);
        widths(layout, character, true);
        addListener(SWT.Resize, event -> widths(layout, character, getSize().x >= WIDE * character));
        ColumnViewerToolTipSupport.enableFor(viewer);
        Clip.install(viewer.getTable());
    }

    /** Group and device give way in a narrow view; the tool tips tell them. */
    private void widths(TableColumnLayout layout, int character, boolean all) {
        List<ColumnLayoutData> data = List.of(new ColumnPixelData(15 * character, true),
                new ColumnWeightData(50, 20 * character, true), new ColumnWeightData(40, 18 * character, true),
                new ColumnPixelData(all ? 7 * character : 0, true),
                all ? new ColumnWeightData(50, 16 * character, true) : new ColumnPixelData(0, true));
        for (int i = 0; i < data.size(); i++) {
            layout.setColumnData(viewer.getTable().getColumn(i), data.get(i));
        }
    }

    private void column(String title, Function<PlanEvaluation.Row, String> text, boolean mono,
            Function<PlanEvaluation.Row, ThemeColors> color) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.NONE);
        column.getColumn().setText(title);
        column.setLabelProvider(new ColumnLabelProvider() {
            @Override
            public String getText(Object element) {
                return text.apply((PlanEvaluation.Row) element);
            }

            @Override
            public String getToolTipText(Object element) {
                PlanEvaluation.Row row = (PlanEvaluation.Row) element;
                Optional<String> why = title.equals("Check") ? row.worst().map(Finding::summary) : Optional.empty();
                return why.or(() -> row.function().map(ObjectText::description)).orElse(null);
            }

            @Override
            public Font getFont(Object element) {
                return mono ? JFaceResources.getTextFont() : null;
            }

            @Override
            public Color getForeground(Object element) {
                ThemeColors chosen = color.apply((PlanEvaluation.Row) element);
                return chosen == null ? null : chosen.color();
            }
        });
    }

    TableViewer viewer() {
        return viewer;
    }

    /** Shows rows; those with the same addresses as before stay selected. */
    void show(List<PlanEvaluation.Row> rows) {
        Set<String> before = selected().stream().map(row -> row.address()).collect(Collectors.toSet());
        viewer.getTable().setRedraw(false);
        try {
            viewer.setInput(rows);
            viewer.setSelection(new StructuredSelection(rows.stream()
                    .filter(row -> before.contains(row.address())).toList()));
        } finally {
            viewer.getTable().setRedraw(true);
        }
    }

    /** The selected rows; all wishes where none is selected. */
    List<PlanEvaluation.Row> selectedOrAll() {
        List<PlanEvaluation.Row> selected = selected();
        return selected.isEmpty() && viewer.getInput() instanceof List<?> all
                ? all.stream().map(PlanEvaluation.Row.class::cast).filter(row -> row.wish().isPresent()).toList() : selected;
    }

    List<PlanEvaluation.Row> selected() {
        List<PlanEvaluation.Row> rows = new ArrayList<>();
        for (Object element : viewer.getStructuredSelection()) {
            rows.add((PlanEvaluation.Row) element);
        }
        return rows;
    }

    Optional<PlanEvaluation.Row> first() {
        return selected().stream().findFirst();
    }
}
