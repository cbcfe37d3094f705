// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.bindscope.snapshot.FileTree;
import org.bindscope.ui.devicetree.HexDump;
import org.bindscope.ui.session.EvidencePlace;

/**
 * What the Evidence view shows of a captured file: lines around the one that counts.
 *
 * @param lines     the lines
 * @param first     number of the first line; 0 for lines without numbers
 * @param highlight index into {@code lines} of the line that counts; empty when none does
 * @param note      what else is to be said: how much was left out, or why there is nothing to show; may be empty
 */
record FileExcerpt(List<String> lines, int first, OptionalInt highlight, String note) {

    /** Most bytes that are read for showing. */
    private static final int MOST_BYTES = 16 << 20;
    /** Lines that are shown before and behind the line that counts. */
    private static final int AROUND = 1000;
    private static final int LONGEST_LINE = 4000;
    private static final int BYTES_A_LINE = 16;
    private static final int BYTES_AROUND = 16384;

    /** Copies the list. */
    FileExcerpt {
        lines = List.copyOf(lines);
    }

    /** Reads a place. Not for the UI thread. */
    static FileExcerpt read(FileTree files, EvidencePlace place) {
        String file = place.file();
        if (file.isEmpty()) {
            return note("The fact names no file.");
        }
        Optional<String> target = files.linkTarget(file);
        if (target.isPresent()) {
            return new FileExcerpt(List.of(target.get()), 0, OptionalInt.of(0), "A symbolic link; this is its text.");
        }
        if (files.isDirectory(file)) {
            List<String> names = files.list(file);
            return new FileExcerpt(names.subList(0, Math.min(names.size(), 2 * AROUND)), 0, OptionalInt.empty(),
                    names.isEmpty() ? "An empty folder." : "A folder; these are the names in it.");
        }
        FileTree.Content content = files.read(file, MOST_BYTES);
        if (content instanceof FileTree.Present present) {
            return text(present.bytes()).map(text -> ofText(text, place.line()))
                    .orElseGet(() -> ofBytes(present.bytes(), place));
        } else if (content instanceof FileTree.Unreadable unreadable) {
            return note("The file was there but could not be read: " + unreadable.reason() + ".");
        }
        return note("There is no such file in the snapshot.");
    }

    private static FileExcerpt note(String sentence) {
        return new FileExcerpt(List.of(), 0, OptionalInt.empty(), sentence);
    }

    /** UTF-8 without control characters other than those of text; empty for anything else. */
    private static Optional<String> text(byte[] bytes) {
        for (byte b : bytes) {
            if (b >= 0 && b < ' ' && b != '\n' && b != '\t' && b != '\r') {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            // Not UTF-8: shown as bytes.
            return Optional.empty();
        }
    }

    static FileExcerpt ofText(String text, OptionalInt line) {
        int wanted = line.orElse(1);
        int from = Math.max(1, wanted - AROUND);
        List<String> lines = new ArrayList<>();
        int number = 1;
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            if (number >= from && number <= wanted + AROUND) {
                String one = text.substring(start, end);
                lines.add(one.length() > LONGEST_LINE ? one.substring(0, LONGEST_LINE) + " \u2026" : one);
            }
            start = end + 1;
            number++;
        }
        int total = number - 1;
        OptionalInt highlight = line.isPresent() && wanted >= 1 && wanted <= total ? OptionalInt.of(wanted - from)
                : line.isEmpty() && total == 1 ? OptionalInt.of(0) : OptionalInt.empty();
        String note = total == 0 ? "The file is empty."
                : line.isPresent() && wanted > total ? "The file ends with line " + total + "."
                : lines.size() < total ? "Lines " + from + " to " + (from + lines.size() - 1) + " of " + total + "." : "";
        return new FileExcerpt(lines, from, highlight, note);
    }

    private static FileExcerpt ofBytes(byte[] bytes, EvidencePlace place) {
        long offset = place.offset().orElse(0);
        int from = (int) Math.max(0, Math.min(offset, bytes.length) - BYTES_AROUND) / BYTES_A_LINE * BYTES_A_LINE;
        int to = (int) Math.min(bytes.length, (long) from + 2 * BYTES_AROUND);
        byte[] part = Arrays.copyOfRange(bytes, from, to);
        List<String> lines = HexDump.of(part, from).lines().toList();
        int index = (int) ((offset - from) / BYTES_A_LINE);
        OptionalInt highlight = place.offset().isPresent() && index < lines.size() ? OptionalInt.of(index) : OptionalInt.empty();
        return new FileExcerpt(lines, 0, highlight, to - from < bytes.length
                ? "Bytes " + from + " to " + (to - 1) + " of " + bytes.length + "." : bytes.length + " bytes.");
    }
}
