// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import org.bindscope.ui.open.OpenInputs;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.handlers.HandlerUtil;

/** Asks for files that tell about a machine, or for scenarios, and opens them; several may be chosen. */
public class OpenFileHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) {
        OpenInputs.inWorkbench().files(InputDialogs.files(HandlerUtil.getActiveShell(event), "Open Snapshot", true));
        return null;
    }
}
