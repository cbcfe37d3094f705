// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.scenario.ScenarioException;
import org.bindscope.training.Sample;
import org.bindscope.training.Samples;
import org.junit.jupiter.api.Test;

class PlayedScenarioTest {

    private static final String TWICE = """
            title: Twice the same write
            kernel: "6.12"
            devices:
              - { address: "0000:01:00.0", id: "8086:10d3", class: "020000", pcie: endpoint }
            drivers:
              - { name: e1000e, ids: ["8086:10d3"] }
            steps:
              - ADD
              - UNBIND e1000e
              - DRIVERS_PROBE
              - UNBIND e1000e
              - expect: { driver: none }
              - DRIVERS_PROBE
              - expect: { driver: vfio-pci }
            """;

    @Test
    void anExpectationStandsAtItsOwnStepWhenTwoStepsHaveOneText() throws ScenarioException {
        List<ScenarioRow> rows = PlayedScenario.of("twice.yaml", TWICE).rows();
        assertEquals(List.of("ADD", "UNBIND e1000e", "DRIVERS_PROBE", "UNBIND e1000e", "DRIVERS_PROBE"),
                rows.stream().map(ScenarioRow::step).toList());
        assertEquals(List.of("", "", "", "\u2714 1 of 1", "\u2716 0 of 1"), rows.stream().map(ScenarioRow::heldText).toList());
        assertEquals(List.of("e1000e", "no driver", "e1000e", "no driver", "e1000e"),
                rows.stream().map(ScenarioRow::driverText).toList());
    }

    @Test
    void aStepTellsOnlyOfTheDevicesThatItChanged() throws ScenarioException {
        String yaml = TWICE.substring(0, TWICE.indexOf("steps:")).replace("drivers:",
                "  - { address: \"0000:02:00.0\", id: \"8086:10d3\", class: \"020000\", pcie: endpoint }\ndrivers:")
                + "steps:\n  - 0000:02:00.0 DRIVERS_PROBE\n  - 0000:01:00.0 DRIVERS_PROBE\n";
        for (ScenarioRow row : PlayedScenario.of("two.yaml", yaml).rows()) {
            assertEquals(List.of(row.step().substring(0, 12)), row.changed().stream().map(device -> device.address()).toList());
            assertEquals("e1000e", row.driverText());
        }
    }

    @Test
    void aLineFeedThatIsWrittenIsSeenInTheRow() throws ScenarioException {
        String yaml = TWICE.replace("  - DRIVERS_PROBE\n", "  - \"OVERRIDE vfio-pci\\n\"\n");
        assertEquals("OVERRIDE vfio-pci\\n", PlayedScenario.of("a.yaml", yaml).rows().get(2).cells()[1]);
    }

    @Test
    void everyScenarioThatShipsHoldsAndHasAnAccount() throws IOException, ScenarioException {
        assertFalse(Samples.scenarios().isEmpty());
        for (Sample sample : Samples.scenarios()) {
            ScenarioInput input = ScenarioInput.of(sample);
            PlayedScenario played = PlayedScenario.of(input.text(), input.read());
            assertEquals(sample.title(), played.title());
            assertTrue(played.expected() > 0, sample.name());
            assertEquals(played.expected(), played.held(), sample.name());
            for (ScenarioRow row : played.rows()) {
                assertFalse(ScenarioPages.step(played, row).text().isEmpty(), sample.name());
            }
        }
    }

    @Test
    void aBrokenFileEndsInOneSentenceThatNamesIt() {
        String message = assertThrows(ScenarioException.class, () -> PlayedScenario.of("broken.yaml", "title: [")).getMessage();
        assertTrue(message.startsWith("broken.yaml:"), message);
        assertFalse(message.contains("\n"), message);
        assertTrue(assertThrows(IOException.class, () -> new ScenarioInput("sample:no-such").read()).getMessage()
                .startsWith("sample:no-such could not be read: "));
        assertEquals(Optional.empty(), Optional.of("machine.tar.xz").filter(ScenarioInput::isScenario));
    }
}
