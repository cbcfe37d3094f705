// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Test;

class WorkbenchStartTest {

    @Test
    void theInspectPerspectiveIsOpen() {
        assertEquals(InspectPerspective.ID,
                PlatformUI.getWorkbench().getActiveWorkbenchWindow().getActivePage().getPerspective().getId());
    }
}
