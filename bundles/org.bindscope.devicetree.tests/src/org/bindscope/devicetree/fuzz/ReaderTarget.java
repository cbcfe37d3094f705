// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree.fuzz;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

import org.bindscope.devicetree.DtbWriter;
import org.bindscope.devicetree.DtsWriter;
import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtChecker;
import org.bindscope.devicetree.FdtException;
import org.bindscope.devicetree.FdtProblem;
import org.bindscope.devicetree.FdtReader;

/**
 * What must hold for any bytes that somebody calls a device tree: both ways of reading end, a blob
 * that is read strictly passed the check, source text is written in bounded size, and a tree that is
 * written as a blob reads back the same. Entry point of coverage-guided fuzzing, see
 * {@code releng/fuzz}.
 */
public final class ReaderTarget {

    private ReaderTarget() {
    }

    /**
     * Tries one input.
     *
     * @param data any bytes
     */
    public static void fuzzerTestOneInput(byte[] data) {
        Optional<FdtProblem> verdict = FdtChecker.check(data);
        Fdt lenient = FdtReader.readLenient(data);
        CountingSink text = new CountingSink();
        try {
            new DtsWriter(false).write(lenient, text);
            new DtsWriter(true).write(lenient, text);
        } catch (IOException e) {
            throw new AssertionError("the sink does not fail", e);
        }
        // A byte becomes at most "\xNN" or " 0xNNNNNNNN" of four; names repeat, indentation is bounded by the depth.
        if (text.written > 4_096L + data.length * 4_096L) {
            throw new AssertionError(data.length + " bytes became " + text.written + " bytes of text");
        }
        Fdt strict;
        try {
            strict = FdtReader.read(data);
        } catch (FdtException refused) {
            return;
        }
        if (verdict.isPresent()) {
            throw new AssertionError("read strictly although the check says " + verdict.get());
        }
        try {
            Fdt again = FdtReader.read(DtbWriter.write(strict));
            if (!again.sameContent(strict)) {
                throw new AssertionError("written and read again it is another tree");
            }
        } catch (FdtException e) {
            throw new AssertionError("what was read cannot be written and read again", e);
        }
    }

    private static final class CountingSink extends OutputStream {
        private long written;

        @Override
        public void write(int b) {
            written++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            written += length;
        }
    }
}
