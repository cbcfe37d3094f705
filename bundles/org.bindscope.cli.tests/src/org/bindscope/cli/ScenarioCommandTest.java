// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.bindscope.training.Sample;
import org.bindscope.training.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** {@code scenario}: the keys of its JSON, expectations and bad files. */
class ScenarioCommandTest {

    private static final String MACHINE = """
            title: One card
            kernel: "6.12"
            devices:
              - { address: "0000:01:00.0", id: "8086:10d3", class: "020000" }
            drivers:
              - { name: e1000e, ids: ["8086:10d3"] }
            steps:
              - ADD
              - expect: { driver: DRIVER }
              - UNBIND e1000e
              - UNBIND e1000e
            """;

    @TempDir
    private Path folder;

    static List<Sample> scenarios() {
        return Samples.scenarios();
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("case.yaml"), text).toString();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyScenarioThatShipsHolds(Sample scenario) {
        Run run = Run.of("scenario", "sample:" + scenario.name(), "--format", "json");
        assertEquals(0, run.status(), run.out() + run.err());
        JsonObject answer = run.array().get(0).getAsJsonObject();
        assertEquals(List.of("file", "title", "steps", "groups", "expectations"), List.copyOf(answer.keySet()));
        assertEquals(scenario.title(), answer.get("title").getAsString());
        for (JsonElement step : answer.getAsJsonArray("steps")) {
            assertEquals(List.of("step", "write", "devices"), List.copyOf(step.getAsJsonObject().keySet()));
            for (JsonElement device : step.getAsJsonObject().getAsJsonArray("devices")) {
                assertEquals(List.of("address", "driver", "reason", "steps", "operations"),
                        List.copyOf(device.getAsJsonObject().keySet()));
            }
        }
        for (JsonElement expectation : answer.getAsJsonArray("expectations")) {
            assertEquals(List.of("step", "held", "expected", "got"), List.copyOf(expectation.getAsJsonObject().keySet()));
            assertTrue(expectation.getAsJsonObject().get("held").getAsBoolean());
        }
        Run text = Run.of("scenario", "sample:" + scenario.name());
        assertTrue(text.out().contains(scenario.title()), text.out());
        assertFalse(text.out().contains("NOT AS EXPECTED"), text.out());
    }

    @Test
    void writesAnswerAsTheKernelDoes() throws IOException {
        Run run = Run.of("scenario", file(MACHINE.replace("DRIVER", "e1000e")), "--format", "json");
        assertEquals(0, run.status(), run.err());
        var steps = run.array().get(0).getAsJsonObject().getAsJsonArray("steps");
        assertTrue(steps.get(0).getAsJsonObject().get("write").isJsonNull());
        assertEquals("ok", steps.get(1).getAsJsonObject().get("write").getAsString());
        assertEquals("ENODEV", steps.get(2).getAsJsonObject().get("write").getAsString());
    }

    @Test
    void anExpectationThatDoesNotHoldMakesTheStatusOne() throws IOException {
        String file = file(MACHINE.replace("DRIVER", "vfio-pci"));
        Run run = Run.of("scenario", file);
        assertEquals(1, run.status());
        assertEquals("", run.err());
        assertTrue(run.out().contains("NOT AS EXPECTED"), run.out());
        Run two = Run.of("scenario", "sample:01-first-fitting-driver", file, "--format", "json");
        assertEquals(1, two.status());
        assertEquals(2, two.array().size());
    }

    @Test
    void badFilesNameFileLineAndWhatIsAllowed() throws IOException {
        Run run = Run.of("scenario", file(MACHINE + "foo: 1\n"));
        assertEquals(2, run.status());
        assertEquals("", run.out());
        assertEquals(1, run.err().lines().count());
        assertTrue(run.err().contains("case.yaml:12") && run.err().contains("foo") && run.err().contains("steps"), run.err());
        for (String bad : List.of("", "title: [", "- 1\n", "\u0000", "title: x\nkernel: \"Q\"\n")) {
            Run other = Run.of("scenario", file(bad));
            assertEquals(2, other.status(), bad);
            assertEquals(1, other.err().lines().count(), other.err());
            assertTrue(other.err().contains("case.yaml"), other.err());
        }
        assertEquals(2, Run.of("scenario", "/no/such.yaml").status());
        assertTrue(Run.of("scenario", "sample:nosuch").err().contains("01-first-fitting-driver"));
    }
}
