// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.statushandlers.StatusManager;

/** The one place from which errors are shown to the user. Callable from every thread; never blocks. */
public final class UserMessages {

    private UserMessages() {
    }

    /**
     * Shows one sentence about an input that cannot be used, and writes it to the log.
     *
     * @param sentence names the file, the place in it, and what was expected
     */
    public static void cannot(String sentence) {
        log(sentence, null);
        Display display = PlatformUI.getWorkbench().getDisplay();
        display.asyncExec(() -> {
            IWorkbenchWindow window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
            MessageDialog dialog = new MessageDialog(window == null ? null : window.getShell(), "Bindscope", null, sentence,
                    MessageDialog.ERROR, 0, IDialogConstants.OK_LABEL);
            dialog.setBlockOnOpen(false);
            dialog.open();
        });
    }

    /**
     * Shows that something failed which nobody foresaw, with its cause for the log.
     *
     * @param sentence what was being done
     * @param cause    what went wrong
     */
    public static void failed(String sentence, Throwable cause) {
        StatusManager.getManager().handle(new Status(IStatus.ERROR, UserMessages.class, sentence, cause),
                StatusManager.SHOW | StatusManager.LOG);
    }

    /**
     * Writes to the log without showing anything.
     *
     * @param sentence what happened
     * @param cause    why; may be null
     */
    public static void log(String sentence, Throwable cause) {
        StatusManager.getManager().handle(new Status(IStatus.WARNING, UserMessages.class, sentence, cause),
                StatusManager.LOG);
    }
}
