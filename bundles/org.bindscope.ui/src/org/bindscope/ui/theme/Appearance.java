// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.theme;

import org.eclipse.core.runtime.preferences.InstanceScope;
import org.eclipse.e4.ui.css.swt.theme.IThemeEngine;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.PlatformUI;

/** Which theme the workbench wears: the desktop's, or one that the user chose. */
public enum Appearance {
    /** As the desktop is, also when it changes. */
    SYSTEM,
    /** Always light. */
    LIGHT,
    /** Always dark. */
    DARK;

    /** Preference key; its value is one of the names of this enumeration. */
    static final String KEY = "appearance";
    /** Preference node. */
    static final String NODE = "org.bindscope.ui";

    private static final String LIGHT_THEME = "org.eclipse.e4.ui.css.theme.e4_default";
    private static final String DARK_THEME = "org.eclipse.e4.ui.css.theme.e4_dark";

    /**
     * What the user chose.
     *
     * @return {@link #SYSTEM} unless chosen otherwise
     */
    public static Appearance chosen() {
        String name = InstanceScope.INSTANCE.getNode(NODE).get(KEY, SYSTEM.name());
        for (Appearance appearance : values()) {
            if (appearance.name().equals(name)) {
                return appearance;
            }
        }
        return SYSTEM;
    }

    /** Makes this the user's choice and puts it on. For the UI thread. */
    public void choose() {
        InstanceScope.INSTANCE.getNode(NODE).put(KEY, name());
        apply(PlatformUI.getWorkbench());
    }

    /**
     * Puts on what was chosen, and again whenever the desktop changes.
     *
     * @param workbench the workbench
     */
    public static void followSystemChanges(IWorkbench workbench) {
        Display display = workbench.getDisplay();
        chosen().apply(workbench);
        display.addListener(SWT.Settings, event -> {
            if (chosen() == SYSTEM && PlatformUI.isWorkbenchRunning()) {
                SYSTEM.apply(workbench);
            }
        });
    }

    private void apply(IWorkbench workbench) {
        DesktopTheme.of(workbench.getDisplay()).prefer(this);
        boolean dark = this == DARK || this == SYSTEM && Display.isSystemDarkTheme();
        String theme = dark ? DARK_THEME : LIGHT_THEME;
        IThemeEngine engine = workbench.getService(IThemeEngine.class);
        if (engine != null && (engine.getActiveTheme() == null || !engine.getActiveTheme().getId().equals(theme))) {
            engine.setTheme(theme, true);
        }
    }
}
