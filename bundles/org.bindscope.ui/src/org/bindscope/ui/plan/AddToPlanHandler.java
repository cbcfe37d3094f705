// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.Optional;

import org.bindscope.ui.ViewIds;
import org.bindscope.ui.commands.Selected;
import org.bindscope.ui.session.MachineDocument;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;

/** Adds the devices of the selection to the binding plan, for vfio-pci, and shows the plan. */
public class AddToPlanHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) throws ExecutionException {
        Optional<MachineDocument> document = Selected.sessions().active();
        if (document.isEmpty()) {
            return null;
        }
        PlanStore plans = PlatformUI.getWorkbench().getService(PlanStore.class);
        if (plans.add(document.get(), Selected.devices(event)) == 0) {
            MessageDialog.openInformation(HandlerUtil.getActiveShellChecked(event), "Add to Plan",
                    "The selection has no function that VFIO drivers take: bridges stay with their drivers.");
            return null;
        }
        try {
            HandlerUtil.getActiveWorkbenchWindowChecked(event).getActivePage()
                    .showView(ViewIds.PLAN, null, IWorkbenchPage.VIEW_VISIBLE);
        } catch (PartInitException e) {
            throw new ExecutionException("The view " + ViewIds.PLAN + " could not be opened", e);
        }
        return null;
    }
}
