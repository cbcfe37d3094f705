// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.inputs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.model.SnapshotKind;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.text.TextKind;

/**
 * One of the files and folders that are opened as one machine.
 *
 * @param source  the path or name that the user gave
 * @param place   first part of the paths of its files inside of the snapshot; empty when they stand at the top
 * @param kind    what it is
 * @param files   its files
 * @param file    for an input that is one file: where it stands in the files
 * @param text    for an input that is one text: what kind of text
 * @param skipped what was left out while it was opened
 */
public record Input(String source, String place, SnapshotKind kind, FileTree files, Optional<String> file,
        Optional<TextKind> text, List<Skipped> skipped) {

    /**
     * Something that was left out.
     *
     * @param file    path inside of the input
     * @param message one sentence
     */
    public record Skipped(String file, String message) {
    }

    /**
     * The same input with more left out.
     *
     * @param more what else was left out
     * @return a new record
     */
    public Input without(List<Skipped> more) {
        List<Skipped> all = new ArrayList<>(skipped);
        all.addAll(more);
        return new Input(source, place, kind, files, file, text, List.copyOf(all));
    }

    /**
     * The same input at another place.
     *
     * @param other the place
     * @return a new record
     */
    public Input at(String other) {
        return new Input(source, other, kind, files, file, text, skipped);
    }
}
