// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.util.Map;

import org.bindscope.ui.session.DocumentInput;
import org.eclipse.jface.action.IContributionItem;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.menus.CommandContributionItem;
import org.eclipse.ui.menus.CommandContributionItemParameter;

/** Menu items that open an input. */
final class InputItems {

    private InputItems() {
    }

    static IContributionItem item(DocumentInput input, String label, String tooltip, ImageDescriptor icon) {
        CommandContributionItemParameter parameter = new CommandContributionItemParameter(PlatformUI.getWorkbench(), null,
                OpenInputHandler.COMMAND, CommandContributionItem.STYLE_PUSH);
        parameter.parameters = Map.of(OpenInputHandler.INPUT, input.key().orElse(input.text()));
        // An ampersand in a name must not become a mnemonic.
        parameter.label = label.replace("&", "&&");
        parameter.tooltip = tooltip;
        parameter.icon = icon;
        return new CommandContributionItem(parameter);
    }
}
