// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import org.bindscope.ui.session.DocumentInput;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.handlers.HandlerUtil;

/** Asks for a folder that holds a copied tree and opens it. */
public class OpenFolderHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) {
        InputDialogs.folder(HandlerUtil.getActiveShell(event), "Open Snapshot Folder")
                .ifPresent(folder -> Selected.sessions().open(DocumentInput.of(folder)));
        return null;
    }
}
