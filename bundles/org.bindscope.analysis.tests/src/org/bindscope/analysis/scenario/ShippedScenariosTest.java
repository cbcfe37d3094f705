// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario that ships says what it expects, and gets it. */
class ShippedScenariosTest {

    static List<Path> scenarios() throws IOException {
        try (Stream<Path> files = Files.list(CorpusFiles.projectRoot().resolve("bundles/org.bindscope.training/samples/scenarios"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    @Test
    void thereAreAtLeastTwenty() throws IOException {
        assertTrue(scenarios().size() >= 20);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyExpectationHolds(Path file) throws IOException, ScenarioException {
        Scenario scenario = ScenarioReader.read(file.getFileName().toString(), Files.readString(file));
        ScenarioResult result = new ScenarioRunner().run(scenario);
        assertFalse(result.expectations().isEmpty());
        assertEquals(List.of(), result.expectations().stream().filter(expectation -> !expectation.held()).toList());
    }
}
