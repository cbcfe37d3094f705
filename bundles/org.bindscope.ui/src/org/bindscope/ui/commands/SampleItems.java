// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import org.bindscope.training.Samples;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.theme.Icons;
import org.eclipse.jface.action.IContributionItem;
import org.eclipse.ui.actions.CompoundContributionItem;

/** One menu item for each sample that ships with the product. */
public class SampleItems extends CompoundContributionItem {

    @Override
    protected IContributionItem[] getContributionItems() {
        return Samples.machines().stream()
                .map(sample -> InputItems.item(DocumentInput.sample(sample.name()), sample.title(), sample.description(),
                        Icons.MACHINE.descriptor()))
                .toArray(IContributionItem[]::new);
    }
}
