// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.analysis.nvlink.NvLinkGraph.Proof;
import org.bindscope.model.text.TerminalText;

/**
 * The lines of a text as a terminal shows them, with their places.
 *
 * @param file  path of the file
 * @param first number of the first line in the file, counted from 1
 * @param lines without line ends and terminal sequences
 */
record SmiLines(String file, int first, List<String> lines) {

    /** Cuts a text, which may be a part of a file, into lines. */
    static SmiLines of(String file, String text, int first) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf('\n', start);
            lines.add(TerminalText.plain(text.substring(start, end < 0 ? text.length() : end)));
            start = end < 0 ? text.length() + 1 : end + 1;
        }
        return new SmiLines(file, first, lines);
    }

    /** The place of one of the lines. */
    Proof proof(int index) {
        return Proof.line(file, first + index, lines.get(index));
    }
}
