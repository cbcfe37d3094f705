// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.groups.GroupReport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

/** Who may hold a group, and when (driver-match sections 8 and 9.2). */
class HeldGroupTest {

    private static final String TEXT = """
            title: A group with a host driver
            kernel: "%s"
            devices:
              - { address: "0000:01:00.0", id: "10de:1c82", class: "030000", group: "12", override: vfio-pci }
              - { address: "0000:01:00.1", id: "10de:0fb9", class: "040300", group: "12" }
            drivers:
              - { name: snd_hda_intel, ids: ["10de:*/040300/ffffff"] }
              - { name: vfio-pci, flags: [vfio]%s }
            steps:
              - 0000:01:00.0 BIND vfio-pci
              - 0000:01:00.1 BIND snd_hda_intel
              - 0000:01:00.0 HOLD
              - expect: { write: %s }
              - 0000:01:00.1 UNBIND snd_hda_intel
              - 0000:01:00.0 HOLD
              - 0000:01:00.1 BIND snd_hda_intel
              - expect: { device: "0000:01:00.1", write: %s }
            """;

    private static ScenarioResult run(String kernel, String refused, String later) throws ScenarioException {
        String ids = kernel.equals("5.10") ? "" : ", ids: [\"*:*!\"]";
        return new ScenarioRunner().run(ScenarioReader.read("x.yaml", TEXT.formatted(kernel, ids, refused, later)));
    }

    @ParameterizedTest
    @CsvSource({"6.12, EPERM, EBUSY", "5.19, EPERM, EBUSY", "5.18, EINVAL, ok", "5.10, EINVAL, ok"})
    void aGroupWithAHostDriverIsRefusedAndAfterwardsTheHostDriverIs(String kernel, String refused, String later)
            throws ScenarioException {
        ScenarioResult result = run(kernel, refused, later);
        assertEquals(List.of(), result.expectations().stream().filter(expectation -> !expectation.held()).toList());
    }

    @Test
    void theReportOfAHeldGroupSaysSo() throws ScenarioException {
        GroupReport group = run("6.12", "EPERM", "EBUSY").groups().get(0);
        assertEquals(Optional.of(true), group.hold().orElseThrow().held());
    }
}
