// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import java.io.ByteArrayOutputStream;

import org.bindscope.snapshot.facts.FunctionStatement;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.facts.ProblemSink;

/**
 * Lines of a hexadecimal dump of configuration space, as lspci -x, -xxx and -xxxx print them: the offset
 * with two or three digits, a colon, and up to sixteen bytes. A dump counts up to its first gap or fault:
 * what stands behind that would be at a place that nobody knows.
 */
final class HexLines {

    private static final int MAX_BYTES = 4096;
    private static final int BYTES_IN_LINE = 16;

    private final String file;
    private final ProblemSink problems;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int firstLine = Place.NONE;
    private boolean broken;

    HexLines(String file, ProblemSink problems) {
        this.file = file;
        this.problems = problems;
    }

    /** Whether a line looks like one of a dump: hexadecimal digits, a colon and a blank. */
    static boolean isHexLine(String line) {
        int colon = line.indexOf(':');
        return (colon == 2 || colon == 3) && Numbers.hex(line, 0, colon).isPresent()
                && (line.length() == colon + 1 || line.charAt(colon + 1) == ' ');
    }

    /** Takes one line of the dump. */
    void take(String line, int number) {
        int colon = line.indexOf(':');
        long offset = Numbers.hex(line, 0, colon).orElseThrow();
        if (offset == 0 && bytes.size() > 0) {
            // A second dump of the same function in one record is left alone.
            broken = true;
        }
        if (broken) {
            return;
        }
        if (offset != bytes.size()) {
            fail(number, "the offset " + Integer.toHexString(bytes.size()) + " was expected, not "
                    + Long.toHexString(offset));
            return;
        }
        firstLine = firstLine == Place.NONE ? number : firstLine;
        int count = 0;
        for (String word : line.substring(colon + 1).strip().split(" +")) {
            if (word.isEmpty()) {
                continue;
            }
            if (word.length() != 2 || Numbers.hex(word, 0, 2).isEmpty() || ++count > BYTES_IN_LINE) {
                fail(number, "up to 16 bytes of two hexadecimal digits were expected, not \""
                        + line.substring(0, Math.min(line.length(), 80)) + '"');
                return;
            }
            if (bytes.size() < MAX_BYTES) {
                bytes.write((int) Numbers.hex(word, 0, 2).orElseThrow());
            }
        }
    }

    private void fail(int number, String what) {
        broken = true;
        problems.problem(Place.line(file, number), file + ": in a dump of configuration space, " + what
                + "; the dump was taken up to there.");
    }

    /** Adds what was taken to a function, and forgets it. */
    void moveTo(FunctionStatement function) {
        if (bytes.size() > 0) {
            function.addConfig(bytes.toByteArray(), Place.line(file, firstLine));
        }
        bytes.reset();
        broken = false;
        firstLine = Place.NONE;
    }
}
