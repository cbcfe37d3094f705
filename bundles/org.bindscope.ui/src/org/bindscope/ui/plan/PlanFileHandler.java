// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.Optional;

import org.bindscope.ui.commands.Selected;
import org.bindscope.ui.session.MachineDocument;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.HandlerUtil;

/** Opens or saves the plan of the active machine, as plugin.xml says behind the class: open, or save. */
public class PlanFileHandler extends AbstractHandler implements IExecutableExtension {

    private boolean save;

    @Override
    public void setInitializationData(IConfigurationElement config, String property, Object data) {
        save = "save".equals(data);
    }

    @Override
    public Object execute(ExecutionEvent event) throws ExecutionException {
        Shell shell = HandlerUtil.getActiveShellChecked(event);
        Optional<MachineDocument> document = Selected.sessions().active();
        PlanStore plans = PlatformUI.getWorkbench().getService(PlanStore.class);
        PlanFiles files = new PlanFiles(Selected.sessions(), plans);
        if (document.isEmpty()) {
            MessageDialog.openInformation(shell, "Binding Plan",
                    "A plan is for a machine: open a snapshot of the machine first.");
        } else if (!save) {
            files.open(shell, document.get());
        } else if (plans.draft(document.get()).isEmpty()) {
            MessageDialog.openInformation(shell, "Save Plan", "The plan of " + document.get().name() + " is empty.");
        } else {
            files.save(shell, document.get());
        }
        return null;
    }
}
