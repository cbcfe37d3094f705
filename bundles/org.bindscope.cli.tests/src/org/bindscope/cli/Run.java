// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

/**
 * One run of the command line inside this process.
 *
 * @param status exit status
 * @param bytes  what standard output received
 * @param err    what standard error received
 */
record Run(int status, byte[] bytes, String err) {

    /** Runs with nothing on standard input. */
    static Run of(String... args) {
        return withInput(new byte[0], args);
    }

    /** Runs with bytes on standard input. */
    static Run withInput(byte[] input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new BindscopeCommands(new Console(new ByteArrayInputStream(input), out,
                new PrintStream(err, true, StandardCharsets.UTF_8))).run(args);
        return new Run(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    /** Standard output, which must be UTF-8. */
    String out() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("standard output is no UTF-8", e);
        }
    }

    /** Standard output as one strict JSON document. */
    JsonElement json() {
        JsonReader reader = new JsonReader(new StringReader(out()));
        reader.setStrictness(Strictness.STRICT);
        JsonElement document = JsonParser.parseReader(reader);
        try {
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new AssertionError("more than one document");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return document;
    }

    JsonObject object() {
        return json().getAsJsonObject();
    }

    JsonArray array() {
        return json().getAsJsonArray();
    }
}
