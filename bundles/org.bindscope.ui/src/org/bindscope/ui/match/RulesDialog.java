// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.match;

import java.util.List;
import java.util.function.Consumer;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.ui.text.Background;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.TableRows;
import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;

/** Two sets of kernel rules and the functions whose verdict differs; stays open beside the workbench. */
final class RulesDialog extends Dialog {

    private final RulesChoice choice;
    private final KernelRules inForce;
    private final MachineAnalysis analysis;
    private final Background background;
    private final Consumer<String> open;
    private Combo first;
    private Combo second;
    private Table table;
    private Label message;
    private List<RulesComparison.Row> rows = List.of();

    /**
     * A dialog.
     *
     * @param shell      its parent
     * @param choice     the rules that are offered
     * @param inForce    the rules to begin with
     * @param analysis   the machine
     * @param background compares
     * @param open       shows a function, by its address
     */
    RulesDialog(Shell shell, RulesChoice choice, KernelRules inForce, MachineAnalysis analysis, Background background,
            Consumer<String> open) {
        super(shell);
        this.choice = choice;
        this.inForce = inForce;
        this.analysis = analysis;
        this.background = background;
        this.open = open;
        setShellStyle(SWT.CLOSE | SWT.MODELESS | SWT.BORDER | SWT.TITLE | SWT.RESIZE);
        setBlockOnOpen(false);
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText("Compare Kernel Rules");
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        Composite chosen = new Composite(area, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(chosen);
        GridLayoutFactory.fillDefaults().numColumns(4).applyTo(chosen);
        first = combo(chosen, "First:");
        second = combo(chosen, "Second:");
        first.setText(choice.text(inForce));
        second.setText(choice.items().get(inForce.equals(choice.own()) ? choice.items().size() - 1 : 0));
        table = new Table(area, SWT.MULTI | SWT.FULL_SELECTION | SWT.BORDER);
        table.setHeaderVisible(true);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(table);
        List.of("Function", "Device", "First", "Second", "Why by the second").forEach(title ->
                new TableColumn(table, SWT.NONE).setText(title));
        PixelConverter units = new PixelConverter(table);
        int[] characters = { 15, 34, 26, 26, 60 };
        for (int i = 0; i < characters.length; i++) {
            table.getColumn(i).setWidth(units.convertWidthInCharsToPixels(characters[i]));
        }
        table.addListener(SWT.Selection, event -> {
            if (table.getSelectionIndex() >= 0) {
                open.accept(rows.get(table.getSelectionIndex()).address());
            }
        });
        Clip.install(table);
        message = new Label(area, SWT.WRAP);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(message);
        compare();
        return area;
    }

    private Combo combo(Composite parent, String title) {
        new Label(parent, SWT.NONE).setText(title);
        Combo combo = new Combo(parent, SWT.DROP_DOWN);
        combo.setItems(choice.items().toArray(String[]::new));
        combo.setVisibleItemCount(combo.getItemCount());
        combo.setToolTipText("Rules of the snapshot's kernel, an era of the specification, or a release such as 5.11");
        combo.addListener(SWT.Selection, event -> compare());
        combo.addListener(SWT.DefaultSelection, event -> compare());
        GridDataFactory.fillDefaults().grab(true, false).hint(120, SWT.DEFAULT).applyTo(combo);
        return combo;
    }

    private void compare() {
        KernelRules a;
        KernelRules b;
        try {
            a = choice.read(first.getText());
            b = choice.read(second.getText());
        } catch (IllegalArgumentException e) {
            show(List.of(), e.getMessage());
            return;
        }
        message.setText("");
        background.compute("Comparing kernel rules", () -> RulesComparison.of(analysis, a, b), found -> {
            if (!table.isDisposed()) {
                show(found, found.isEmpty() ? "Every function has the same verdict by both." : found.size() == 1
                        ? "1 function has another verdict." : found.size() + " functions have another verdict.");
            }
        });
    }

    private void show(List<RulesComparison.Row> found, String sentence) {
        rows = found;
        TableRows.fill(table, found, row -> new String[] { row.address(), row.name(), row.first(), row.second(), row.why() });
        message.setText(sentence);
        message.getParent().layout();
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, IDialogConstants.CLOSE_ID, IDialogConstants.CLOSE_LABEL, false);
    }

    @Override
    protected void buttonPressed(int id) {
        close();
    }

    @Override
    protected Point getInitialSize() {
        PixelConverter units = new PixelConverter(getParentShell());
        return new Point(units.convertWidthInCharsToPixels(120), units.convertHeightInCharsToPixels(24));
    }
}
