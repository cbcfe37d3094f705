// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.util.Optional;

import org.bindscope.ui.session.MachinePart;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Text;

/** Moves to the filter box of the view that has the focus. */
public class FindHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) {
        for (Control at = Display.getCurrent().getFocusControl(); at != null; at = at.getParent()) {
            Optional<Text> box = at instanceof Composite composite ? filterBox(composite) : Optional.empty();
            if (box.isPresent()) {
                box.get().setFocus();
                box.get().selectAll();
                return null;
            }
        }
        return null;
    }

    private static Optional<Text> filterBox(Composite composite) {
        for (Control child : composite.getChildren()) {
            if (!child.isVisible()) {
                continue;
            }
            if (child instanceof Text text && text.getData(MachinePart.FILTER_KEY) != null) {
                return Optional.of(text);
            }
            Optional<Text> inner = child instanceof Composite inside ? filterBox(inside) : Optional.empty();
            if (inner.isPresent()) {
                return inner;
            }
        }
        return Optional.empty();
    }
}
