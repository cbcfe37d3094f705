// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.save;

import org.bindscope.ui.commands.Selected;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.handlers.HandlerUtil;

/** Saves the active snapshot as one archive, with or without what identifies the machine. */
public class SaveSnapshotHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) {
        Selected.sessions().active()
                .ifPresent(document -> new SaveSnapshotDialog(HandlerUtil.getActiveShell(event), document).open());
        return null;
    }
}
