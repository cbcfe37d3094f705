// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.nio.file.Path;

import org.bindscope.ui.session.DocumentInput;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.ui.handlers.HandlerUtil;

/** Asks for a folder that holds a copied tree and opens it. */
public class OpenFolderHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) {
        DirectoryDialog dialog = new DirectoryDialog(HandlerUtil.getActiveShell(event), SWT.OPEN);
        dialog.setText("Open Snapshot Folder");
        dialog.setMessage("Choose the folder that stands for the machine's root: the one above sys.");
        String folder = dialog.open();
        if (folder != null) {
            Selected.sessions().open(DocumentInput.of(Path.of(folder)));
        }
        return null;
    }
}
