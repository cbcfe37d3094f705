// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.theme;

import org.eclipse.core.runtime.ILog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Display;

/**
 * What GTK draws by itself, as the menu bar, takes no style sheet of the workbench: GTK has to be told. SWT has a call for it
 * that is not part of its interface (org.eclipse.swt.internal.gtk.OS, SWT 3.131); where it is missing, those parts stay as
 * the desktop has them.
 */
final class DesktopTheme {

    private static final String KEY = "org.bindscope.ui.desktopTheme";

    private final boolean systemDark = Display.isSystemDarkTheme();
    private Appearance told = Appearance.SYSTEM;

    private DesktopTheme() {
    }

    /** That of a display; made before anything is told to GTK, so that it knows how the desktop is. For the UI thread. */
    static DesktopTheme of(Display display) {
        if (display.getData(KEY) instanceof DesktopTheme made) {
            return made;
        }
        DesktopTheme theme = new DesktopTheme();
        display.setData(KEY, theme);
        return theme;
    }

    /** Tells GTK what the user chose, once for each choice; a desktop that nobody overrides is left alone. */
    void prefer(Appearance chosen) {
        if (chosen == told || !SWT.getPlatform().equals("gtk")) {
            return;
        }
        told = chosen;
        boolean dark = chosen == Appearance.SYSTEM ? systemDark : chosen == Appearance.DARK;
        try {
            Class.forName("org.eclipse.swt.internal.gtk.OS", true, Display.class.getClassLoader())
                    .getMethod("setDarkThemePreferred", boolean.class).invoke(null, dark);
        } catch (ReflectiveOperationException e) {
            ILog.of(DesktopTheme.class).info("GTK could not be told to be " + (dark ? "dark" : "light"), e);
        }
    }
}
