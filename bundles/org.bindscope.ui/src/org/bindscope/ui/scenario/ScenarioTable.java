// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.scenario;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.bindscope.ui.text.Sign;
import org.bindscope.ui.text.TableRows;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.util.IPropertyChangeListener;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;

/** The steps of a scenario as a list. */
final class ScenarioTable {

    private static final List<String> TITLES = List.of("#", "Step", "Answer", "Driver", "Reason", "Expected");
    private static final int[] CHARACTERS = { 4, 22, 9, 14, 17, 11 };

    private final Table table;
    private List<ScenarioRow> rows = List.of();

    ScenarioTable(Composite parent, Consumer<ScenarioRow> chosen) {
        table = TableRows.create(parent, SWT.SINGLE, TITLES, CHARACTERS, index -> chosen.accept(rows.get(index)));
        table.getAccessible().addAccessibleListener(new AccessibleAdapter() {
            @Override
            public void getName(AccessibleEvent event) {
                event.result = "Steps of the scenario";
            }
        });
        IPropertyChangeListener themed = event -> {
            if (event.getProperty().equals(ThemeColors.OK.id()) || event.getProperty().equals(ThemeColors.ERROR.id())) {
                tint();
            }
        };
        JFaceResources.getColorRegistry().addListener(themed);
        table.addListener(SWT.Dispose, event -> JFaceResources.getColorRegistry().removeListener(themed));
    }

    /** Gives the signs their colours in the current theme. */
    private void tint() {
        for (int i = 0; i < rows.size() && !table.isDisposed(); i++) {
            TableItem item = table.getItem(i);
            rows.get(i).held().ifPresent(held -> item.setForeground(TITLES.size() - 1, Sign.of(Optional.of(held)).tint().color()));
        }
    }

    Table table() {
        return table;
    }

    /** Shows other steps and selects the first whose expectations do not all hold, else the first of all. */
    void show(List<ScenarioRow> next) {
        rows = next;
        TableRows.fill(table, next, ScenarioRow::cells);
        tint();
        if (!next.isEmpty()) {
            table.setSelection(IntStream.range(0, next.size()).filter(i -> !next.get(i).held().orElse(true)).findFirst().orElse(0));
            table.notifyListeners(SWT.Selection, new Event());
        }
    }
}
