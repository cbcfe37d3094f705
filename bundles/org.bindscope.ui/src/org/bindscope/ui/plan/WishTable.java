// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

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
        column(layout, "Address", new ColumnPixelData(units.convertWidthInCharsToPixels(15), true),
                PlanEvaluation.Row::address, true, row -> null);
        column(layout, "Driver", new ColumnPixelData(units.convertWidthInCharsToPixels(23), true),
                PlanEvaluation.Row::change, false,
                row -> row.changes() ? ThemeColors.CHANGED : row.wish().isEmpty() ? ThemeColors.MUTED : null);
        column(layout, "Check", new ColumnPixelData(units.convertWidthInCharsToPixels(20), true),
                row -> row.sign().text() + " " + row.check(), false, row -> row.sign().tint());
        column(layout, "Group", new ColumnPixelData(units.convertWidthInCharsToPixels(7), true),
                PlanEvaluation.Row::group, false, row -> null);
        column(layout, "Device", new ColumnWeightData(40, units.convertWidthInCharsToPixels(12), true),
                row -> row.function().map(ObjectText::name).orElse("not in the snapshot"), false, row -> null);
        ColumnViewerToolTipSupport.enableFor(viewer);
        Clip.install(viewer.getTable());
    }

    private void column(TableColumnLayout layout, String title, ColumnLayoutData width,
            Function<PlanEvaluation.Row, String> text, boolean mono, Function<PlanEvaluation.Row, ThemeColors> color) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.NONE);
        column.getColumn().setText(title);
        layout.setColumnData(column.getColumn(), width);
        column.setLabelProvider(new ColumnLabelProvider() {
            @Override
            public String getText(Object element) {
                return text.apply((PlanEvaluation.Row) element);
            }

            @Override
            public String getToolTipText(Object element) {
                String whole = getText(element);
                Optional<String> why = title.equals("Check")
                        ? ((PlanEvaluation.Row) element).worst().map(finding -> finding.summary()) : Optional.empty();
                return why.orElse(whole.length() > 20 ? whole : null);
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
        viewer.setInput(rows);
        viewer.setSelection(new StructuredSelection(rows.stream()
                .filter(row -> before.contains(row.address())).toList()));
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
