// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.bindscope.ui.session.MachineSessions;
import org.bindscope.ui.theme.Icons;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.keys.IBindingService;
import org.junit.jupiter.api.Test;

class WorkbenchStartTest {

    @Test
    void theInspectPerspectiveIsOpen() {
        assertEquals(InspectPerspective.ID, Bench.page().getPerspective().getId());
    }

    @Test
    void theSessionIsAService() {
        assertNotNull(PlatformUI.getWorkbench().getService(MachineSessions.class));
    }

    @Test
    void theWindowSaysHowToBegin() {
        Bench.closeAll();
        Bench.show(ViewIds.START);
        Bench.screenshot("start");
        assertEquals("Bindscope", Bench.window().getShell().getText());
    }

    @Test
    void everyIconIsThere() {
        for (Icons icon : Icons.values()) {
            assertTrue(!icon.descriptor().equals(ImageDescriptor.getMissingImageDescriptor()), icon.name());
            assertEquals(16, icon.image().getBounds().width, icon.name());
        }
    }

    @Test
    void everyColourIsDefined() {
        for (ThemeColors color : ThemeColors.values()) {
            assertTrue(JFaceResources.getColorRegistry().hasValueFor(color.id()), color.id());
        }
    }

    @Test
    void theCommandsHaveKeys() {
        IBindingService bindings = PlatformUI.getWorkbench().getService(IBindingService.class);
        for (String command : List.of("org.bindscope.ui.openFile", "org.bindscope.ui.showEvidence",
                "org.bindscope.ui.copyAddress", "org.eclipse.ui.edit.copy", "org.eclipse.ui.edit.findReplace",
                "org.eclipse.ui.window.quickAccess")) {
            assertTrue(bindings.getBestActiveBindingFor(command) != null, command);
        }
    }

    @Test
    void wordsBehindOptionsAreNotOpened() {
        assertEquals(List.of("a.tar.gz", "sample:minsky"), StartArguments.of(
                new String[] {"a.tar.gz", "-testproperties", "x.properties", "sample:minsky"}).inputs());
        assertEquals(List.of("-odd.tar"), StartArguments.of(new String[] {"-x", "y", "--", "-odd.tar"}).inputs());
        assertEquals(List.of(), StartArguments.of(null).inputs());
    }

    @Test
    void whatElseTellsAboutAMachineIsNamedAsOnTheCommandLine() {
        StartArguments arguments = StartArguments.of(new String[] {"a.tar.gz", "--with", "lspci.txt", "--with", "m.dtb"});
        assertEquals(List.of("a.tar.gz"), arguments.inputs());
        assertEquals(List.of("lspci.txt", "m.dtb"), arguments.with());
    }
}
