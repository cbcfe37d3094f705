// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.io.IOException;

import org.bindscope.devicetree.DtsWriter;
import org.bindscope.devicetree.FdtNode;

/** Source text of a node for reading on screen. */
final class DtsText {

    /** Most characters that are shown. */
    static final int MOST = 120_000;

    private DtsText() {
    }

    /**
     * Writes a node with everything below it, as far as fits on screen.
     *
     * @param node the node
     * @return the text; when it was cut, a comment at the end says so
     */
    static String of(FdtNode node) {
        Bounded out = new Bounded();
        try {
            new DtsWriter(false).writeNode(node, out);
        } catch (Full e) {
            out.text.append("\n/* The text goes on; the first ").append(MOST).append(" characters are shown. */\n");
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory does not fail", e);
        }
        return out.text.toString();
    }

    /** Says that no more text is wanted. */
    private static final class Full extends IOException {

        private static final long serialVersionUID = 1L;
    }

    private static final class Bounded implements Appendable {

        private final StringBuilder text = new StringBuilder();

        @Override
        public Appendable append(CharSequence piece) throws IOException {
            return append(piece, 0, piece.length());
        }

        @Override
        public Appendable append(CharSequence piece, int start, int end) throws IOException {
            int room = Math.min(end, start + MOST - text.length());
            text.append(piece, start, room);
            if (room < end) {
                throw new Full();
            }
            return this;
        }

        @Override
        public Appendable append(char c) throws IOException {
            if (text.length() >= MOST) {
                throw new Full();
            }
            text.append(c);
            return this;
        }
    }
}
