// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.bindscope.model.IommuGroup;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.Bench;
import org.bindscope.ui.ViewIds;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.MachineDocument;
import org.eclipse.core.commands.Command;
import org.eclipse.core.runtime.NullProgressMonitor;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.ui.ISelectionListener;
import org.eclipse.ui.commands.ICommandService;
import org.eclipse.ui.handlers.IHandlerService;
import org.eclipse.ui.quickaccess.QuickAccessElement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way from a selected row to commands, the clipboard and quick access. */
class CopyTest {

    private static final String ADDRESS = "0004:03:00.0";

    private PciFunction gpu;

    @BeforeEach
    void selectADevice() {
        MachineDocument document = Bench.open(DocumentInput.sample("sequoia"));
        gpu = ModelWalk.functions(document.machine()).filter(function -> function.getAddress().equals(ADDRESS))
                .findFirst().orElseThrow();
        Bench.show(ViewIds.MACHINE);
        List<Object> selected = new ArrayList<>();
        ISelectionListener listener = (part, selection) -> {
            if (selection instanceof IStructuredSelection structured) {
                selected.addAll(Arrays.asList(structured.toArray()));
            }
        };
        Bench.window().getSelectionService().addSelectionListener(listener);
        Bench.sessions().reveal(gpu);
        Bench.await("the selection", () -> selected.contains(gpu));
        Bench.window().getSelectionService().removeSelectionListener(listener);
    }

    @AfterEach
    void closeDocuments() {
        Bench.closeAll();
    }

    @Test
    void theAddressOfTheSelectedDeviceIsCopied() throws Exception {
        assertEquals(ADDRESS, afterCommand("org.bindscope.ui.copyAddress"));
    }

    @Test
    void aRowIsCopiedAsTabSeparatedText() {
        Tree tree = tree(Bench.window().getShell()).orElseThrow();
        String[] cells = CopyRowsHandler.rows(tree).split("\t", -1);
        assertEquals(4, cells.length);
        assertTrue(cells[0].startsWith("03:00.0"), cells[0]);
        assertEquals("nvidia", cells[1]);
    }

    private static Optional<Tree> tree(Composite composite) {
        for (Control child : composite.getChildren()) {
            if (child instanceof Tree tree && tree.getSelectionCount() == 1 && tree.getColumnCount() == 4) {
                return Optional.of(tree);
            }
            if (child instanceof Composite inner) {
                Optional<Tree> found = tree(inner);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    @Test
    void jsonAndDescriptionNameTheDevice() {
        assertTrue(CopyObjectsHandler.text("json", List.of(gpu)).contains("\"address\": \"" + ADDRESS + "\""));
        String line = CopyObjectsHandler.text("description", List.of(gpu));
        assertTrue(line.startsWith(ADDRESS + " NVIDIA"), line);
        assertTrue(line.endsWith("driver nvidia, IOMMU group 1"), line);
    }

    @Test
    void commandsOnDevicesAreEnabledForASelectedDevice() {
        ICommandService commands = Bench.window().getService(ICommandService.class);
        for (String id : List.of("copyAddress", "copyDescription", "copyJson", "showEvidence", "addToPlan")) {
            Command command = commands.getCommand("org.bindscope.ui." + id);
            assertTrue(command.isEnabled(), id);
        }
    }

    @Test
    void quickAccessFindsAddressesGroupsDriversAndNodes() {
        assertFalse(find("04:03:00").isEmpty());
        assertTrue(find("iommu group 1").stream().anyMatch(label -> label.startsWith("IOMMU group 1")));
        assertTrue(find("driver nvidia").contains("Driver nvidia"));
        assertTrue(find("3d-controller").stream().anyMatch(label -> label.startsWith("/")));
        assertEquals(List.of(), find("nothing of this name"));
    }

    private static List<String> find(String query) {
        return List.of(new ObjectsComputer().computeElements(query, new NullProgressMonitor())).stream()
                .map(QuickAccessElement::getLabel).toList();
    }

    @Test
    void aGroupStandsForItsMembers() {
        IommuGroup group = gpu.getIommuGroup();
        assertEquals(group.getFunctions(), ModelWalk.devices(List.of(group)));
    }

    private static String afterCommand(String id) throws Exception {
        Bench.window().getService(IHandlerService.class).executeCommand(id, null);
        Clipboard clipboard = new Clipboard(Display.getCurrent());
        try {
            return (String) clipboard.getContents(TextTransfer.getInstance());
        } finally {
            clipboard.dispose();
        }
    }
}
