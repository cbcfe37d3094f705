// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.FileTree;

/**
 * What a capture says about itself, in the folder {@value #FOLDER} beside sys and proc: how it was made, and
 * which files were there and could not be read. Without the latter an unreadable file would look absent.
 *
 * @param manifest   lines {@code key: value} of the file manifest, in its order
 * @param unreadable path on the machine without the leading slash, to the reason
 */
public record CaptureNotes(Map<String, String> manifest, SortedMap<String, String> unreadable) {

    /** The folder in an archive of this program in which the machine's files stand. */
    public static final String SNAPSHOT = "bindscope-snapshot";
    /** Folder of the notes. */
    public static final String FOLDER = "bindscope-capture";
    /** File of lines {@code key: value}. */
    public static final String MANIFEST = FOLDER + "/manifest";
    /** File of lines path, tab, reason. */
    public static final String UNREADABLE = FOLDER + "/unreadable";
    /** File of lines kind, tab, count, tab, file: what redaction replaced. */
    public static final String REDACTED = FOLDER + "/redacted";
    /** File of lines exit status, tab, file, tab, command. */
    public static final String COMMANDS = FOLDER + "/commands";

    /** Bounds what a stranger's archive may make this read. */
    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_LINES = 100_000;

    /** Copies the maps. */
    public CaptureNotes {
        manifest = new LinkedHashMap<>(manifest);
        unreadable = new TreeMap<>(unreadable);
    }

    /**
     * Reads the notes of a tree.
     *
     * @param files the files of a machine
     * @return empty when it was not made by the capture script, nor saved by this program
     */
    public static Optional<CaptureNotes> of(FileTree files) {
        if (!files.isDirectory(FOLDER)) {
            return Optional.empty();
        }
        Map<String, String> manifest = new LinkedHashMap<>();
        text(files, MANIFEST).lines().limit(MAX_LINES).forEach(line -> {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                manifest.putIfAbsent(line.substring(0, colon), line.substring(colon + 2).strip());
            }
        });
        SortedMap<String, String> unreadable = new TreeMap<>();
        text(files, UNREADABLE).lines().limit(MAX_LINES).forEach(line -> {
            int tab = line.indexOf('\t');
            if (tab > 1 && line.charAt(0) == '/') {
                unreadable.putIfAbsent(line.substring(1, tab), line.substring(tab + 1).strip());
            }
        });
        return Optional.of(new CaptureNotes(manifest, unreadable));
    }

    /** Whole lines only: half a value or path would be a wrong one. */
    private static String text(FileTree files, String path) {
        String text = files.read(path, MAX_BYTES) instanceof FileTree.Present present ? XmlText.decode(present.bytes()) : "";
        return text.substring(0, text.lastIndexOf('\n') + 1);
    }

    /**
     * Whether the capture was made by root.
     *
     * @return empty when the notes do not say
     */
    public Optional<Boolean> byRoot() {
        return Optional.ofNullable(manifest.get("user")).map("root"::equals);
    }
}
