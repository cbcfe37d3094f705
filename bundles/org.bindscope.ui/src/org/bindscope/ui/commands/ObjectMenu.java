// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import org.eclipse.jface.action.GroupMarker;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.viewers.StructuredViewer;
import org.eclipse.swt.widgets.Control;
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
        install(viewer.getControl(), window);
    }

    /**
     * Gives a control the menu. What is selected in it has to be the part's selection before the menu opens.
     *
     * @param control shows model objects
     * @param window  the window that the control is in
     * @return the menu, to which a view may add what only it offers
     */
    public static MenuManager install(Control control, IWorkbenchWindow window) {
        MenuManager manager = new MenuManager(null, "org.bindscope.ui.objects");
        manager.add(new GroupMarker(IWorkbenchActionConstants.MB_ADDITIONS));
        IMenuService service = window.getService(IMenuService.class);
        service.populateContributionManager(manager, LOCATION);
        control.setMenu(manager.createContextMenu(control));
        control.addDisposeListener(event -> {
            service.releaseContributions(manager);
            manager.dispose();
        });
        return manager;
    }
}
