// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import org.bindscope.ui.text.CodeView;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichText;
import org.eclipse.jface.text.rules.ITokenScanner;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/** Code, or a page that says why there is none. For the UI thread. */
final class ScriptPage extends Composite {

    private final StackLayout stack = new StackLayout();
    private final CodeView code;
    private final RichText page;

    ScriptPage(Composite parent, ITokenScanner scanner, String name) {
        super(parent, SWT.NONE);
        setLayout(stack);
        code = new CodeView(this, scanner, name);
        page = new RichText(this, SWT.V_SCROLL, name);
        page.control().setMargins(6, 4, 6, 4);
        stack.topControl = page.control();
    }

    void show(String text) {
        code.show(text);
        top(code.outer());
    }

    void show(RichDocument document) {
        page.show(document);
        top(page.control());
    }

    private void top(Control control) {
        if (stack.topControl != control) {
            stack.topControl = control;
            layout();
        }
    }
}
