// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.open;

import java.nio.file.Path;
import java.util.List;

import org.bindscope.ui.commands.InputDialogs;
import org.bindscope.ui.session.DocumentInput;
import org.eclipse.swt.widgets.Shell;

/** Asks for more evidence about the machine that the views show. For the UI thread. */
public final class AddEvidence {

    private AddEvidence() {
    }

    /**
     * Asks for files and adds them. Where no machine is open, they are opened.
     *
     * @param shell the window of the dialog
     */
    public static void files(Shell shell) {
        add(InputDialogs.files(shell, "Add Evidence", false));
    }

    /**
     * Asks for a folder and adds it.
     *
     * @param shell the window of the dialog
     */
    public static void folder(Shell shell) {
        add(InputDialogs.evidenceFolder(shell).stream().toList());
    }

    private static void add(List<Path> chosen) {
        OpenInputs inputs = OpenInputs.inWorkbench();
        if (!chosen.isEmpty()) {
            inputs.active().ifPresentOrElse(document -> inputs.add(document, chosen.stream().map(DocumentInput::of).toList()),
                    () -> inputs.files(chosen));
        }
    }
}
