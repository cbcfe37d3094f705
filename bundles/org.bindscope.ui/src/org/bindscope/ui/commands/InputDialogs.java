// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.DirectoryDialog;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;

/** Asks for snapshots. For the UI thread. */
public final class InputDialogs {

    private InputDialogs() {
    }

    /**
     * Asks for archives, device-tree blobs or scenarios.
     *
     * @param shell the window of the dialog
     * @param title the dialog's title
     * @return the chosen files; empty when the user cancelled
     */
    public static List<Path> files(Shell shell, String title) {
        FileDialog dialog = new FileDialog(shell, SWT.OPEN | SWT.MULTI);
        dialog.setText(title);
        dialog.setFilterNames(new String[] {"Snapshots (archives and device-tree blobs)",
            "Scenarios (YAML)", "All files"});
        dialog.setFilterExtensions(new String[] {"*.tar;*.tar.*;*.tgz;*.txz;*.tbz2;*.tzst;*.zip;*.dtb;*.dtbo",
            "*.yaml;*.yml", "*"});
        return dialog.open() == null ? List.of()
                : Arrays.stream(dialog.getFileNames()).map(name -> Path.of(dialog.getFilterPath(), name)).toList();
    }

    /**
     * Asks for a folder that holds a copied tree.
     *
     * @param shell the window of the dialog
     * @param title the dialog's title
     * @return the chosen folder; empty when the user cancelled
     */
    public static Optional<Path> folder(Shell shell, String title) {
        DirectoryDialog dialog = new DirectoryDialog(shell, SWT.OPEN);
        dialog.setText(title);
        dialog.setMessage("Choose the folder that stands for the machine's root: the one above sys.");
        return Optional.ofNullable(dialog.open()).map(Path::of);
    }
}
