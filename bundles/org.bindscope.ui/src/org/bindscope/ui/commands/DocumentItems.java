// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.util.List;

import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachineSessions;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.ActionContributionItem;
import org.eclipse.jface.action.IAction;
import org.eclipse.jface.action.IContributionItem;
import org.eclipse.ui.actions.CompoundContributionItem;

/** One menu item for each open snapshot; the one that the views show is marked. */
public class DocumentItems extends CompoundContributionItem {

    @Override
    protected IContributionItem[] getContributionItems() {
        MachineSessions sessions = Selected.sessions();
        List<MachineDocument> documents = sessions.documents();
        if (documents.isEmpty()) {
            Action none = new Action("No open snapshot") {
            };
            none.setEnabled(false);
            return new IContributionItem[] {new ActionContributionItem(none)};
        }
        return documents.stream().map(document -> item(sessions, document)).toArray(IContributionItem[]::new);
    }

    private static IContributionItem item(MachineSessions sessions, MachineDocument document) {
        Action action = new Action(document.name().replace("&", "&&"), IAction.AS_RADIO_BUTTON) {
            @Override
            public void run() {
                if (isChecked()) {
                    sessions.activate(document);
                }
            }
        };
        action.setChecked(sessions.active().filter(active -> active == document).isPresent());
        action.setToolTipText(document.input().text());
        return new ActionContributionItem(action);
    }
}
