// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The POSIX script that makes a snapshot on a machine without Java. */
public final class CaptureScript {

    /** Name under which it is saved. */
    public static final String FILE_NAME = "bindscope-capture.sh";

    /** The command that runs it. */
    public static final String COMMAND = "sh " + FILE_NAME;

    private CaptureScript() {
    }

    /**
     * The script. Reads it from the product: not for the UI thread.
     *
     * @return its text, with the line ends of a script
     * @throws UncheckedIOException when the product is incomplete
     */
    public static String text() {
        try (InputStream in = CaptureScript.class.getResourceAsStream("capture.sh")) {
            if (in == null) {
                throw new UncheckedIOException(new IOException("capture.sh is missing from the product"));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
