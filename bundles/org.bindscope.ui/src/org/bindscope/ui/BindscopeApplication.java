// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

import org.eclipse.equinox.app.IApplication;
import org.eclipse.equinox.app.IApplicationContext;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.PlatformUI;

/** Starts the workbench and runs it until the last window is closed. Arguments are snapshots to open. */
public class BindscopeApplication implements IApplication {

    @Override
    public Object start(IApplicationContext context) {
        Display.setAppName("Bindscope");
        Display display = PlatformUI.createDisplay();
        try {
            int result = PlatformUI.createAndRunWorkbench(display,
                    new BindscopeWorkbenchAdvisor(inputs(context.getArguments().get(IApplicationContext.APPLICATION_ARGS))));
            return result == PlatformUI.RETURN_RESTART ? IApplication.EXIT_RESTART : IApplication.EXIT_OK;
        } finally {
            display.dispose();
        }
    }

    /**
     * What the framework does not take for itself and what belongs to no option. A word that begins with
     * a hyphen takes the next one as its value; everything behind {@code --} is an input.
     */
    static List<String> inputs(Object arguments) {
        List<String> inputs = new ArrayList<>();
        boolean onlyInputs = false;
        for (Iterator<String> words = arguments instanceof String[] all ? List.of(all).iterator()
                : Collections.emptyIterator(); words.hasNext();) {
            String word = words.next();
            if (onlyInputs || !word.startsWith("-")) {
                inputs.add(word);
            } else if (word.equals("--")) {
                onlyInputs = true;
            } else if (words.hasNext()) {
                words.next();
            }
        }
        inputs.removeIf(String::isEmpty);
        return inputs;
    }

    @Override
    public void stop() {
        if (PlatformUI.isWorkbenchRunning()) {
            Display display = PlatformUI.getWorkbench().getDisplay();
            display.syncExec(() -> PlatformUI.getWorkbench().close());
        }
    }
}
