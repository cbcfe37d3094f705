// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.IommuGroup;
import org.bindscope.ui.ViewIds;
import org.bindscope.ui.session.EvidencePlace;
import org.bindscope.ui.session.MachineSessions;
import org.bindscope.ui.session.UserMessages;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;

/** Follows links of one view into another: brings the view to the top that shows the thing, and reveals it. For the UI thread. */
public final class Reveal {

    private Reveal() {
    }

    /**
     * Shows a model object.
     *
     * @param sessions the session
     * @param object   an object of the active document
     */
    public static void object(MachineSessions sessions, EObject object) {
        show(object instanceof DtNode || object instanceof DtProperty ? ViewIds.DEVICE_TREE
                : object instanceof IommuGroup ? ViewIds.GROUPS : ViewIds.MACHINE);
        sessions.reveal(object);
    }

    /**
     * Shows a captured file.
     *
     * @param sessions the session
     * @param place    path inside the snapshot, perhaps with a line behind a colon
     */
    public static void evidence(MachineSessions sessions, String place) {
        show(ViewIds.EVIDENCE);
        sessions.reveal(EvidencePlace.parse(place));
    }

    /**
     * Brings a view to the top.
     *
     * @param view its id
     */
    public static void view(String view) {
        show(view);
    }

    private static void show(String view) {
        IWorkbenchWindow window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
        IWorkbenchPage page = window == null ? null : window.getActivePage();
        if (page == null) {
            return;
        }
        try {
            page.showView(view, null, IWorkbenchPage.VIEW_VISIBLE);
        } catch (PartInitException e) {
            UserMessages.failed("The view " + view + " could not be opened", e);
        }
    }
}
