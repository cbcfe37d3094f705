// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import java.nio.file.InvalidPathException;
import java.util.List;

import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.MachineSessions;
import org.bindscope.ui.session.UserMessages;
import org.bindscope.ui.theme.Appearance;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.application.IWorkbenchConfigurer;
import org.eclipse.ui.application.IWorkbenchWindowConfigurer;
import org.eclipse.ui.application.WorkbenchAdvisor;
import org.eclipse.ui.application.WorkbenchWindowAdvisor;

/** Configures the workbench: one window, state restored, snapshots of the command line opened. */
class BindscopeWorkbenchAdvisor extends WorkbenchAdvisor {

    private final List<String> inputs;

    /**
     * @param inputs what to open, in the command line's words; empty to open what was open last time
     */
    BindscopeWorkbenchAdvisor(List<String> inputs) {
        this.inputs = List.copyOf(inputs);
    }

    @Override
    public void initialize(IWorkbenchConfigurer configurer) {
        configurer.setSaveAndRestore(true);
    }

    @Override
    public String getInitialWindowPerspectiveId() {
        return InspectPerspective.ID;
    }

    @Override
    public WorkbenchWindowAdvisor createWorkbenchWindowAdvisor(IWorkbenchWindowConfigurer configurer) {
        return new BindscopeWindowAdvisor(configurer);
    }

    @Override
    public void postStartup() {
        Appearance.followSystemChanges(PlatformUI.getWorkbench());
        MachineSessions sessions = PlatformUI.getWorkbench().getService(MachineSessions.class);
        if (inputs.isEmpty()) {
            sessions.restore();
        }
        for (String input : inputs) {
            try {
                sessions.open(DocumentInput.parse(input));
            } catch (InvalidPathException e) {
                UserMessages.cannot("\"" + input + "\" is no path of this system: " + e.getReason());
            }
        }
    }
}
