// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Inputs that fuzzing found, and seeds: each keeps what the targets promise. */
class FuzzedTextsTest {

    private static final Path FOUND = CorpusFiles.projectRoot().resolve("bundles/org.bindscope.analysis.tests/fuzz-inputs");

    @TestFactory
    Stream<DynamicTest> foundTexts() throws IOException {
        return inputs("smi").map(file -> DynamicTest.dynamicTest(file.getFileName().toString(),
                () -> SmiTextTarget.fuzzerTestOneInput(Files.readAllBytes(file))));
    }

    @TestFactory
    Stream<DynamicTest> foundTopologies() throws IOException {
        return inputs("topology").map(file -> DynamicTest.dynamicTest(file.getFileName().toString(),
                () -> TopologyXmlTarget.fuzzerTestOneInput(Files.readAllBytes(file))));
    }

    @TestFactory
    Stream<DynamicTest> everyTextOfTheCorpusIsASeedThatHolds() {
        return Stream.of("text", "xml").flatMap(folder -> CorpusFiles.list(folder, ".txt", ".xml").stream())
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    SmiTextTarget.fuzzerTestOneInput(Files.readAllBytes(file));
                    TopologyXmlTarget.fuzzerTestOneInput(Files.readAllBytes(file));
                }));
    }

    private static Stream<Path> inputs(String target) throws IOException {
        Path folder = FOUND.resolve(target);
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }
}
