// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import org.eclipse.ui.IFolderLayout;
import org.eclipse.ui.IPageLayout;
import org.eclipse.ui.IPerspectiveFactory;

/** The perspective in which one machine is looked at. */
public class InspectPerspective implements IPerspectiveFactory {

    /** Id of the perspective. */
    public static final String ID = "org.bindscope.ui.inspect";

    @Override
    public void createInitialLayout(IPageLayout layout) {
        layout.setEditorAreaVisible(false);
        String area = layout.getEditorArea();
        // A proof is long and narrow: the right has the whole height, so that the kernel's steps and the losers are
        // seen together. Lists and scripts are wide and short: the bottom takes the room below both other folders.
        // More tabs than these do not fit into the centre of a narrow screen.
        IFolderLayout right = layout.createFolder("org.bindscope.ui.right", IPageLayout.RIGHT, 0.71f, area);
        IFolderLayout bottom = layout.createFolder("org.bindscope.ui.bottom", IPageLayout.BOTTOM, 0.58f, area);
        IFolderLayout left = layout.createFolder("org.bindscope.ui.left", IPageLayout.LEFT, 0.42f, area);
        IFolderLayout centre = layout.createFolder("org.bindscope.ui.centre", IPageLayout.RIGHT, 0.42f, area);
        left.addView(ViewIds.MACHINE);
        centre.addView(ViewIds.START);
        centre.addView(ViewIds.TOPOLOGY);
        centre.addView(ViewIds.NVLINK);
        centre.addView(ViewIds.DEVICE_TREE);
        centre.addView(ViewIds.CONFIG);
        centre.addPlaceholder(ViewIds.SCENARIO);
        right.addView(ViewIds.MATCH);
        right.addView(ViewIds.EVIDENCE);
        bottom.addView(ViewIds.GROUPS);
        bottom.addView(ViewIds.FINDINGS);
        bottom.addView(ViewIds.PLAN);
        for (String view : ViewIds.ALL) {
            layout.addShowViewShortcut(view);
        }
        layout.addPerspectiveShortcut(ID);
    }
}
