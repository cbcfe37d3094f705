// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.text.Document;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.TextAttribute;
import org.eclipse.jface.text.presentation.IPresentationReconciler;
import org.eclipse.jface.text.presentation.PresentationReconciler;
import org.eclipse.jface.text.rules.DefaultDamagerRepairer;
import org.eclipse.jface.text.rules.IToken;
import org.eclipse.jface.text.rules.ITokenScanner;
import org.eclipse.jface.text.source.ISourceViewer;
import org.eclipse.jface.text.source.SourceViewer;
import org.eclipse.jface.text.source.SourceViewerConfiguration;
import org.eclipse.jface.util.IPropertyChangeListener;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.custom.ST;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;

/** Read-only code with highlighting in the fixed-width font. For the UI thread. */
public final class CodeView {

    private final SourceViewer viewer;

    /**
     * Creates the viewer.
     *
     * @param parent  the parent
     * @param scanner finds the words; its tokens carry a {@link CodeToken}
     * @param name    what a screen reader calls it
     */
    public CodeView(Composite parent, ITokenScanner scanner, String name) {
        viewer = new SourceViewer(parent, null, SWT.H_SCROLL | SWT.V_SCROLL | SWT.MULTI | SWT.READ_ONLY);
        StyledText text = viewer.getTextWidget();
        viewer.configure(new Highlighting(scanner, text));
        viewer.setEditable(false);
        text.setFont(JFaceResources.getTextFont());
        text.setTabs(4);
        text.setAlwaysShowScrollBars(false);
        text.getAccessible().addAccessibleListener(new AccessibleAdapter() {
            @Override
            public void getName(AccessibleEvent event) {
                event.result = name;
            }
        });
        text.addListener(SWT.Traverse, event -> {
            if (event.detail == SWT.TRAVERSE_TAB_NEXT || event.detail == SWT.TRAVERSE_TAB_PREVIOUS) {
                event.doit = true;
            }
        });
        menu(text);
        IPropertyChangeListener themed = event -> {
            if (!text.isDisposed()) {
                text.getDisplay().asyncExec(() -> retheme(text));
            }
        };
        JFaceResources.getColorRegistry().addListener(themed);
        JFaceResources.getFontRegistry().addListener(themed);
        text.addListener(SWT.Dispose, event -> {
            JFaceResources.getColorRegistry().removeListener(themed);
            JFaceResources.getFontRegistry().removeListener(themed);
        });
        viewer.setDocument(new Document());
    }

    private void retheme(StyledText text) {
        if (!text.isDisposed()) {
            text.setFont(JFaceResources.getTextFont());
            viewer.invalidateTextPresentation();
        }
    }

    /**
     * The widget, for layout and focus.
     *
     * @return the text widget
     */
    public StyledText control() {
        return viewer.getTextWidget();
    }

    /**
     * The widget to give layout data.
     *
     * @return the outermost widget
     */
    public Control outer() {
        return viewer.getControl();
    }

    /**
     * Shows another text from its start; the same text stays where it was scrolled to.
     *
     * @param code the text
     */
    public void show(String code) {
        if (!code.equals(viewer.getDocument().get())) {
            viewer.setDocument(new Document(code));
        }
    }

    private void menu(StyledText text) {
        Menu menu = new Menu(text);
        MenuItem copy = new MenuItem(menu, SWT.PUSH);
        copy.setText("&Copy\tCtrl+C");
        copy.addListener(SWT.Selection, event -> text.invokeAction(ST.COPY));
        MenuItem all = new MenuItem(menu, SWT.PUSH);
        all.setText("Copy &All");
        all.addListener(SWT.Selection, event -> Clip.copy(text.getDisplay(), text.getText()));
        menu.addListener(SWT.Show, event -> copy.setEnabled(text.getSelectionCount() > 0));
        text.setMenu(menu);
    }

    /** One scanner for the whole document. */
    private static final class Highlighting extends SourceViewerConfiguration {

        private final ITokenScanner scanner;
        private final StyledText text;

        Highlighting(ITokenScanner scanner, StyledText text) {
            this.scanner = scanner;
            this.text = text;
        }

        @Override
        public IPresentationReconciler getPresentationReconciler(ISourceViewer sourceViewer) {
            PresentationReconciler reconciler = new PresentationReconciler();
            DefaultDamagerRepairer repairer = new DefaultDamagerRepairer(scanner) {
                @Override
                protected TextAttribute getTokenTextAttribute(IToken token) {
                    if (!(token.getData() instanceof CodeToken kind)) {
                        return super.getTokenTextAttribute(token);
                    }
                    return new TextAttribute(kind.tint() == null ? null : kind.tint().color(), null,
                            kind.bold() ? SWT.BOLD : SWT.NORMAL);
                }
            };
            reconciler.setDamager(repairer, IDocument.DEFAULT_CONTENT_TYPE);
            reconciler.setRepairer(repairer, IDocument.DEFAULT_CONTENT_TYPE);
            return reconciler;
        }
    }
}
