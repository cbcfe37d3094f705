// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.util.List;

import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.session.MachineSessions;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;

/** What a handler works on. */
public final class Selected {

    private Selected() {
    }

    /**
     * The selected objects.
     *
     * @param event the command's event
     * @return model objects; empty when nothing is selected
     */
    public static List<?> objects(ExecutionEvent event) {
        return HandlerUtil.getCurrentSelection(event) instanceof IStructuredSelection selection
                ? selection.toList() : List.of();
    }

    /**
     * The PCI functions that the selected objects stand for.
     *
     * @param event the command's event
     * @return each once; empty when there are none
     */
    public static List<PciFunction> devices(ExecutionEvent event) {
        return ModelWalk.devices(objects(event));
    }

    /**
     * The session.
     *
     * @return the service
     */
    public static MachineSessions sessions() {
        return PlatformUI.getWorkbench().getService(MachineSessions.class);
    }
}
