// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;

/** An answer that can be written as JSON and as text. */
public interface Answer {

    /**
     * Writes one JSON document with a line feed behind it.
     *
     * @param out receives it and is flushed
     * @throws IOException when the receiver fails
     */
    void writeJson(Writer out) throws IOException;

    /**
     * Writes lines for people.
     *
     * @param out receives them and is flushed
     * @throws IOException when the receiver fails
     */
    void writeText(Writer out) throws IOException;
}
