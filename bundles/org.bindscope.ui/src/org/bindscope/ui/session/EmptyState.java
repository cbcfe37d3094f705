// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.util.List;

import org.bindscope.ui.open.AddEvidence;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;

/** The page of a view, or of a part of one, that has nothing to show: says what is missing and how to collect it. */
public final class EmptyState {

    private final Composite page;
    private final Label sentence;
    private final Label lead;
    private final Text command;
    private final Button copy;
    private final Button add;

    /**
     * Makes the page.
     *
     * @param parent where it goes
     */
    public EmptyState(Composite parent) {
        page = new Composite(parent, SWT.NONE);
        GridLayoutFactory.swtDefaults().numColumns(2).extendedMargins(6, 6, 6, 6).applyTo(page);
        sentence = new Label(page, SWT.WRAP);
        ThemeColors.MUTED.paint(sentence);
        GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(120, SWT.DEFAULT).applyTo(sentence);
        lead = new Label(page, SWT.WRAP);
        lead.setText("To collect it, run this on the machine and add the result:");
        ThemeColors.MUTED.paint(lead);
        GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(120, SWT.DEFAULT).applyTo(lead);
        command = new Text(page, SWT.READ_ONLY | SWT.MULTI | SWT.WRAP | SWT.BORDER);
        command.setFont(JFaceResources.getTextFont());
        GridDataFactory.fillDefaults().grab(true, false).hint(120, SWT.DEFAULT).applyTo(command);
        copy = button("Copy", "Copy the command");
        copy.addListener(SWT.Selection, event -> copyCommand());
        add = button("Add Evidence\u2026", "Add files that tell more about the machine");
        add.addListener(SWT.Selection, event -> AddEvidence.files(page.getShell()));
    }

    private Button button(String label, String tip) {
        Button button = new Button(page, SWT.PUSH);
        button.setText(label);
        button.setToolTipText(tip);
        GridDataFactory.swtDefaults().align(SWT.BEGINNING, SWT.BEGINNING).applyTo(button);
        return button;
    }

    /**
     * The control.
     *
     * @return the page
     */
    public Composite page() {
        return page;
    }

    /**
     * Says what is missing.
     *
     * @param missing what, and the command that collects it
     */
    public void show(Missing missing) {
        sentence.setText(missing.sentence());
        boolean has = missing.command().isPresent();
        command.setText(missing.command().orElse(""));
        for (Control control : List.of(lead, command, copy, add)) {
            control.setVisible(has);
            ((GridData) control.getLayoutData()).exclude = !has;
        }
        page.layout(true, true);
    }

    private void copyCommand() {
        Clipboard clipboard = new Clipboard(page.getDisplay());
        clipboard.setContents(new Object[] {command.getText()}, new Transfer[] {TextTransfer.getInstance()});
        clipboard.dispose();
    }
}
