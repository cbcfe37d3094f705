// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.List;
import java.util.function.Consumer;

import org.bindscope.ui.text.TableRows;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Table;

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
        table = TableRows.create(parent, SWT.MULTI, TITLES, CHARACTERS, index -> chosen.accept(rows.get(index)));
    }

    Table table() {
        return table;
    }

    void show(List<TreeChanges.Row> next) {
        rows = next;
        TableRows.fill(table, next, row -> new String[] { row.leaf(), row.what(), row.kind(), row.detail(), row.path() });
    }
}
