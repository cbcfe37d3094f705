// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.nio.file.Path;

import org.bindscope.ui.scenario.ScenarioInput;
import org.bindscope.ui.scenario.Scenarios;
import org.bindscope.ui.session.DocumentInput;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.ui.handlers.HandlerUtil;

/** Asks for an archive, device-tree blob or scenario and opens it; several may be chosen. */
public class OpenFileHandler extends AbstractHandler {

    @Override
    public Object execute(ExecutionEvent event) {
        FileDialog dialog = new FileDialog(HandlerUtil.getActiveShell(event), SWT.OPEN | SWT.MULTI);
        dialog.setText("Open Snapshot");
        dialog.setFilterNames(new String[] {"Snapshots (archives and device-tree blobs)",
            "Scenarios (YAML)", "All files"});
        dialog.setFilterExtensions(new String[] {"*.tar;*.tar.*;*.tgz;*.txz;*.tbz2;*.tzst;*.zip;*.dtb;*.dtbo",
            "*.yaml;*.yml", "*"});
        if (dialog.open() != null) {
            for (String name : dialog.getFileNames()) {
                Path file = Path.of(dialog.getFilterPath(), name);
                if (ScenarioInput.isScenario(name)) {
                    Scenarios.open(new ScenarioInput(file.toString()));
                } else {
                    Selected.sessions().open(DocumentInput.of(file));
                }
            }
        }
        return null;
    }
}
