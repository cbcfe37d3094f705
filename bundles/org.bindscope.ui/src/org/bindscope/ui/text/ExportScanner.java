// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import org.eclipse.jface.text.BadLocationException;
import org.eclipse.jface.text.IDocument;
import org.eclipse.jface.text.rules.IToken;
import org.eclipse.jface.text.rules.ITokenScanner;

/** Highlights what a binding plan is written as: XML where the text begins with a bracket, else shell and what looks like it. */
public final class ExportScanner implements ITokenScanner {

    private final ITokenScanner shell = new ShellScanner();
    private final ITokenScanner xml = new XmlScanner();
    private ITokenScanner current = shell;

    /** Creates the scanner. */
    public ExportScanner() {
    }

    @Override
    public void setRange(IDocument document, int offset, int length) {
        current = begins(document, '<') ? xml : shell;
        current.setRange(document, offset, length);
    }

    private static boolean begins(IDocument document, char wanted) {
        try {
            return document.getLength() > 0 && document.getChar(0) == wanted;
        } catch (BadLocationException e) {
            throw new IllegalStateException("A document that is not empty has a first character", e);
        }
    }

    @Override
    public IToken nextToken() {
        return current.nextToken();
    }

    @Override
    public int getTokenOffset() {
        return current.getTokenOffset();
    }

    @Override
    public int getTokenLength() {
        return current.getTokenLength();
    }
}
