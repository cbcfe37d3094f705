// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;

/** The perspective in which one machine is looked at. */
public class InspectPerspective implements IPerspectiveFactory {

    /** Id of the perspective. */
    public static final String ID = "org.bindscope.ui.inspect";

    @Override
    public void createInitialLayout(IPageLayout layout) {
        layout.setEditorAreaVisible(false);
        layout.addView("org.bindscope.ui.machine", IPageLayout.LEFT, 0.5f, layout.getEditorArea());
    }
}
