// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.nvlink;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.FactText;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.jface.layout.RowLayoutFactory;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.CheckboxTableViewer;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnLayoutData;
import org.eclipse.jface.viewers.ColumnPixelData;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;

/** The devices that can be given away, each with a box to tick. */
final class DeviceTicks {

    private final CheckboxTableViewer viewer;
    private final Button selected;
    private final Button none;
    private final Runnable changed;
    private NvLinkContent content = NvLinkContent.NONE;

    /**
     * @param parent  gets the table with its buttons
     * @param changed called when other devices are ticked
     */
    DeviceTicks(Composite parent, Runnable changed) {
        this.changed = changed;
        Composite area = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(4, 4).applyTo(area);
        Label head = new Label(area, SWT.NONE);
        head.setText("Given to a guest, or taken away");
        ThemeColors.MUTED.paint(head);
        Composite holder = new Composite(area, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(holder);
        viewer = CheckboxTableViewer.newCheckList(holder, SWT.MULTI | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        TableColumnLayout layout = new TableColumnLayout();
        holder.setLayout(layout);
        column(layout, "Device", characters(25), EndRow::name);
        column(layout, "Kind", characters(14), EndRow::kind);
        column(layout, "Group", characters(8), row -> row.function().map(PciFunction::getIommuGroup).map(group -> group.getNumber()).orElse(""));
        column(layout, "Driver", new ColumnWeightData(1, 60, true), row -> row.function().map(function -> FactText.driver(function).text()).orElse(""));
        viewer.addCheckStateListener(event -> changed.run());
        Composite buttons = new Composite(area, SWT.NONE);
        RowLayoutFactory.fillDefaults().spacing(4).applyTo(buttons);
        selected = button(buttons, "Tick Selected", "Ticks the selected rows", () -> {
            for (Object row : viewer.getStructuredSelection()) {
                viewer.setChecked(row, true);
            }
        });
        none = button(buttons, "Tick None", "Takes all ticks away", () -> viewer.setAllChecked(false));
        viewer.addSelectionChangedListener(event -> enable());
        enable();
    }

    private Button button(Composite parent, String text, String tip, Runnable action) {
        Button button = new Button(parent, SWT.PUSH);
        button.setText(text);
        button.setToolTipText(tip);
        button.addListener(SWT.Selection, event -> {
            action.run();
            enable();
            changed.run();
        });
        return button;
    }

    private void enable() {
        selected.setEnabled(!viewer.getSelection().isEmpty());
        none.setEnabled(viewer.getCheckedElements().length > 0);
    }

    private ColumnLayoutData characters(int count) {
        return new ColumnPixelData(new PixelConverter(viewer.getControl()).convertWidthInCharsToPixels(count), true);
    }

    private void column(TableColumnLayout layout, String title, ColumnLayoutData width, Function<EndRow, String> text) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.LEFT);
        column.getColumn().setText(title);
        column.setLabelProvider(new ColumnLabelProvider() {
            @Override
            public String getText(Object row) {
                return text.apply((EndRow) row);
            }

            @Override
            public Image getImage(Object row) {
                return null;
            }
        });
        layout.setColumnData(column.getColumn(), width);
    }

    CheckboxTableViewer viewer() {
        return viewer;
    }

    /** Shows a machine; ticks of devices that are still there stay. */
    void show(NvLinkContent next, boolean keep) {
        Set<String> before = keep ? ticked() : Set.of();
        content = next;
        viewer.setInput(next.givable());
        tick(before);
    }

    /** Ticks these and no others. */
    void tick(Set<String> ids) {
        viewer.setCheckedElements(content.givable().stream().filter(row -> ids.contains(row.id())).toArray());
        enable();
    }

    Set<String> ticked() {
        return Arrays.stream(viewer.getCheckedElements()).map(row -> ((EndRow) row).id()).collect(Collectors.toSet());
    }

    /** Selects what was selected elsewhere. */
    void select(Set<String> ids) {
        List<EndRow> found = content.givable().stream().filter(row -> ids.contains(row.id())).toList();
        if (!found.isEmpty() && !found.equals(viewer.getStructuredSelection().toList())) {
            viewer.setSelection(new StructuredSelection(found), true);
        }
    }

    Table table() {
        return viewer.getTable();
    }
}
