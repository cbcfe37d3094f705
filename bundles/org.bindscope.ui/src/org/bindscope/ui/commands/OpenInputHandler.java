// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.nio.file.InvalidPathException;

import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.UserMessages;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;

/** Opens the snapshot or sample that the command's parameter names, or several as one machine. */
public class OpenInputHandler extends AbstractHandler {

    /** Id of the command. */
    public static final String COMMAND = "org.bindscope.ui.openInput";
    /** Id of its parameter. */
    public static final String INPUT = "org.bindscope.ui.openInput.input";

    @Override
    public Object execute(ExecutionEvent event) {
        String input = event.getParameter(INPUT);
        if (input != null) {
            try {
                Selected.sessions().open(DocumentInput.together(DocumentInput.ofKey(input).parts().stream()
                        .map(DocumentInput::parse).toList()));
            } catch (InvalidPathException e) {
                UserMessages.cannot("\"" + input + "\" is no path of this system: " + e.getReason());
            }
        }
        return null;
    }
}
