// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.bindscope.render.VisibleText;

/**
 * What a document is opened from: a path of the file system or the name of a sample, in the words of
 * the command line, or several of them that tell about one machine.
 *
 * @param parts absolute paths or {@code sample:NAME}, each once; at least one
 */
public record DocumentInput(List<String> parts) {

    private static final String SAMPLE = "sample:";
    private static final String BETWEEN = "\t";
    private static final int LONGEST_NAME = 60;

    /**
     * Leaves out what is named twice.
     *
     * @throws IllegalArgumentException when there is no part
     */
    public DocumentInput {
        parts = parts.stream().distinct().toList();
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("An input has at least one part");
        }
    }

    /**
     * A file or folder.
     *
     * @param path any path; made absolute and free of {@code .} and {@code ..}
     * @return the input
     */
    public static DocumentInput of(Path path) {
        return new DocumentInput(List.of(path.toAbsolutePath().normalize().toString()));
    }

    /**
     * A sample that ships with the product.
     *
     * @param name the sample's name
     * @return the input
     */
    public static DocumentInput sample(String name) {
        return new DocumentInput(List.of(SAMPLE + name));
    }

    /**
     * Several inputs as one machine.
     *
     * @param inputs at least one
     * @return one input with the parts of all
     */
    public static DocumentInput together(List<DocumentInput> inputs) {
        return new DocumentInput(inputs.stream().flatMap(input -> input.parts().stream()).toList());
    }

    /**
     * What a user or a command line wrote.
     *
     * @param text a path, relative ones from the working folder, or {@code sample:NAME}
     * @return the input
     * @throws java.nio.file.InvalidPathException when the text is no path of this file system
     */
    public static DocumentInput parse(String text) {
        return text.startsWith(SAMPLE) ? new DocumentInput(List.of(text)) : of(Path.of(text));
    }

    /**
     * What {@link #key} wrote.
     *
     * @param key the text
     * @return the input
     */
    public static DocumentInput ofKey(String key) {
        return new DocumentInput(Arrays.asList(key.split(BETWEEN)));
    }

    /**
     * The input in one line, as preferences and parameters of commands hold it.
     *
     * @return the parts with tabs between; empty when a part holds a tab or a line feed, since it would be read
     *         as two then
     */
    public Optional<String> key() {
        return parts.stream().allMatch(part -> part.indexOf('\t') < 0 && part.indexOf('\n') < 0)
                ? Optional.of(String.join(BETWEEN, parts)) : Optional.empty();
    }

    /**
     * The input for people.
     *
     * @return its parts
     */
    public String text() {
        return String.join(" + ", parts);
    }

    /**
     * This input with more parts.
     *
     * @param more what else tells about the machine
     * @return an input whose first parts are these
     */
    public DocumentInput with(List<DocumentInput> more) {
        List<DocumentInput> all = new ArrayList<>(List.of(this));
        all.addAll(more);
        return together(all);
    }

    /**
     * Each part by itself.
     *
     * @return inputs of one part
     */
    public List<DocumentInput> each() {
        return parts.stream().map(part -> new DocumentInput(List.of(part))).toList();
    }

    /**
     * The sample's name.
     *
     * @return empty for a path and for several parts
     */
    public Optional<String> sampleName() {
        return parts.size() == 1 && parts.get(0).startsWith(SAMPLE)
                ? Optional.of(parts.get(0).substring(SAMPLE.length())) : Optional.empty();
    }

    /**
     * The path.
     *
     * @return empty for a sample and for several parts
     */
    public Optional<Path> path() {
        return parts.size() > 1 || sampleName().isPresent() ? Optional.empty() : Optional.of(Path.of(parts.get(0)));
    }

    /**
     * A name for window titles and menus, on one line; long ones are shortened in the middle.
     *
     * @return the last part of the path, or the sample in the command line's words; of several parts the first
     *         one's and how many there are
     */
    public String displayName() {
        List<String> names = each().stream().map(DocumentInput::nameOfOne).toList();
        return names.size() <= 2 ? String.join(" + ", names) : names.get(0) + " + " + (names.size() - 1) + " more";
    }

    /** One line of moderate length, whatever a stranger called the file. */
    private String nameOfOne() {
        String name = VisibleText.of(path().map(path -> path.getFileName() == null ? text() : path.getFileName().toString()).orElse(text()));
        return name.length() <= LONGEST_NAME ? name
                : name.substring(0, LONGEST_NAME / 2) + "\u2026" + name.substring(name.length() - LONGEST_NAME / 2);
    }
}
