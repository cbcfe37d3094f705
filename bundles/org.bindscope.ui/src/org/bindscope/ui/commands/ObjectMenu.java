// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import org.eclipse.jface.action.GroupMarker;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.viewers.StructuredViewer;
import org.eclipse.ui.IWorkbenchActionConstants;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.menus.IMenuService;

/**
 * The context menu of model objects. Its items are contributed in plugin.xml to {@link #LOCATION}, so that
 * every view offers the same ones.
 */
public final class ObjectMenu {

    /** Where plugin.xml contributes. */
    public static final String LOCATION = "popup:org.bindscope.ui.objects";

    private ObjectMenu() {
    }

    /**
     * Gives a viewer the menu.
     *
     * @param viewer a viewer of model objects
     * @param window the window that the viewer is in
     */
    public static void install(StructuredViewer viewer, IWorkbenchWindow window) {
        MenuManager manager = new MenuManager(null, "org.bindscope.ui.objects");
        manager.add(new GroupMarker(IWorkbenchActionConstants.MB_ADDITIONS));
        IMenuService service = window.getService(IMenuService.class);
        service.populateContributionManager(manager, LOCATION);
        viewer.getControl().setMenu(manager.createContextMenu(viewer.getControl()));
        viewer.getControl().addDisposeListener(event -> {
            service.releaseContributions(manager);
            manager.dispose();
        });
    }
}
