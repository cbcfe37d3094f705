// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import org.eclipse.jface.text.rules.ICharacterScanner;
import org.eclipse.jface.text.rules.IRule;
import org.eclipse.jface.text.rules.IToken;
import org.eclipse.jface.text.rules.MultiLineRule;
import org.eclipse.jface.text.rules.RuleBasedScanner;
import org.eclipse.jface.text.rules.Token;

/** Highlights XML 1.0: comments, names of elements with their brackets, and values of attributes. */
public final class XmlScanner extends RuleBasedScanner {

    /** Creates the scanner. */
    public XmlScanner() {
        setDefaultReturnToken(CodeToken.PLAIN.token());
        setRules(new MultiLineRule("<!--", "-->", CodeToken.COMMENT.token(), (char) 0, true), new TagRule(),
                new MultiLineRule("'", "'", CodeToken.STRING.token(), (char) 0, true),
                new MultiLineRule("\"", "\"", CodeToken.STRING.token(), (char) 0, true));
    }

    /** The start of a tag up to the end of its name, and its end. */
    private static final class TagRule implements IRule {

        private final IToken key = CodeToken.KEY.token();

        @Override
        public IToken evaluate(ICharacterScanner scanner) {
            int c = scanner.read();
            if (c == '>') {
                return key;
            }
            if (c == '/') {
                c = scanner.read();
                if (c == '>') {
                    return key;
                }
                scanner.unread();
            } else if (c == '<') {
                do {
                    c = scanner.read();
                } while (c != ICharacterScanner.EOF && c > ' ' && c != '>' && c != '<' && !(c == '/' && closes(scanner)));
                scanner.unread();
                return key;
            }
            scanner.unread();
            return Token.UNDEFINED;
        }

        /** Whether the slash that was read closes an empty element, and does not begin the name of an end tag. */
        private static boolean closes(ICharacterScanner scanner) {
            int next = scanner.read();
            scanner.unread();
            return next == '>';
        }
    }
}
