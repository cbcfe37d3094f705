// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.ColumnMemory;
import org.bindscope.ui.text.RowLabels;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLayoutData;
import org.eclipse.jface.viewers.ColumnPixelData;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;

/** The properties of a node: name, type, decoded value, place. Enter or a double-click follows a reference. */
final class PropertyTable extends Composite {

    /**
     * One property.
     *
     * @param property the property
     * @param value    what it means
     * @param source   where it stands
     * @param place    the same in a few characters
     * @param differs  whether the tree that is compared with says something else
     */
    record Row(DtProperty property, ValueText value, String source, String place, boolean differs) {

        /** Describes a property of a tree that is shown. */
        static Row of(DtProperty property, TreeContent content) {
            DtNode node = property.getNode();
            String name = String.valueOf(property.getName());
            boolean differs = content.differences().at(node)
                    .filter(found -> found.onlyHere() || found.changed(name)).isPresent();
            Optional<String> overlay = content.preview().flatMap(preview -> preview.at(node).stream()
                    .filter(change -> change.property().filter(name::equals).isPresent())
                    .reduce((first, last) -> last).map(preview::origin));
            String source = overlay.orElseGet(() -> NodePaths.source(content.tree(), property));
            String place = overlay.isPresent() || property.isSetOffset() ? source
                    : content.preview().isPresent() ? "" : "file";
            return new Row(property, ValueText.of(property, content), source, place, differs || overlay.isPresent());
        }
    }

    private final TableViewer viewer;
    private final Consumer<DtNode> follow;
    private final ColumnMemory columns;

    PropertyTable(Composite parent, Consumer<Row> selected, Consumer<DtNode> follow) {
        super(parent, SWT.NONE);
        this.follow = follow;
        viewer = new TableViewer(this, SWT.SINGLE | SWT.FULL_SELECTION);
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.setDisplayIncrementally(1000);
        PixelConverter units = new PixelConverter(this);
        TableColumnLayout layout = new TableColumnLayout();
        setLayout(layout);
        column(layout, "Property", new ColumnPixelData(units.convertWidthInCharsToPixels(26), true),
                row -> row.property().getName() + (row.differs() ? " " + Sign.CHANGED.text() : ""), false, Optional.empty());
        column(layout, "Type", new ColumnPixelData(units.convertWidthInCharsToPixels(14), true),
                row -> row.value().type(), false, Optional.of(ThemeColors.MUTED));
        column(layout, "Value", new ColumnWeightData(100, units.convertWidthInCharsToPixels(30), true),
                row -> (row.value().targets().isEmpty() ? "" : "\u2192 ") + row.value().summary(), true, Optional.empty());
        column(layout, "Place", new ColumnPixelData(units.convertWidthInCharsToPixels(12), true),
                Row::place, true, Optional.of(ThemeColors.MUTED));
        columns = new ColumnMemory(viewer.getTable(), layout, 2);
        ColumnViewerToolTipSupport.enableFor(viewer);
        viewer.addSelectionChangedListener(event -> row().ifPresent(selected));
        viewer.addDoubleClickListener(event -> row().ifPresent(this::follow));
        Clip.install(viewer.getTable());
        targetsMenu();
    }

    private void column(TableColumnLayout layout, String title, ColumnLayoutData width,
            Function<Row, String> text, boolean mono, Optional<ThemeColors> color) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.NONE);
        column.getColumn().setText(title);
        layout.setColumnData(column.getColumn(), width);
        column.setLabelProvider(RowLabels.of(Row.class, text).tipAbove(40)
                .font(row -> mono ? Optional.of(JFaceResources.getTextFont()) : Optional.empty())
                .tint(row -> mono && color.isEmpty() && !row.value().targets().isEmpty() ? Optional.of(ThemeColors.LINK) : color));
    }

    private void follow(Row row) {
        row.value().targets().stream().findFirst().ifPresent(follow);
    }

    /** Menu entries that lead to the nodes that the selected value points at. */
    private void targetsMenu() {
        Menu menu = Clip.menuOf(viewer.getTable());
        menu.addListener(SWT.Show, event -> {
            for (MenuItem item : menu.getItems()) {
                if (item.getData() instanceof DtNode) {
                    item.dispose();
                }
            }
            List<DtNode> targets = row().map(row -> row.value().targets()).orElse(List.of());
            for (int i = 0; i < Math.min(targets.size(), 12); i++) {
                DtNode target = targets.get(i);
                MenuItem item = new MenuItem(menu, SWT.PUSH, i);
                item.setText("Go to " + NodePaths.path(target));
                item.setData(target);
                item.addListener(SWT.Selection, selection -> follow.accept(target));
            }
        });
    }

    private Optional<Row> row() {
        return Optional.ofNullable((Row) viewer.getStructuredSelection().getFirstElement());
    }

    /** The viewer, for keyboard handling. */
    TableViewer viewer() {
        return viewer;
    }

    /** Keeps the widths of the columns. */
    ColumnMemory columns() {
        return columns;
    }

    /** Shows properties; the one with the same name as before stays selected. */
    void show(List<Row> rows) {
        Optional<String> name = row().map(row -> row.property().getName());
        viewer.setInput(rows);
        rows.stream().filter(row -> Optional.ofNullable(row.property().getName()).equals(name)).findFirst()
                .ifPresentOrElse(row -> viewer.setSelection(new StructuredSelection(row), true),
                        () -> viewer.setSelection(StructuredSelection.EMPTY));
    }

    /** Selects a property. */
    void select(DtProperty property) {
        if (viewer.getInput() instanceof List<?> rows) {
            rows.stream().map(Row.class::cast).filter(row -> row.property() == property).findFirst()
                    .ifPresent(row -> viewer.setSelection(new StructuredSelection(row), true));
        }
    }
}
