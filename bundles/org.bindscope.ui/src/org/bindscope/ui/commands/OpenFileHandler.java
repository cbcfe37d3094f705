// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.nio.file.Path;

import org.bindscope.ui.session.DocumentInput;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.ui.handlers.HandlerUtil;

/** Asks for an archive or device-tree blob and opens it; several may be chosen. */
public class OpenFileHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) {
        FileDialog dialog = new FileDialog(HandlerUtil.getActiveShell(event), SWT.OPEN | SWT.MULTI);
        dialog.setText("Open Snapshot");
        dialog.setFilterNames(new String[] {"Snapshots (archives and device-tree blobs)", "All files"});
        dialog.setFilterExtensions(new String[] {"*.tar;*.tar.*;*.tgz;*.txz;*.tbz2;*.tzst;*.zip;*.dtb;*.dtbo", "*"});
        if (dialog.open() != null) {
            for (String name : dialog.getFileNames()) {
                Selected.sessions().open(DocumentInput.of(Path.of(dialog.getFilterPath(), name)));
            }
        }
        return null;
    }
}
