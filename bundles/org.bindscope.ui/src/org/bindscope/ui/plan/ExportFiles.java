// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

import org.bindscope.binding.Export;
import org.bindscope.ui.session.UserMessages;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;

/** Saves exports where the user says, and nowhere else. */
final class ExportFiles {

    private ExportFiles() {
    }

    /**
     * Asks for a file and writes an export into it, in a job.
     *
     * @param shell  the window of the dialog
     * @param export what to save
     */
    static void save(Shell shell, Export export) {
        FileDialog dialog = new FileDialog(shell, SWT.SAVE);
        dialog.setText("Save " + export.fileName());
        dialog.setFileName(export.fileName());
        dialog.setOverwrite(true);
        String chosen = dialog.open();
        if (chosen == null) {
            return;
        }
        Job.create("Saving " + chosen, monitor -> {
            try {
                write(Path.of(chosen), export);
            } catch (IOException e) {
                UserMessages.cannot(chosen + ": it could not be written: " + e.getMessage());
            }
            return Status.OK_STATUS;
        }).schedule();
    }

    /**
     * Writes an export; one that starts with {@code #!} becomes executable for its owner.
     *
     * @param file   where to
     * @param export what
     * @throws IOException when the file cannot be written
     */
    static void write(Path file, Export export) throws IOException {
        Files.write(file, export.text().getBytes(StandardCharsets.UTF_8));
        if (export.text().startsWith("#!") && Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            Files.setPosixFilePermissions(file, permissions);
        }
    }
}
