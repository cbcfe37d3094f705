// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.List;
import java.util.function.Consumer;

import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.TableRows;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;

/** The differences of a tree as a list; choosing one leads to its node or property. Makes all rows at once. */
final class ChangeTable {

    private static final List<String> TITLES = List.of("Node", "Property", "What", "Values", "Path");
    private static final int[] CHARACTERS = { 20, 18, 14, 60, 60 };

    private final Table table;
    private List<TreeChanges.Row> rows = List.of();

    /**
     * Creates the table.
     *
     * @param parent the parent
     * @param chosen hears of the difference that the user chose
     */
    ChangeTable(Composite parent, Consumer<TreeChanges.Row> chosen) {
        table = new Table(parent, SWT.MULTI | SWT.FULL_SELECTION);
        table.setHeaderVisible(true);
        PixelConverter units = new PixelConverter(table);
        for (int i = 0; i < TITLES.size(); i++) {
            TableColumn column = new TableColumn(table, SWT.NONE);
            column.setText(TITLES.get(i));
            column.setWidth(units.convertWidthInCharsToPixels(CHARACTERS[i]));
        }
        table.addListener(SWT.Selection, event -> {
            if (table.getSelectionIndex() >= 0) {
                chosen.accept(rows.get(table.getSelectionIndex()));
            }
        });
        Clip.install(table);
    }

    Table table() {
        return table;
    }

    void show(List<TreeChanges.Row> next) {
        rows = next;
        TableRows.fill(table, next, row -> new String[] { row.leaf(), row.what(), row.kind(), row.detail(), row.path() });
    }
}
