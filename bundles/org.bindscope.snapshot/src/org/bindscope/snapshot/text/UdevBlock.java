// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.facts.ProblemSink;

/**
 * One block of the output of {@code udevadm info --export-db}: a device and its properties.
 *
 * @param path       path in sysfs behind {@code P:}, with its leading slash
 * @param line       number of that line
 * @param properties properties behind {@code E:} by name
 * @param whole      false for a last block without an empty line behind it, which may be cut, and for one with more
 *                   properties than are kept
 */
public record UdevBlock(String path, int line, Map<String, Property> properties, boolean whole) {

    private static final int MAX_PROPERTIES = 400;

    /**
     * A property.
     *
     * @param value its value
     * @param line  number of its line
     */
    public record Property(String value, int line) {
    }

    /**
     * The value of a property.
     *
     * @param name its name
     * @return empty when the block does not have it
     */
    public Optional<String> text(String name) {
        return Optional.ofNullable(properties.get(name)).map(Property::value);
    }

    /**
     * Reads all blocks of a text.
     *
     * @param file      path that problems name
     * @param text      the text
     * @param firstLine number of the text's first line in the file
     * @param problems  takes what was left out
     * @param blocks    takes each block in the order of the text
     */
    public static void read(String file, String text, int firstLine, ProblemSink problems, Consumer<UdevBlock> blocks) {
        TextLines lines = new TextLines(text, firstLine);
        Map<String, Property> properties = new HashMap<>();
        String path = "";
        int pathLine = firstLine;
        while (lines.advance()) {
            String line = lines.line();
            boolean begins = line.startsWith("P: ");
            if (line.isEmpty() || begins) {
                give(path, pathLine, properties, true, blocks);
                path = begins ? line.substring(3).strip() : "";
                pathLine = lines.number();
                properties = new HashMap<>();
            } else if (line.length() < 3 || line.charAt(1) != ':' || line.charAt(2) != ' ') {
                // It may be the damaged first line of the next block, whose properties are none of this one.
                give(path, pathLine, properties, false, blocks);
                path = "";
                properties = new HashMap<>();
            } else if (line.startsWith("E: ") && properties.size() < MAX_PROPERTIES) {
                int equals = line.indexOf('=');
                if (!lines.terminated()) {
                    problems.problem(Place.line(file, lines.number()), file + ": the text ends in the middle of a line, which was left out.");
                } else if (equals > 3) {
                    properties.putIfAbsent(line.substring(3, equals), new Property(line.substring(equals + 1), lines.number()));
                }
            }
        }
        // Without the empty line behind it the last block may be cut, and what it lacks says nothing.
        give(path, pathLine, properties, false, blocks);
    }

    private static void give(String path, int line, Map<String, Property> properties, boolean whole, Consumer<UdevBlock> blocks) {
        if (!path.isEmpty() || !properties.isEmpty()) {
            blocks.accept(new UdevBlock(path, line, properties, whole && properties.size() < MAX_PROPERTIES));
        }
    }
}
