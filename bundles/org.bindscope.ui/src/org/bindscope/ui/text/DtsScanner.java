// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import org.eclipse.jface.text.rules.EndOfLineRule;
import org.eclipse.jface.text.rules.ICharacterScanner;
import org.eclipse.jface.text.rules.IRule;
import org.eclipse.jface.text.rules.IToken;
import org.eclipse.jface.text.rules.MultiLineRule;
import org.eclipse.jface.text.rules.RuleBasedScanner;
import org.eclipse.jface.text.rules.SingleLineRule;
import org.eclipse.jface.text.rules.Token;

/**
 * Highlights device-tree source (Devicetree Specification, version 0.4, appendix A): node names,
 * property names, strings, numbers, byte strings, references, directives and comments.
 */
public final class DtsScanner extends RuleBasedScanner {

    private static final String NAME_EXTRA = ",._+-?#@";

    /** Creates the scanner. */
    public DtsScanner() {
        setDefaultReturnToken(CodeToken.PLAIN.token());
        setRules(new EndOfLineRule("//", CodeToken.COMMENT.token()),
                new MultiLineRule("/*", "*/", CodeToken.COMMENT.token(), (char) 0, true),
                new SingleLineRule("\"", "\"", CodeToken.STRING.token(), '\\'),
                new DirectiveRule(), new BytesRule(), new WordRule());
    }

    /** Words between slashes: /dts-v1/, /memreserve/, /delete-node/. */
    private static final class DirectiveRule implements IRule {

        private final IToken token = CodeToken.KEY.token();

        @Override
        public IToken evaluate(ICharacterScanner scanner) {
            if (scanner.read() != '/') {
                scanner.unread();
                return Token.UNDEFINED;
            }
            int read = 1;
            int c = scanner.read();
            read++;
            while (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
                c = scanner.read();
                read++;
            }
            if (c == '/' && read > 2) {
                return token;
            }
            // The root node's name is a slash.
            for (int i = 1; i < read; i++) {
                scanner.unread();
            }
            return token;
        }
    }

    /** Byte strings: [00 1f]. */
    private static final class BytesRule implements IRule {

        private final IToken token = CodeToken.NUMBER.token();

        @Override
        public IToken evaluate(ICharacterScanner scanner) {
            int read = 1;
            int c = scanner.read();
            if (c == '[') {
                do {
                    c = scanner.read();
                    read++;
                } while (c == ' ' || Character.digit(c, 16) >= 0);
                if (c == ']') {
                    return token;
                }
            }
            for (int i = 0; i < read; i++) {
                scanner.unread();
            }
            return Token.UNDEFINED;
        }
    }

    /** Names and numbers; what follows a name tells a node from a property. */
    private static final class WordRule implements IRule {

        private final IToken node = CodeToken.KEY.token();
        private final IToken property = CodeToken.NAME.token();
        private final IToken number = CodeToken.NUMBER.token();
        private final IToken plain = CodeToken.PLAIN.token();

        @Override
        public IToken evaluate(ICharacterScanner scanner) {
            int first = scanner.read();
            if (first == '&') {
                skipName(scanner);
                return node;
            }
            if (!isName(first)) {
                scanner.unread();
                return Token.UNDEFINED;
            }
            boolean digits = first >= '0' && first <= '9';
            int length = 1 + skipName(scanner);
            int ahead = 0;
            int c;
            do {
                c = scanner.read();
                ahead++;
            } while (c == ' ');
            for (int i = 0; i < ahead; i++) {
                scanner.unread();
            }
            if (c == '{' || c == ':') {
                return node;
            }
            if (c == '=' || c == ';') {
                return property;
            }
            return digits && length > 0 ? number : plain;
        }

        private static int skipName(ICharacterScanner scanner) {
            int count = 0;
            while (isName(scanner.read())) {
                count++;
            }
            scanner.unread();
            return count;
        }

        private static boolean isName(int c) {
            return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
                    || c > 0 && NAME_EXTRA.indexOf(c) >= 0;
        }
    }
}
