// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a document is opened from: a path of the file system or the name of a sample, in the words of
 * the command line.
 *
 * @param text an absolute path, or {@code sample:NAME}
 */
public record DocumentInput(String text) {

    private static final String SAMPLE = "sample:";

    /**
     * A file or folder.
     *
     * @param path any path; made absolute and free of {@code .} and {@code ..}
     * @return the input
     */
    public static DocumentInput of(Path path) {
        return new DocumentInput(path.toAbsolutePath().normalize().toString());
    }

    /**
     * A sample that ships with the product.
     *
     * @param name the sample's name
     * @return the input
     */
    public static DocumentInput sample(String name) {
        return new DocumentInput(SAMPLE + name);
    }

    /**
     * What a user or a command line wrote.
     *
     * @param text a path, relative ones from the working folder, or {@code sample:NAME}
     * @return the input
     * @throws java.nio.file.InvalidPathException when the text is no path of this file system
     */
    public static DocumentInput parse(String text) {
        return text.startsWith(SAMPLE) ? new DocumentInput(text) : of(Path.of(text));
    }

    /**
     * The sample's name.
     *
     * @return empty for a path
     */
    public Optional<String> sampleName() {
        return text.startsWith(SAMPLE) ? Optional.of(text.substring(SAMPLE.length())) : Optional.empty();
    }

    /**
     * The path.
     *
     * @return empty for a sample
     */
    public Optional<Path> path() {
        return sampleName().isPresent() ? Optional.empty() : Optional.of(Path.of(text));
    }

    /**
     * A name for window titles and menus.
     *
     * @return the last part of the path, or the sample in the command line's words
     */
    public String displayName() {
        return path().map(path -> path.getFileName() == null ? text : path.getFileName().toString()).orElse(text);
    }
}
