// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.util.Optional;

import org.bindscope.ui.text.Clip;
import org.bindscope.ui.theme.Icons;
import org.eclipse.core.commands.Command;
import org.eclipse.core.commands.ExecutionException;
import org.eclipse.core.commands.NotEnabledException;
import org.eclipse.core.commands.NotHandledException;
import org.eclipse.core.commands.common.NotDefinedException;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.commands.ICommandService;
import org.eclipse.ui.handlers.IHandlerService;

/**
 * What the plan offers in menus of texts and tables whose rows are no model objects, but whose view has such an object as
 * its selection. For the UI thread.
 */
public final class PlanItems {

    private static final String ADD = "org.bindscope.ui.addToPlan";
    private static final String EXPORT = "org.bindscope.ui.exportScript";

    private PlanItems() {
    }

    /**
     * Puts <i>Add to Plan</i> and <i>Export Binding Script</i> before the other entries of a control's menu.
     *
     * @param control its menu is made when there is none
     * @param window  the window that the control is in
     */
    public static void install(Control control, IWorkbenchWindow window) {
        Menu menu = Clip.menuOf(control);
        boolean others = menu.getItemCount() > 0;
        item(menu, 0, ADD, Icons.ADD, window);
        item(menu, 1, EXPORT, Icons.SAVE, window);
        if (others) {
            new MenuItem(menu, SWT.SEPARATOR, 2);
        }
    }

    private static void item(Menu menu, int at, String id, Icons icon, IWorkbenchWindow window) {
        Command command = window.getService(ICommandService.class).getCommand(id);
        MenuItem item = new MenuItem(menu, SWT.PUSH, at);
        item.setText(name(command).orElse(id));
        item.setImage(icon.image());
        menu.addListener(SWT.Show, event -> item.setEnabled(command.isEnabled()));
        item.addListener(SWT.Selection, event -> run(id, window));
    }

    private static Optional<String> name(Command command) {
        try {
            return Optional.of(command.getName());
        } catch (NotDefinedException e) {
            return Optional.empty();
        }
    }

    private static void run(String id, IWorkbenchWindow window) {
        try {
            window.getService(IHandlerService.class).executeCommand(id, null);
        } catch (ExecutionException | NotDefinedException | NotEnabledException | NotHandledException e) {
            throw new IllegalStateException("The command " + id + " of plugin.xml cannot be run", e);
        }
    }
}
