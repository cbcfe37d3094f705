// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import org.bindscope.ui.labels.ModelWalk;
import org.eclipse.core.expressions.PropertyTester;
import org.eclipse.jface.viewers.IStructuredSelection;

/** Tells for which selections the commands on devices and on evidence are enabled. */
public class SelectionTester extends PropertyTester {

    @Override
    public boolean test(Object receiver, String property, Object[] args, Object expected) {
        if (!(receiver instanceof IStructuredSelection selection)) {
            return false;
        }
        return switch (property) {
            case "devices" -> !ModelWalk.devices(selection.toList()).isEmpty();
            case "evidence" -> ModelWalk.evidenced(selection.toList()).isPresent();
            default -> false;
        };
    }
}
