// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;

/** Puts text on the clipboard: rows as tab-separated text. For the UI thread. */
public final class Clip {

    private Clip() {
    }

    /**
     * Copies a text; an empty one changes nothing.
     *
     * @param display the display
     * @param text    the text
     */
    public static void copy(Display display, String text) {
        if (text.isEmpty()) {
            return;
        }
        Clipboard clipboard = new Clipboard(display);
        try {
            clipboard.setContents(new Object[] { text }, new Transfer[] { TextTransfer.getInstance() });
        } finally {
            clipboard.dispose();
        }
    }

    /**
     * Gives a table Ctrl+C and the menu entries Copy and Copy All. An existing menu is extended.
     *
     * @param table the table
     */
    public static void install(Table table) {
        table.addListener(SWT.KeyDown, event -> {
            if (isCopy(event)) {
                copy(table.getDisplay(), rows(table, table.getSelection()));
            }
        });
        Menu menu = menuOf(table);
        MenuItem copy = new MenuItem(menu, SWT.PUSH);
        copy.setText("&Copy\tCtrl+C");
        copy.addListener(SWT.Selection, event -> copy(table.getDisplay(), rows(table, table.getSelection())));
        MenuItem all = new MenuItem(menu, SWT.PUSH);
        all.setText("Copy &All Rows");
        all.addListener(SWT.Selection, event -> copy(table.getDisplay(), header(table) + rows(table, table.getItems())));
        menu.addListener(SWT.Show, event -> copy.setEnabled(table.getSelectionCount() > 0));
    }

    /**
     * Whether a key event asks for a copy.
     *
     * @param event a key event
     * @return true for Ctrl+C and Ctrl+Insert
     */
    public static boolean isCopy(Event event) {
        return (event.stateMask & SWT.MODIFIER_MASK) == SWT.MOD1
                && (event.keyCode == 'c' || event.keyCode == SWT.INSERT);
    }

    /**
     * The context menu of a control, made when there is none.
     *
     * @param control the control
     * @return its menu
     */
    public static Menu menuOf(Control control) {
        if (control.getMenu() == null) {
            control.setMenu(new Menu(control));
        }
        return control.getMenu();
    }

    private static String header(Table table) {
        return line(table.getColumnCount(), i -> table.getColumn(i).getText());
    }

    private static String rows(Table table, TableItem[] items) {
        int columns = Math.max(1, table.getColumnCount());
        StringBuilder out = new StringBuilder();
        Arrays.stream(items).forEach(item -> out.append(line(columns, item::getText)));
        return out.toString();
    }

    /**
     * One row of tab-separated text. Tabs and line ends inside a cell become blanks.
     *
     * @param columns number of cells
     * @param cell    gives the text of a cell
     * @return the row with a line feed
     */
    public static String line(int columns, IntFunction<String> cell) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            cells.add(cell.apply(i).replace('\t', ' ').replace('\n', ' ').replace('\r', ' '));
        }
        return String.join("\t", cells) + "\n";
    }
}
