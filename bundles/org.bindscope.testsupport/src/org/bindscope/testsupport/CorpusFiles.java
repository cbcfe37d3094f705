// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/**
 * Finds the developers' corpus, which lies in {@code shared/corpus} beside the checkout and belongs
 * to others, so that it is not part of the project. A clone without it skips the tests that need it.
 */
public final class CorpusFiles {

    private CorpusFiles() {
    }

    /**
     * The project's root folder: the nearest folder upward that holds {@code targetplatform}.
     *
     * @return an absolute path
     */
    public static Path projectRoot() {
        Path folder = Path.of("").toAbsolutePath();
        for (Path at = folder; at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("targetplatform"))) {
                return at;
            }
        }
        throw new IllegalStateException("No project root above " + folder);
    }

    /**
     * The corpus folder.
     *
     * @return empty where the corpus is not there
     */
    public static Optional<Path> corpus() {
        Path corpus = projectRoot().resolve("../shared/corpus").normalize();
        return Files.isDirectory(corpus) ? Optional.of(corpus) : Optional.empty();
    }

    /**
     * One file of the corpus; the calling test is skipped where the corpus is not there.
     *
     * @param name path below the corpus folder, with slashes
     * @return a path that exists
     */
    public static Path require(String name) {
        Optional<Path> corpus = corpus();
        Assumptions.assumeTrue(corpus.isPresent(), () -> "skipped without ../shared/corpus: " + name);
        Path file = corpus.get().resolve(name);
        if (!Files.exists(file)) {
            throw new IllegalStateException("The corpus lacks " + name);
        }
        return file;
    }

    /**
     * All regular files below a folder of the corpus whose names end with one of the given endings.
     *
     * @param folder  path below the corpus folder; empty for all
     * @param endings for example {@code .dtb}
     * @return sorted; empty where the corpus is not there, so that a parameterised test must be
     *         declared with {@code allowZeroInvocations = true}
     */
    public static List<Path> list(String folder, String... endings) {
        Optional<Path> corpus = corpus();
        if (corpus.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(corpus.get().resolve(folder))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
