// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.ui.theme.ThemeColors;

/**
 * A text with styles and links, independent of any widget. Lines are ended with {@link #line()}; the
 * layout of a line is set while it is open.
 */
public final class RichDocument {

    /** How a piece of text looks. */
    public enum Style {
        /** Bold. */
        BOLD,
        /** Larger, for the one sentence at the top. */
        LARGE,
        /** The fixed-width font, for addresses, ids and paths. */
        MONO
    }

    /**
     * A piece with one look.
     *
     * @param start  first character
     * @param length number of characters
     * @param styles how it looks
     * @param tint   its colour; empty for the text colour
     * @param link   what a click does; empty for plain text
     */
    public record Span(int start, int length, Set<Style> styles, Optional<ThemeColors> tint, Optional<Runnable> link) {
    }

    /**
     * How one line is laid out.
     *
     * @param hanging characters by which wrapped lines stand to the right
     * @param bar     whether a bar is drawn on the left
     * @param decided whether it is the line that decides: a coloured bar and background
     * @param above   whether some room is left above it
     */
    public record Line(int hanging, boolean bar, boolean decided, boolean above) {

        private static final Line PLAIN = new Line(0, false, false, false);
    }

    private final StringBuilder text = new StringBuilder();
    private final List<Span> spans = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private Line open = Line.PLAIN;

    /** Starts an empty document. */
    public RichDocument() {
    }

    /**
     * Adds plain text. Line feeds in it become blanks, so that a text of a snapshot cannot add lines.
     *
     * @param piece the text
     * @return this document
     */
    public RichDocument add(String piece) {
        text.append(clean(piece));
        return this;
    }

    /**
     * Adds text with a look.
     *
     * @param piece  the text
     * @param styles how it looks
     * @return this document
     */
    public RichDocument add(String piece, Style... styles) {
        return span(piece, styles, Optional.empty(), Optional.empty());
    }

    /**
     * Adds coloured text.
     *
     * @param piece  the text
     * @param tint   its colour
     * @param styles how it looks
     * @return this document
     */
    public RichDocument add(String piece, ThemeColors tint, Style... styles) {
        return span(piece, styles, Optional.of(tint), Optional.empty());
    }

    /**
     * Adds a sign and a blank.
     *
     * @param sign the sign
     * @return this document
     */
    public RichDocument add(Sign sign) {
        return add(sign.text(), sign.tint()).add(" ");
    }

    /**
     * Adds a link.
     *
     * @param piece  the text
     * @param action what a click or Enter does
     * @param styles how it looks
     * @return this document
     */
    public RichDocument link(String piece, Runnable action, Style... styles) {
        return span(piece, styles, Optional.of(ThemeColors.LINK), Optional.of(action));
    }

    private RichDocument span(String piece, Style[] styles, Optional<ThemeColors> tint, Optional<Runnable> link) {
        if (!piece.isEmpty()) {
            Set<Style> set = EnumSet.noneOf(Style.class);
            set.addAll(List.of(styles));
            spans.add(new Span(text.length(), piece.length(), set, tint, link));
            text.append(clean(piece));
        }
        return this;
    }

    /**
     * Sets the layout of the open line.
     *
     * @param layout the layout
     * @return this document
     */
    public RichDocument layout(Line layout) {
        open = layout;
        return this;
    }

    /**
     * Lets wrapped lines of the open line hang.
     *
     * @param characters average characters of the font
     * @return this document
     */
    public RichDocument hanging(int characters) {
        open = new Line(characters, open.bar(), open.decided(), open.above());
        return this;
    }

    /**
     * Leaves room above the open line.
     *
     * @return this document
     */
    public RichDocument above() {
        open = new Line(open.hanging(), open.bar(), open.decided(), true);
        return this;
    }

    /**
     * Ends the open line.
     *
     * @return this document
     */
    public RichDocument line() {
        lines.add(open);
        open = Line.PLAIN;
        text.append('\n');
        return this;
    }

    /**
     * A heading on a line of its own, with room above.
     *
     * @param heading the words
     * @return this document
     */
    public RichDocument heading(String heading) {
        return above().add(heading, Style.BOLD).line();
    }

    /**
     * The whole text; the line feed at the end is left out.
     *
     * @return the text
     */
    public String text() {
        int end = text.length();
        return end > 0 && text.charAt(end - 1) == '\n' ? text.substring(0, end - 1) : text.toString();
    }

    /**
     * The pieces with a look, in order.
     *
     * @return an unmodifiable list
     */
    public List<Span> spans() {
        return List.copyOf(spans);
    }

    /**
     * The layout of each line.
     *
     * @return one entry for each line of {@link #text()}
     */
    public List<Line> lines() {
        List<Line> all = new ArrayList<>(lines);
        if (text.length() > 0 && text.charAt(text.length() - 1) != '\n') {
            all.add(open);
        }
        return all;
    }

    /** Replaces what would break or reorder a line of text; keeps the length. */
    private static String clean(String piece) {
        StringBuilder out = null;
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            boolean bad = c < ' ' && c != '\t' || c == 0x7f || c == '\u2028' || c == '\u2029'
                    || c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
            if (bad && out == null) {
                out = new StringBuilder(piece);
            }
            if (bad) {
                out.setCharAt(i, ' ');
            }
        }
        return out == null ? piece : out.toString();
    }
}
