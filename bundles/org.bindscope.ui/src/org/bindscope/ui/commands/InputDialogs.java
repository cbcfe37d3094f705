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

    private static final String EVIDENCE_NAME = "Evidence (archives, device trees, outputs of tools)";
    private static final String EVIDENCE = "*.tar;*.tar.*;*.tgz;*.txz;*.tbz2;*.tzst;*.zip;*.dtb;*.dtbo;*.txt;*.log;*.gz;*.xz;*.xml;*.conf;*.alias";

    /**
     * Asks for files that tell about machines.
     *
     * @param shell     the window of the dialog
     * @param title     the dialog's title
     * @param scenarios whether scenarios may be chosen too
     * @return the chosen files; empty when the user cancelled
     */
    public static List<Path> files(Shell shell, String title, boolean scenarios) {
        FileDialog dialog = new FileDialog(shell, SWT.OPEN | SWT.MULTI);
        dialog.setText(title);
        dialog.setFilterNames(scenarios ? new String[] {EVIDENCE_NAME, "Scenarios (YAML)", "All files"}
                : new String[] {EVIDENCE_NAME, "All files"});
        dialog.setFilterExtensions(scenarios ? new String[] {EVIDENCE, "*.yaml;*.yml", "*"} : new String[] {EVIDENCE, "*"});
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
        return folder(shell, title, "Choose the folder that stands for the machine's root: the one above sys.");
    }

    /**
     * Asks for a folder with more evidence about a machine.
     *
     * @param shell the window of the dialog
     * @return the chosen folder; empty when the user cancelled
     */
    public static Optional<Path> evidenceFolder(Shell shell) {
        return folder(shell, "Add Evidence Folder", "Choose a folder with kernel modules, with outputs of tools, or with a copied tree.");
    }

    private static Optional<Path> folder(Shell shell, String title, String message) {
        DirectoryDialog dialog = new DirectoryDialog(shell, SWT.OPEN);
        dialog.setText(title);
        dialog.setMessage(message);
        return Optional.ofNullable(dialog.open()).map(Path::of);
    }
}
