// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.open;

import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.ui.handlers.HandlerUtil;

/**
 * Asks for what else tells about the machine that the views show, and adds it: files, or with {@code :folder} behind
 * the class name in plugin.xml a folder.
 */
public class AddEvidenceHandler extends AbstractHandler implements IExecutableExtension {

    private boolean folder;

    @Override
    public void setInitializationData(IConfigurationElement config, String propertyName, Object data) {
        folder = "folder".equals(data);
    }

    @Override
    public Object execute(ExecutionEvent event) {
        if (folder) {
            AddEvidence.folder(HandlerUtil.getActiveShell(event));
        } else {
            AddEvidence.files(HandlerUtil.getActiveShell(event));
        }
        return null;
    }
}
