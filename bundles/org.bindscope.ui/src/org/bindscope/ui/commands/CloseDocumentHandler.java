// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;

/** Closes the snapshot that the views show. */
public class CloseDocumentHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) {
        Selected.sessions().active().ifPresent(Selected.sessions()::close);
        return null;
    }
}
