// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioReaderTest {

    private static final String GOOD = """
            title: t
            kernel: "6.12"
            devices:
              - { address: "0000:01:00.0", id: "10de:1db5", class: "030200" }
            drivers:
              - { name: nouveau, ids: ["10de:*/030000/ff0000"] }
            steps:
              - ADD
              - expect: { driver: nouveau }
            """;

    private static String complaint(String text) {
        return assertThrows(ScenarioException.class, () -> ScenarioReader.read("s.yaml", text)).getMessage();
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            title: t                       | titel: t                    | s.yaml:1 | titel
            kernel: "6.12"                 | kernel: "F"                 | s.yaml:2 | S-nocompat
            class: "030200"                | klass: "030200"             | s.yaml:4 | pfDriversAutoprobe
            class: "030200"                | class: "1030200"            | s.yaml:4 | class
            id: "10de:1db5"                | id: "10de"                  | s.yaml:4 | vendor:device
            "0000:01:00.0"                 | "01:00.0"                   | s.yaml:4 | dddd:bb:dd.f
            class: "030200"                | class: "030200", parent: "0000:00:00.0" | s.yaml:4 | 0000:00:00.0
            class: "030200"                | class: "030200", pcie: port | s.yaml:4 | rootPort
            class: "030200"                | class: "030200", acs: 1d    | s.yaml:4 | capability/control
            class: "030200"                | class: "030200", bindAllowed: maybe | s.yaml:4 | true or false
            "10de:*/030000/ff0000"         | "10de"                      | s.yaml:6 | vendor:device[:
            name: nouveau                  | nam: nouveau                | s.yaml:6 | dynamicIds
            name: nouveau                  | name: nouveau, flags: [dma] | s.yaml:6 | managed
            name: nouveau                  | name: nouveau, probe: EWRONG | s.yaml:6 | EINVAL
            - ADD                          | - FLY                       | s.yaml:8 | DRIVERS_PROBE
            - ADD                          | - BIND nvidia               | s.yaml:8 | nouveau
            - ADD                          | - 0000:09:00.0 ADD          | s.yaml:8 | 0000:09:00.0
            - ADD                          | - AUTOPROBE 2               | s.yaml:8 | 0 or 1
            driver: nouveau }              | drivr: nouveau }            | s.yaml:9 | viable
            driver: nouveau }              | write: EFOO }               | s.yaml:9 | EBUSY
            driver: nouveau }              | reason: BECAUSE }           | s.yaml:9 | STATIC_ID
            driver: nouveau }              | driver: [a }                | s.yaml:9 | YAML
            """)
    void errorsNameTheLineTheKeyAndWhatIsAllowed(String from, String to, String place, String names) {
        assertTrue(GOOD.contains(from), from);
        String message = complaint(GOOD.replace(from, to));
        assertTrue(message.startsWith(place + ":"), message);
        assertTrue(message.contains(names), message);
    }

    @Test
    void missingKeysAndStrangeDocumentsAreOneSentence() {
        assertTrue(complaint("").contains("mapping"));
        assertTrue(complaint("- a\n- b\n").contains("mapping"));
        assertTrue(complaint(GOOD.replace("kernel: \"6.12\"\n", "")).contains("\"kernel\" is missing"));
        assertTrue(complaint("title: x\ntitle: y\n").contains("s.yaml:"));
        assertTrue(complaint("a: " + "[".repeat(100_000)).contains("YAML"));
        assertTrue(complaint("a: &a [*a]\n").startsWith("s.yaml"));
        assertTrue(complaint("x".repeat(2_000_000)).startsWith("s.yaml"));
    }

    @Test
    void anExpectationThatDoesNotHoldSaysWhatIs() throws ScenarioException {
        ScenarioResult result = new ScenarioRunner().run(ScenarioReader.read("s.yaml", GOOD.replace("driver: nouveau }",
                "driver: vfio-pci, reason: STATIC_ID }")));
        assertEquals(false, result.held());
        assertEquals(new ScenarioResult.Expectation("ADD", false, "0000:01:00.0 driver vfio-pci", "0000:01:00.0 driver nouveau"),
                result.expectations().get(0));
        assertTrue(result.expectations().get(1).held());
    }

    @Test
    void stepsCarryTheMachineAfterThemAndTheAnswerOfWrites() throws ScenarioException {
        ScenarioResult result = new ScenarioRunner().run(ScenarioReader.read("s.yaml",
                GOOD.replace("- ADD\n", "- ADD\n  - OVERRIDE x\\n\n  - UNBIND\n  - DRIVERS_PROBE\n")));
        assertEquals(Optional.empty(), result.steps().get(0).write());
        assertEquals(Optional.of("nouveau"), result.steps().get(0).devices().get(0).driver());
        assertEquals("OVERRIDE x\\n", result.steps().get(1).step());
        assertEquals(Optional.of("ok"), result.steps().get(3).write());
        assertEquals(Optional.empty(), result.steps().get(3).devices().get(0).driver());
        assertEquals("0", result.groups().get(0).number());
    }
}
