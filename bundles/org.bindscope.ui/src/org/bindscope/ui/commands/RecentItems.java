// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.util.List;

import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.theme.Icons;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.ActionContributionItem;
import org.eclipse.jface.action.IContributionItem;
import org.eclipse.ui.actions.CompoundContributionItem;

/** One menu item for each input that was opened lately. */
public class RecentItems extends CompoundContributionItem {

    @Override
    protected IContributionItem[] getContributionItems() {
        List<DocumentInput> recent = Selected.sessions().recent();
        if (recent.isEmpty()) {
            Action none = new Action("No recent snapshots") {
            };
            none.setEnabled(false);
            return new IContributionItem[] {new ActionContributionItem(none)};
        }
        return recent.stream()
                .map(input -> InputItems.item(input, input.displayName(), input.text(),
                        (input.sampleName().isPresent() ? Icons.SAMPLE : Icons.FILE).descriptor()))
                .toArray(IContributionItem[]::new);
    }
}
