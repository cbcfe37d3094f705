// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;

/** A sash whose two halves stand side by side where there is room, and above each other in a narrow view. */
public final class AdaptiveSash {

    private AdaptiveSash() {
    }

    /**
     * Creates the sash.
     *
     * @param parent     the parent
     * @param characters from this width on, in average characters, the halves stand side by side
     * @return a sash form that turns itself
     */
    public static SashForm create(Composite parent, int characters) {
        SashForm sash = new SashForm(parent, SWT.HORIZONTAL | SWT.SMOOTH);
        int wide = new PixelConverter(parent).convertWidthInCharsToPixels(characters);
        sash.addListener(SWT.Resize, event -> {
            Point size = sash.getSize();
            int orientation = size.x >= wide ? SWT.HORIZONTAL : SWT.VERTICAL;
            if (size.x > 0 && size.y > 0 && sash.getOrientation() != orientation) {
                sash.setOrientation(orientation);
            }
        });
        return sash;
    }
}
