// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.nio.file.Path;

import org.bindscope.ui.scenario.ScenarioInput;
import org.bindscope.ui.scenario.Scenarios;
import org.bindscope.ui.session.DocumentInput;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.ui.handlers.HandlerUtil;

/** Asks for an archive, device-tree blob or scenario and opens it; several may be chosen. */
public class OpenFileHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) {
        for (Path file : InputDialogs.files(HandlerUtil.getActiveShell(event), "Open Snapshot")) {
            if (ScenarioInput.isScenario(file.getFileName().toString())) {
                Scenarios.open(new ScenarioInput(file.toString()));
            } else {
                Selected.sessions().open(DocumentInput.of(file));
            }
        }
        return null;
    }
}
