// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.model.PciFunction;
import org.bindscope.ui.Bench;
import org.bindscope.ui.ViewIds;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.MachineDocument;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bytes and fields select one another, and the view follows the selected device. */
class ConfigViewTest {

    private Tree tree;
    private StyledText bytes;

    @BeforeEach
    void openTheViewOnADevice() {
        MachineDocument document = Bench.open(DocumentInput.sample("qemu-x86-coldplug"));
        Bench.show(ViewIds.CONFIG);
        PciFunction card = ModelWalk.functions(document.machine()).filter(function -> function.getAddress().equals("0000:01:00.0"))
                .findFirst().orElseThrow();
        Bench.sessions().reveal(card);
        // The pane may still hold the same bytes of the test before, which the job then writes again, with the caret in front.
        Bench.settle();
        List<Control> all = new ArrayList<>();
        collect(Bench.window().getShell(), all);
        tree = (Tree) all.stream().filter(control -> control instanceof Tree found && found.getColumnCount() == 4
                && found.getColumn(0).getText().equals("Register or field")).findFirst().orElseThrow();
        bytes = (StyledText) all.stream().filter(control -> control instanceof StyledText text && text.getParent() == tree.getParent()
                .getParent()).findFirst().orElseThrow();
        Bench.await("the bytes of " + card.getAddress(), () -> bytes.getText().startsWith("000: 86 80 d3 10 "));
    }

    private static void collect(Composite composite, List<Control> found) {
        for (Control child : composite.getChildren()) {
            found.add(child);
            if (child instanceof Composite inner) {
                collect(inner, found);
            }
        }
    }

    @AfterEach
    void closeDocuments() {
        Bench.closeAll();
    }

    private String selected() {
        TreeItem[] items = tree.getSelection();
        return items.length == 0 ? "" : items[0].getText(0).replaceAll(" \\P{ASCII}$", "");
    }

    @Test
    void aByteSelectsItsField() {
        caretOnByte(0);
        Bench.await("the row of the first byte", () -> selected().equals("Vendor ID"));
        caretOnByte(9);
        Bench.await("the row of byte 9", () -> selected().equals("Programming Interface"));
        caretOnByte(2);
        Bench.await("the row of byte 2", () -> selected().equals("Device ID"));
    }

    /** Only a caret that moves tells. */
    private void caretOnByte(int at) {
        bytes.setCaretOffset(bytes.getOffsetAtLine(0) + 5 + 3 * at + at / 8);
    }

    @Test
    void aFieldBoxesItsBytes() {
        TreeItem device = tree.getItem(0).getItem(1);
        assertEquals("Device ID", device.getText(0));
        tree.setSelection(device);
        Event event = new Event();
        event.item = device;
        tree.notifyListeners(SWT.Selection, event);
        int place = bytes.getOffsetAtLine(0) + 5 + 3 * 2;
        Bench.await("a box around the device id", () -> bytes.getStyleRangeAtOffset(place) != null
                && bytes.getStyleRangeAtOffset(place).borderStyle != 0);
    }
}
