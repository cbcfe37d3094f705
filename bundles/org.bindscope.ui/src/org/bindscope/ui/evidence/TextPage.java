// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import org.bindscope.ui.open.AddEvidence;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichText;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;

/** A text about the machine's evidence, with the buttons that add more below it. */
final class TextPage {

    private final Composite page;
    private final RichText text;

    TextPage(Composite parent, String name) {
        page = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(page);
        text = new RichText(page, SWT.V_SCROLL, name);
        text.control().setMargins(8, 6, 8, 6);
        GridDataFactory.fillDefaults().grab(true, true).hint(0, 0).applyTo(text.control());
        Composite buttons = new Composite(page, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).margins(6, 6).applyTo(buttons);
        button(buttons, "Add Evidence\u2026", "Add files that tell more about this machine")
                .addListener(SWT.Selection, event -> AddEvidence.files(page.getShell()));
        button(buttons, "Add Folder\u2026", "Add a folder with kernel modules or with outputs of tools")
                .addListener(SWT.Selection, event -> AddEvidence.folder(page.getShell()));
    }

    private static Button button(Composite parent, String label, String tip) {
        Button button = new Button(parent, SWT.PUSH);
        button.setText(label);
        button.setToolTipText(tip);
        return button;
    }

    Composite page() {
        return page;
    }

    void show(RichDocument document) {
        text.show(document);
    }

    void focus() {
        text.control().setFocus();
    }
}
