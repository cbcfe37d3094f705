// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.List;

import org.bindscope.ui.text.CodeView;
import org.bindscope.ui.text.DtsScanner;
import org.bindscope.ui.text.PageTabs;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichText;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/** Pages about the selected node and property: decoded value, source text, bytes, references, problems. */
final class NodeDetails extends Composite {

    private final CTabFolder folder;
    private final RichText value;
    private final CodeView source;
    private final StyledText bytes;
    private final RichText references;
    private final RichText problems;
    private final CTabItem referencesTab;
    private final CTabItem problemsTab;

    NodeDetails(Composite parent) {
        super(parent, SWT.NONE);
        setLayout(new FillLayout());
        folder = PageTabs.create(this);
        value = page("The selected value, decoded");
        tab("Value", value.control());
        source = new CodeView(folder, new DtsScanner(), "Source text of the node");
        tab("DTS", source.outer());
        bytes = new StyledText(folder, SWT.MULTI | SWT.READ_ONLY | SWT.H_SCROLL | SWT.V_SCROLL);
        bytes.setFont(JFaceResources.getTextFont());
        bytes.setAlwaysShowScrollBars(false);
        tab("Bytes", bytes);
        references = page("Nodes that point at this one");
        referencesTab = tab("Pointed at by", references.control());
        problems = page("Problems of this tree");
        problemsTab = tab("Problems", problems.control());
        folder.setSelection(1);
    }

    private RichText page(String name) {
        RichText text = new RichText(folder, SWT.V_SCROLL, name);
        text.control().setMargins(6, 4, 6, 4);
        return text;
    }

    private CTabItem tab(String title, Control page) {
        CTabItem item = new CTabItem(folder, SWT.NONE);
        item.setText(title);
        item.setControl(page);
        return item;
    }

    void showValue(RichDocument document, String hex) {
        value.show(document);
        bytes.setText(hex);
    }

    /** Brings the decoded value to the front. */
    void openValue() {
        folder.setSelection(0);
    }

    /** A property was clicked: the source text of the whole node gives way to its value. */
    void leaveSource() {
        if (folder.getSelectionIndex() != 2) {
            folder.setSelection(0);
        }
    }

    void showSource(String text) {
        source.show(text);
    }

    void showReferences(RichDocument document, int count) {
        references.show(document);
        referencesTab.setText("Pointed at by (" + count + ")");
    }

    void showProblems(RichDocument document, int count) {
        problems.show(document);
        problemsTab.setText(count == 0 ? "Problems" : "\u25b2 Problems (" + count + ")");
    }

    /** Brings the list of problems to the front. */
    void openProblems() {
        folder.setSelection(problemsTab);
    }

    /** Brings the list of references to the front. */
    void openReferences() {
        folder.setSelection(referencesTab);
    }

    /** The controls that can have the focus. */
    List<Control> controls() {
        return List.of(value.control(), source.control(), bytes, references.control(), problems.control());
    }
}
