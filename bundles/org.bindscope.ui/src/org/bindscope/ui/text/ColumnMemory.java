// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.viewers.ColumnPixelData;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;

/** Keeps the widths and the order of a table's columns over a restart. For the UI thread. */
public final class ColumnMemory {

    private static final int WIDEST = 10_000;

    private final Table table;
    private final Optional<TableColumnLayout> layout;
    private final int stretching;

    /**
     * The memory of a table whose columns have widths of their own.
     *
     * @param table a table with all its columns
     */
    public ColumnMemory(Table table) {
        this(table, Optional.empty(), -1);
    }

    /**
     * The memory of a table that a layout gives its widths to.
     *
     * @param table      a table with all its columns
     * @param layout     the layout of the composite around it
     * @param stretching index of the column that takes what the others leave; its width is not kept
     */
    public ColumnMemory(Table table, TableColumnLayout layout, int stretching) {
        this(table, Optional.of(layout), stretching);
    }

    private ColumnMemory(Table table, Optional<TableColumnLayout> layout, int stretching) {
        this.table = table;
        this.layout = layout;
        this.stretching = stretching;
    }

    /**
     * Stores widths and order; a table that was never shown keeps what was stored before.
     *
     * @param state a part's persisted state
     * @param key   names the table within the part
     */
    public void store(Map<String, String> state, String key) {
        if (table.isDisposed() || Arrays.stream(table.getColumns()).allMatch(column -> column.getWidth() == 0)) {
            return;
        }
        TableColumn[] columns = table.getColumns();
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            widths.add(i == stretching ? 0 : columns[i].getWidth());
        }
        state.put(key, text(widths) + ";" + text(Arrays.stream(table.getColumnOrder()).boxed().toList()));
    }

    /**
     * Restores what was stored; text that is not what was stored changes nothing.
     *
     * @param state a part's persisted state
     * @param key   names the table within the part
     */
    public void restore(Map<String, String> state, String key) {
        String[] halves = state.getOrDefault(key, "").split(";", -1);
        int count = table.getColumnCount();
        List<Integer> widths = numbers(halves[0], WIDEST);
        List<Integer> order = numbers(halves[halves.length - 1], count - 1);
        if (halves.length != 2 || widths.size() != count || order.size() != count
                || order.stream().distinct().count() != count) {
            return;
        }
        for (int i = 0; i < count; i++) {
            TableColumn column = table.getColumn(i);
            int width = widths.get(i);
            if (width > 0 && i != stretching) {
                layout.ifPresentOrElse(given -> given.setColumnData(column, new ColumnPixelData(width, true)),
                        () -> column.setWidth(width));
            }
        }
        table.setColumnOrder(order.stream().mapToInt(Integer::intValue).toArray());
    }

    private static String text(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** The numbers of a list; empty where one is none, is negative or too large. */
    static List<Integer> numbers(String text, int most) {
        try {
            List<Integer> numbers = Arrays.stream(text.split(",")).map(Integer::parseInt).toList();
            return numbers.stream().allMatch(number -> number >= 0 && number <= most) ? numbers : List.of();
        } catch (NumberFormatException e) {
            return List.of();
        }
    }
}
