// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Inputs that fuzzing found, and its seeds: each keeps what the target promises. */
class FuzzedSpacesTest {

    @TestFactory
    Stream<DynamicTest> foundInputsAndSeedsOfConfigurationSpace() throws IOException {
        Path folder = CorpusFiles.projectRoot().resolve("bundles/org.bindscope.analysis.tests/fuzz-inputs/config");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(),
                            () -> ConfigSpaceTarget.fuzzerTestOneInput(Files.readAllBytes(file))));
        }
    }
}
