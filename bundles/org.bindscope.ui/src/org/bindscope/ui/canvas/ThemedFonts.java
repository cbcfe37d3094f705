// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.util.IPropertyChangeListener;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Control;

/** The fonts of one control for as long as it lives; they are made anew when the theme or the user's fonts change. */
final class ThemedFonts {

    private final Control control;
    private final Runnable changed;
    private SceneFonts fonts;
    private boolean asked;

    /**
     * @param control owns the fonts
     * @param changed called after colours or fonts changed; in the UI thread
     */
    ThemedFonts(Control control, Runnable changed) {
        this.control = control;
        this.changed = changed;
        this.fonts = new SceneFonts(control.getDisplay());
        IPropertyChangeListener theme = event -> later();
        JFaceResources.getColorRegistry().addListener(theme);
        JFaceResources.getFontRegistry().addListener(theme);
        control.addListener(SWT.Dispose, event -> {
            JFaceResources.getColorRegistry().removeListener(theme);
            JFaceResources.getFontRegistry().removeListener(theme);
            fonts.dispose();
        });
    }

    SceneFonts get() {
        return fonts;
    }

    /** A theme sets dozens of colours; one answer is enough. */
    private void later() {
        if (!asked && !control.isDisposed()) {
            asked = true;
            control.getDisplay().asyncExec(() -> {
                asked = false;
                if (!control.isDisposed()) {
                    fonts.dispose();
                    fonts = new SceneFonts(control.getDisplay());
                    changed.run();
                }
            });
        }
    }
}
