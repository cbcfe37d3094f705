// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

import org.bindscope.training.Sample;
import org.bindscope.training.Samples;

/**
 * Where a scenario comes from.
 *
 * @param text path of a file, or {@code sample:NAME} for one that ships with the product
 */
public record ScenarioInput(String text) {

    /** The most that a scenario file may have, in bytes. */
    private static final int LARGEST = 1 << 20;

    /**
     * A scenario that ships with the product.
     *
     * @param sample one of {@link Samples#scenarios()}
     * @return the input
     */
    public static ScenarioInput of(Sample sample) {
        return new ScenarioInput(Samples.PREFIX + sample.name());
    }

    /**
     * Whether a file's name is that of a scenario rather than of a snapshot.
     *
     * @param fileName name or path
     * @return true for the endings .yaml and .yml
     */
    public static boolean isScenario(String fileName) {
        String lower = fileName.toLowerCase(Locale.ROOT);
        return lower.endsWith(".yaml") || lower.endsWith(".yml");
    }

    /**
     * Reads the content; not for the UI thread.
     *
     * @return the text
     * @throws IOException when it cannot be read, is too large or is no UTF-8; the message is one sentence that names
     *         the input
     */
    String read() throws IOException {
        byte[] bytes;
        try (InputStream in = open()) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (IOException | InvalidPathException e) {
            throw new IOException(text + " could not be read: " + e.getMessage(), e);
        }
        if (bytes.length > LARGEST) {
            throw new IOException(text + " has more than 1 MiB, which no scenario may have.");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IOException(text + " is no text in UTF-8, expected a scenario in YAML.", e);
        }
    }

    private InputStream open() throws IOException {
        if (text.startsWith(Samples.PREFIX)) {
            String name = text.substring(Samples.PREFIX.length());
            for (Sample sample : Samples.scenarios()) {
                if (sample.name().equals(name)) {
                    return sample.open();
                }
            }
            throw new IOException("this installation has no scenario of that name");
        }
        Path file = Path.of(text);
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no such file");
        }
        return Files.newInputStream(file);
    }
}
