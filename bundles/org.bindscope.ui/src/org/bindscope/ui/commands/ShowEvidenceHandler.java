// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import org.bindscope.ui.ViewIds;
import org.bindscope.ui.labels.ModelWalk;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;

/** Brings the Evidence view to the top and shows the selected object in it. */
public class ShowEvidenceHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) throws ExecutionException {
        var object = ModelWalk.evidenced(Selected.objects(event));
        Views.show(event, ViewIds.EVIDENCE);
        object.ifPresent(Selected.sessions()::reveal);
        return null;
    }
}
