// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.util.function.Supplier;

import org.bindscope.ui.text.Clip;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.swt.custom.CCombo;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Spinner;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;

/**
 * Copies what has the focus: the selected rows of a tree or table as tab-separated text, what a control of our
 * own says of its selection, else the selected text.
 */
public class CopyRowsHandler extends AbstractHandler {

    /** Key under which a control of our own keeps a {@code Supplier<String>} of what is copied from it. */
    public static final String TEXT_KEY = "org.bindscope.ui.copiedText";

    @Override
    public Object execute(ExecutionEvent event) {
        Control focus = Display.getCurrent().getFocusControl();
        if (focus != null && focus.getData(TEXT_KEY) instanceof Supplier<?> text) {
            Clip.copy(focus.getDisplay(), String.valueOf(text.get()));
        } else if (focus instanceof Tree tree) {
            Clip.copy(tree.getDisplay(), rows(tree));
        } else if (focus instanceof Table table) {
            Clip.copy(table.getDisplay(), rows(table));
        } else if (focus instanceof StyledText text) {
            text.copy();
        } else if (focus instanceof org.eclipse.swt.widgets.Text text) {
            text.copy();
        } else if (focus instanceof Combo combo) {
            combo.copy();
        } else if (focus instanceof CCombo combo) {
            combo.copy();
        } else if (focus instanceof Spinner spinner) {
            spinner.copy();
        }
        return null;
    }

    /**
     * The selected rows of a tree.
     *
     * @param tree a tree
     * @return tab-separated text, a line feed after each row
     */
    static String rows(Tree tree) {
        int columns = Math.max(1, tree.getColumnCount());
        int[] order = tree.getColumnCount() == 0 ? new int[] {0} : tree.getColumnOrder();
        StringBuilder out = new StringBuilder();
        for (TreeItem item : tree.getSelection()) {
            out.append(Clip.line(columns, column -> item.getText(order[column])));
        }
        return out.toString();
    }

    /**
     * The selected rows of a table.
     *
     * @param table a table
     * @return tab-separated text, a line feed after each row
     */
    static String rows(Table table) {
        int columns = Math.max(1, table.getColumnCount());
        int[] order = table.getColumnCount() == 0 ? new int[] {0} : table.getColumnOrder();
        StringBuilder out = new StringBuilder();
        for (TableItem item : table.getSelection()) {
            out.append(Clip.line(columns, column -> item.getText(order[column])));
        }
        return out.toString();
    }
}
