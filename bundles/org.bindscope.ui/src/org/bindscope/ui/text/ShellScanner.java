// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import java.util.Set;

import org.eclipse.jface.text.rules.ICharacterScanner;
import org.eclipse.jface.text.rules.IRule;
import org.eclipse.jface.text.rules.IToken;
import org.eclipse.jface.text.rules.MultiLineRule;
import org.eclipse.jface.text.rules.RuleBasedScanner;
import org.eclipse.jface.text.rules.Token;

/**
 * Highlights POSIX shell (IEEE 1003.1-2017, volume 3, chapter 2): comments, quoted strings, reserved
 * words, expansions, ids and PCI addresses. Configuration files with {@code #} comments look right
 * with it as well.
 */
public final class ShellScanner extends RuleBasedScanner {

    private static final Set<String> WORDS = Set.of("if", "then", "else", "elif", "fi", "do", "done", "case", "esac",
            "while", "until", "for", "in", "return", "exit", "set", "trap", "shift", "break", "continue", "export",
            "local", "readonly", "unset", "exec", "eval");

    /** Creates the scanner. */
    public ShellScanner() {
        setDefaultReturnToken(CodeToken.PLAIN.token());
        setRules(new MultiLineRule("'", "'", CodeToken.STRING.token(), (char) 0, true),
                new MultiLineRule("\"", "\"", CodeToken.STRING.token(), '\\', true),
                new WordRule());
    }

    /** Words up to the next blank or operator; a comment starts where a word could. */
    private static final class WordRule implements IRule {

        private final IToken key = CodeToken.KEY.token();
        private final IToken name = CodeToken.NAME.token();
        private final IToken number = CodeToken.NUMBER.token();
        private final IToken comment = CodeToken.COMMENT.token();
        private final IToken plain = CodeToken.PLAIN.token();

        @Override
        public IToken evaluate(ICharacterScanner scanner) {
            int c = scanner.read();
            if (c == '#') {
                while (c != '\n' && c != '\r' && c != ICharacterScanner.EOF) {
                    c = scanner.read();
                }
                scanner.unread();
                return comment;
            }
            if (c == '$') {
                return expansion(scanner);
            }
            if (c == '\\') {
                scanner.read();
                return plain;
            }
            if (!isWord(c)) {
                scanner.unread();
                return Token.UNDEFINED;
            }
            StringBuilder word = new StringBuilder();
            while (isWord(c) || c == '#' && word.length() > 0) {
                word.append((char) c);
                c = scanner.read();
            }
            scanner.unread();
            if (c == '(' && isIdentifier(word)) {
                return name;
            }
            if (WORDS.contains(word.toString())) {
                return key;
            }
            return isNumber(word) ? number : plain;
        }

        private IToken expansion(ICharacterScanner scanner) {
            int c = scanner.read();
            if (c == '{') {
                int read = 0;
                while (c != '}' && c != '\n' && c != ICharacterScanner.EOF && read++ < 200) {
                    c = scanner.read();
                }
                return name;
            }
            if (c == '(') {
                scanner.unread();
                return name;
            }
            if (!isLetter(c)) {
                return name; // one of $1 $? $# $@
            }
            while (isLetter(c) || c >= '0' && c <= '9') {
                c = scanner.read();
            }
            scanner.unread();
            return name;
        }

        private static boolean isLetter(int c) {
            return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
        }

        private static boolean isWord(int c) {
            return isLetter(c) || c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':' || c == '+' || c == ',';
        }

        private static boolean isIdentifier(CharSequence word) {
            return word.chars().allMatch(c -> isLetter(c) || c >= '0' && c <= '9');
        }

        /** Decimal numbers, ids such as 10de:1db1 and addresses such as 0000:01:00.0. */
        private static boolean isNumber(CharSequence word) {
            boolean colon = word.toString().indexOf(':') > 0;
            return word.charAt(word.length() - 1) != ':'
                    && word.chars().allMatch(c -> colon ? Character.digit(c, 16) >= 0 || c == ':' || c == '.'
                            : c >= '0' && c <= '9');
        }
    }
}
