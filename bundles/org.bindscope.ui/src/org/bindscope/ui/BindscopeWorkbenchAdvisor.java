// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;

import org.bindscope.ui.open.OpenInputs;
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

    private final StartArguments arguments;

    /**
     * @param arguments what to open; without inputs what was open last time
     */
    BindscopeWorkbenchAdvisor(StartArguments arguments) {
        this.arguments = arguments;
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
        List<DocumentInput> inputs = parse(arguments.inputs());
        List<DocumentInput> with = parse(arguments.with());
        if (arguments.inputs().isEmpty() && with.isEmpty()) {
            sessions.restore();
        } else if (with.isEmpty()) {
            OpenInputs.inWorkbench().open(inputs);
        } else {
            List<DocumentInput> first = new ArrayList<>(inputs.stream().limit(1).toList());
            first.addAll(with);
            sessions.open(DocumentInput.together(first));
            inputs.stream().skip(1).forEach(sessions::open);
        }
    }

    private static List<DocumentInput> parse(List<String> words) {
        List<DocumentInput> inputs = new ArrayList<>();
        for (String word : words) {
            try {
                inputs.add(DocumentInput.parse(word));
            } catch (InvalidPathException e) {
                UserMessages.cannot("\"" + word + "\" is no path of this system: " + e.getReason());
            }
        }
        return inputs;
    }
}
