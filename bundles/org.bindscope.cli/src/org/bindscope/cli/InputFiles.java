// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads and writes whole files with failures that name the file. */
final class InputFiles {

    /** Largest blob that is read: libfdt refuses what is longer than 2 GiB, and no real one is near this. */
    private static final int MAX_BYTES = 1 << 29;

    private InputFiles() {
    }

    /** The path of a word. */
    static Path path(String word) throws CommandException {
        try {
            return Path.of(word);
        } catch (InvalidPathException e) {
            throw new CommandException("'" + word + "' is no file name: " + e.getReason(), e);
        }
    }

    /** All bytes of a regular file. */
    static byte[] read(String word) throws CommandException {
        Path file = path(word);
        if (Files.isDirectory(file)) {
            throw new CommandException(word + ": is a directory, expected a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return bounded(in, word);
        } catch (IOException e) {
            throw failed(word, "read", e);
        }
    }

    /** All bytes of standard input. */
    static byte[] readInput(InputStream in) throws CommandException {
        try {
            return bounded(in, "standard input");
        } catch (IOException e) {
            throw failed("standard input", "read", e);
        }
    }

    private static byte[] bounded(InputStream in, String name) throws IOException, CommandException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new CommandException(name + ": is longer than " + MAX_BYTES + " bytes, the most that is read");
        }
        return bytes;
    }

    /** Writes a file anew. */
    static void write(String word, byte[] bytes) throws CommandException {
        try {
            Files.write(path(word), bytes);
        } catch (IOException e) {
            throw failed(word, "written", e);
        }
    }

    /** What an operating system failure means for a file. */
    static CommandException failed(String name, String doing, IOException e) {
        String why = e instanceof NoSuchFileException ? "no such file or directory"
                : e instanceof AccessDeniedException ? "permission denied"
                : e instanceof FileAlreadyExistsException ? "exists already"
                : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new CommandException(name + ": cannot be " + doing + ": " + why, e);
    }
}
