// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

import org.bindscope.render.Answer;
import org.bindscope.render.VisibleText;

/** Standard input and output of one run. Answers are UTF-8 whatever the locale says. */
final class Console {

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final OutputStream out;
    private final PrintStream err;

    /**
     * @param in  standard input
     * @param out standard output; a failure to write must come as an exception
     * @param err standard error
     */
    Console(InputStream in, OutputStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    InputStream in() {
        return in;
    }

    /** Bytes for standard output; the caller flushes. */
    OutputStream out() {
        return out;
    }

    /** Writes an answer to standard output. */
    void answer(Answer answer, Format format) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER);
        if (format == Format.JSON) {
            answer.writeJson(writer);
        } else {
            answer.writeText(writer);
        }
        writer.flush();
    }

    /** Writes text to standard output as it is. */
    void print(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** One line on standard error. */
    void complain(String sentence) {
        byte[] line = ("bindscope: " + VisibleText.of(sentence.strip()) + "\n").getBytes(StandardCharsets.UTF_8);
        err.write(line, 0, line.length);
        err.flush();
    }
}
