// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.List;
import java.util.Optional;

import org.bindscope.binding.Wish;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.commands.Selected;
import org.bindscope.ui.session.MachineDocument;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;

/** Opens the export dialog for the devices of the selection, or for the document's plan where none is selected. */
public class ExportScriptHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) throws ExecutionException {
        Optional<MachineDocument> document = Selected.sessions().active();
        if (document.isEmpty()) {
            return null;
        }
        PlanStore plans = PlatformUI.getWorkbench().getService(PlanStore.class);
        List<PciFunction> functions = Selected.devices(event);
        List<Wish> wishes = Wishes.of(functions, Optional.of(KnownDrivers.VFIO));
        PlanDraft draft = wishes.isEmpty() ? plans.draft(document.get()) : PlanDraft.EMPTY.with(wishes);
        if (draft.isEmpty()) {
            MessageDialog.openInformation(HandlerUtil.getActiveShellChecked(event), "Export Binding Script",
                    "The plan is empty, and the selection has no function that VFIO drivers take: select devices, groups, "
                            + "links or nodes first.");
            return null;
        }
        new ExportDialog(HandlerUtil.getActiveShellChecked(event), document.get(), functions, draft,
                kept -> plans.change(document.get(), before -> before.with(kept.wishes()))).open();
        return null;
    }
}
