// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

import com.google.gson.FormattingStyle;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonWriter;

/**
 * Writes one JSON document: two blanks of indentation, every key written, {@code null} for what is not
 * known. Streaming, so that the memory does not grow with the answer.
 */
final class JsonText {

    private final JsonWriter out;

    JsonText(Writer writer) {
        out = new JsonWriter(new AsciiControlWriter(writer));
        out.setFormattingStyle(FormattingStyle.PRETTY);
        out.setStrictness(Strictness.STRICT);
        out.setSerializeNulls(true);
        out.setHtmlSafe(false);
    }

    JsonText object() throws IOException {
        out.beginObject();
        return this;
    }

    JsonText object(String key) throws IOException {
        out.name(key).beginObject();
        return this;
    }

    JsonText endObject() throws IOException {
        out.endObject();
        return this;
    }

    JsonText array() throws IOException {
        out.beginArray();
        return this;
    }

    JsonText array(String key) throws IOException {
        out.name(key).beginArray();
        return this;
    }

    JsonText endArray() throws IOException {
        out.endArray();
        return this;
    }

    /** A key without a value. */
    JsonText nothing(String key) throws IOException {
        out.name(key).nullValue();
        return this;
    }

    /** Text, or null. */
    JsonText text(String key, String value) throws IOException {
        out.name(key).value(value);
        return this;
    }

    /** Text, or null for an empty optional. */
    JsonText text(String key, Optional<String> value) throws IOException {
        return text(key, value.orElse(null));
    }

    /** Text, or null for an empty text: for sources in which an empty text means that nothing is known. */
    JsonText textUnlessEmpty(String key, String value) throws IOException {
        return text(key, value == null || value.isEmpty() ? null : value);
    }

    /** A number where it is set. */
    JsonText number(String key, boolean set, long value) throws IOException {
        out.name(key);
        if (set) {
            out.value(value);
        } else {
            out.nullValue();
        }
        return this;
    }

    /** A number where it is set; a whole one is written without a fraction. */
    JsonText decimal(String key, boolean set, double value) throws IOException {
        if (!set || Double.isNaN(value) || Double.isInfinite(value)) {
            return nothing(key);
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return number(key, true, (long) value);
        }
        out.name(key).value(value);
        return this;
    }

    /** A fixed-width hexadecimal text where it is set. */
    JsonText hex(String key, boolean set, long value, int digits) throws IOException {
        return text(key, set ? Hex.digits(value, digits) : null);
    }

    JsonText flag(String key, boolean value) throws IOException {
        out.name(key).value(value);
        return this;
    }

    /** A flag where it is set. */
    JsonText flag(String key, boolean set, boolean value) throws IOException {
        return set ? flag(key, value) : nothing(key);
    }

    /** A flag, or null for an empty optional. */
    JsonText flag(String key, Optional<Boolean> value) throws IOException {
        return value.isPresent() ? flag(key, value.get()) : nothing(key);
    }

    JsonText texts(String key, List<String> values) throws IOException {
        out.name(key);
        return texts(values);
    }

    JsonText texts(List<String> values) throws IOException {
        out.beginArray();
        for (String value : values) {
            out.value(value);
        }
        out.endArray();
        return this;
    }

    /** Ends the document with a line feed. */
    void finish(Writer writer) throws IOException {
        out.flush();
        writer.write('\n');
        writer.flush();
    }
}
