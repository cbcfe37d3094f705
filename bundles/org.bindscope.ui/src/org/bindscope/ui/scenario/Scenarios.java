// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.scenario;

import java.util.List;

import org.bindscope.training.Samples;
import org.bindscope.ui.ViewIds;
import org.bindscope.ui.session.UserMessages;
import org.bindscope.ui.theme.Icons;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.e4.ui.workbench.modeling.EPartService;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IAction;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;

/** Opens scenarios in their view. For the UI thread. */
public final class Scenarios {

    private Scenarios() {
    }

    /**
     * Shows the view with a scenario in it.
     *
     * @param input the scenario
     */
    public static void open(ScenarioInput input) {
        IWorkbenchWindow window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
        if (window == null || window.getActivePage() == null) {
            return;
        }
        try {
            window.getActivePage().showView(ViewIds.SCENARIO);
            MPart part = window.getService(EPartService.class).findPart(ViewIds.SCENARIO);
            if (part != null && part.getObject() instanceof ScenarioView view) {
                view.open(input);
            }
        } catch (PartInitException e) {
            UserMessages.failed("The view for scenarios could not be opened.", e);
        }
    }

    /**
     * One action for each scenario that ships with the product.
     *
     * @return in the order of the list that ships beside them
     */
    public static List<IAction> actions() {
        return Samples.scenarios().stream().map(sample -> {
            // An ampersand in a title must not become a mnemonic.
            IAction action = new Action(sample.title().replace("&", "&&"), Icons.SAMPLE.descriptor()) {
                @Override
                public void run() {
                    open(ScenarioInput.of(sample));
                }
            };
            action.setToolTipText(sample.description());
            return action;
        }).toList();
    }
}
