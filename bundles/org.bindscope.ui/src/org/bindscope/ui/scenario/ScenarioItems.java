// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.scenario;

import org.eclipse.jface.action.ActionContributionItem;
import org.eclipse.jface.action.IContributionItem;
import org.eclipse.ui.actions.CompoundContributionItem;

/** One menu item for each scenario that ships with the product. */
public class ScenarioItems extends CompoundContributionItem {

    @Override
    protected IContributionItem[] getContributionItems() {
        return Scenarios.actions().stream().map(ActionContributionItem::new).toArray(IContributionItem[]::new);
    }
}
