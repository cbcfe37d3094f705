// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.util.IPropertyChangeListener;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Composite;

/** Tabs inside of a view. */
public final class PageTabs {

    private PageTabs() {
    }

    /**
     * Makes tabs whose chosen one can be read in every theme. The light style sheet has no colours for tabs
     * inside of a view, so that those of the dark one would stay on them.
     *
     * @param parent where they go
     * @return a folder without tabs
     */
    public static CTabFolder create(Composite parent) {
        CTabFolder folder = new CTabFolder(parent, SWT.TOP | SWT.FLAT);
        colour(folder);
        IPropertyChangeListener changed = event -> folder.getDisplay().asyncExec(() -> colour(folder));
        JFaceResources.getColorRegistry().addListener(changed);
        folder.addListener(SWT.Dispose, event -> JFaceResources.getColorRegistry().removeListener(changed));
        return folder;
    }

    private static void colour(CTabFolder folder) {
        if (!folder.isDisposed()) {
            // The dark sheet sets a gradient, which a single colour would not replace.
            Color canvas = ThemeColors.CANVAS.color();
            folder.setSelectionBackground(new Color[] {canvas, canvas}, new int[] {100}, true);
            folder.setSelectionForeground(folder.getForeground());
        }
    }
}
