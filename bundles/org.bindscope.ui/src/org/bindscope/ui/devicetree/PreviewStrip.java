// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichText;
import org.bindscope.ui.text.Sign;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;

/** Says above the tree that overlays are shown with it, or why they cannot be. Takes no room while there is nothing to say. */
final class PreviewStrip {

    private final RichText text;

    PreviewStrip(Composite parent) {
        text = new RichText(parent, SWT.NONE, "Overlay preview");
        text.control().setMargins(4, 2, 4, 2);
        GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).exclude(true).applyTo(text.control());
        text.control().setVisible(false);
    }

    /**
     * Lets the user choose overlays.
     *
     * @return in the order of their names; empty when the user thought better of it
     */
    static List<Path> choose(Shell shell) {
        FileDialog dialog = new FileDialog(shell, SWT.OPEN | SWT.MULTI);
        dialog.setText("Preview Overlay");
        dialog.setFilterNames(new String[] { "Compiled overlays", "All files" });
        dialog.setFilterExtensions(new String[] { "*.dtbo;*.dtb", "*" });
        return dialog.open() == null ? List.of() : Arrays.stream(dialog.getFileNames()).sorted()
                .map(name -> Path.of(dialog.getFilterPath(), name)).toList();
    }

    void show(OverlayPreview preview, Runnable list, Runnable leave) {
        int count = preview.changes().size();
        show(new RichDocument().add(Sign.CHANGED).add("Preview with ").add(preview.title(), RichDocument.Style.BOLD).add(": ")
                .link(count == 1 ? "1 change" : count + " changes", list)
                .add(". Nothing is written.  ").link("Leave Preview", leave));
    }

    void refuse(String sentence, Runnable dismiss) {
        show(new RichDocument().add(Sign.BAD).add(sentence).add("  ").link("Dismiss", dismiss));
    }

    void clear() {
        visible(false);
    }

    private void show(RichDocument document) {
        text.show(document);
        visible(true);
    }

    private void visible(boolean yes) {
        text.control().setVisible(yes);
        ((GridData) text.control().getLayoutData()).exclude = !yes;
        text.control().getParent().layout();
    }
}
