// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import org.eclipse.jface.action.GroupMarker;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.ui.IWorkbenchActionConstants;
import org.eclipse.ui.IWorkbenchCommandConstants;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.actions.ActionFactory;
import org.eclipse.ui.actions.ContributionItemFactory;
import org.eclipse.ui.application.ActionBarAdvisor;
import org.eclipse.ui.application.IActionBarConfigurer;
import org.eclipse.ui.menus.CommandContributionItem;
import org.eclipse.ui.menus.CommandContributionItemParameter;

/** The skeleton of the menu bar and what the workbench brings for it; all else is contributed in plugin.xml. */
class BindscopeActionBars extends ActionBarAdvisor {

    private IWorkbenchWindow window;

    BindscopeActionBars(IActionBarConfigurer configurer) {
        super(configurer);
    }

    @Override
    protected void makeActions(IWorkbenchWindow actionWindow) {
        window = actionWindow;
        register(ActionFactory.QUIT.create(window));
        register(ActionFactory.ABOUT.create(window));
        register(ActionFactory.PREFERENCES.create(window));
        register(ActionFactory.RESET_PERSPECTIVE.create(window));
    }

    @Override
    protected void fillMenuBar(IMenuManager bar) {
        MenuManager file = menu(bar, "&File", "org.bindscope.ui.file");
        file.add(new Separator());
        file.add(getAction(ActionFactory.QUIT.getId()));
        menu(bar, "&Edit", "org.bindscope.ui.edit");
        menu(bar, "&Machine", "org.bindscope.ui.machine");
        menu(bar, "&Plan", "org.bindscope.ui.plan");
        bar.add(new GroupMarker(IWorkbenchActionConstants.MB_ADDITIONS));

        MenuManager windowMenu = new MenuManager("&Window", IWorkbenchActionConstants.M_WINDOW);
        bar.add(windowMenu);
        MenuManager perspectives = new MenuManager("Perspec&tive", "org.bindscope.ui.perspectives");
        perspectives.add(ContributionItemFactory.PERSPECTIVES_SHORTLIST.create(window));
        MenuManager views = new MenuManager("Show &View", "org.bindscope.ui.views");
        views.add(ContributionItemFactory.VIEWS_SHORTLIST.create(window));
        windowMenu.add(views);
        windowMenu.add(perspectives);
        windowMenu.add(getAction(ActionFactory.RESET_PERSPECTIVE.getId()));
        windowMenu.add(new Separator(IWorkbenchActionConstants.MB_ADDITIONS));
        windowMenu.add(command("org.eclipse.ui.window.quickAccess", "&Quick Access"));
        windowMenu.add(new Separator());
        windowMenu.add(getAction(ActionFactory.PREFERENCES.getId()));

        MenuManager help = new MenuManager("&Help", IWorkbenchActionConstants.M_HELP);
        bar.add(help);
        help.add(command("org.bindscope.ui.openStart", "&Start Page"));
        help.add(new Separator(IWorkbenchActionConstants.MB_ADDITIONS));
        help.add(command(IWorkbenchCommandConstants.WINDOW_SHOW_KEY_ASSIST, "&Keyboard Shortcuts"));
        help.add(new Separator());
        help.add(getAction(ActionFactory.ABOUT.getId()));
    }

    private static MenuManager menu(IMenuManager bar, String label, String id) {
        MenuManager menu = new MenuManager(label, id);
        menu.add(new GroupMarker(IWorkbenchActionConstants.MB_ADDITIONS));
        bar.add(menu);
        return menu;
    }

    private CommandContributionItem command(String id, String label) {
        CommandContributionItemParameter parameter =
                new CommandContributionItemParameter(window, null, id, CommandContributionItem.STYLE_PUSH);
        parameter.label = label;
        return new CommandContributionItem(parameter);
    }
}
