// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the matcher predicts beside what real kernels did. */
class RecordedKernelTest {

    private static Map<String, Optional<String>> predictions(String capture) {
        Map<String, Optional<String>> predicted = new TreeMap<>();
        for (DeviceVerdict verdict : Captures.analysis(capture).verdicts()) {
            predicted.put(verdict.address(), verdict.reason() == ReasonCode.UNKNOWN
                    ? Optional.of("unknown " + verdict.outcomes()) : verdict.predicted());
        }
        return predicted;
    }

    @ParameterizedTest
    @ValueSource(strings = { "A", "arm" })
    void whatIsPredictedWithoutModulesIsWhatTheKernelHasAfterColdplug(String machine) throws IOException {
        assertEquals(new TreeMap<>(Captures.recordedDrivers("qemu/" + machine + "-01-coldplug.facts.json")),
                predictions("qemu/" + machine + "-00-nodrivers.tar.gz"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "A-01-coldplug", "A-02-vfio-override", "A-04-vfio-ids-cmdline", "A-05-vfio-ids-late",
            "arm-01-coldplug", "arm-02-vfio-override" })
    void probingAgainWouldEndAsTheKernelHasIt(String capture) throws IOException {
        assertEquals(new TreeMap<>(Captures.recordedDrivers("qemu/" + capture + ".facts.json")),
                predictions("qemu/" + capture + ".tar.gz"));
    }

    @Test
    void aDeviceBoundByNameAfterNewIdWouldGoBackToTheDriverThatRegisteredFirst() throws IOException {
        Map<String, Optional<String>> recorded = new LinkedHashMap<>(Captures.recordedDrivers("qemu/A-03-vfio-newid.facts.json"));
        assertEquals(Optional.of("vfio-pci"), recorded.put("0000:01:00.0", Optional.of("e1000e")));
        assertEquals(new TreeMap<>(recorded), predictions("qemu/A-03-vfio-newid.tar.gz"));
    }

    @Test
    void theVerdictSaysThatNoFileShowsWhyTheDeviceIsWhereItIs() {
        assertTrue(Captures.analysis("qemu/A-03-vfio-newid.tar.gz").verdict("0000:01:00.0").orElseThrow().steps().stream()
                .anyMatch(step -> step.text().startsWith("vfio-pci has the device by something that no file shows")));
    }

    @Test
    void theIdsParameterDecidesByWhoWasThereFirst() {
        assertEquals(ReasonCode.DYNAMIC_ID, Captures.analysis("qemu/A-04-vfio-ids-cmdline.tar.gz").verdict("0000:01:00.0")
                .orElseThrow().reason());
        assertEquals(ReasonCode.STATIC_ID, Captures.analysis("qemu/A-05-vfio-ids-late.tar.gz").verdict("0000:01:00.0")
                .orElseThrow().reason());
        assertEquals(ReasonCode.DYNAMIC_ID, Captures.analysis("qemu/A-05-vfio-ids-late.tar.gz").verdict("0000:00:05.0")
                .orElseThrow().reason());
    }

    @Test
    void everyVerdictHasASentenceStepsAndADecidingStep() {
        for (String capture : new String[] { "A-00-nodrivers", "A-02-vfio-override", "arm-02-vfio-override" }) {
            for (DeviceVerdict verdict : Captures.analysis("qemu/" + capture + ".tar.gz").verdicts()) {
                assertFalse(verdict.sentence().isBlank());
                assertFalse(verdict.steps().get(verdict.decidingStep()).sentence().isBlank());
                verdict.candidates().forEach(candidate -> assertFalse(candidate.why().isBlank()));
            }
        }
    }

    @Test
    void theRefusalOfTheSharedStreamIsReadFromTheKernelLog() {
        DeviceVerdict verdict = Captures.analysis("qemu/arm-02-vfio-override.tar.gz").verdict("0000:08:02.0").orElseThrow();
        assertEquals(ReasonCode.PROBE_ERROR, verdict.reason());
        assertEquals("vfio-pci", verdict.candidates().get(0).driver());
    }

    /** The recorded kernel refused this one: the other device behind the bridge already had its stream id. */
    @Test
    void theRefusalOfTheSharedStreamIsForeseenFromTheDeviceTree() {
        DeviceVerdict verdict = wanted("qemu/arm-01-coldplug.tar.gz", "0000:08:02.0");
        assertEquals(ReasonCode.PROBE_ERROR, verdict.reason());
        assertTrue(verdict.steps().get(verdict.decidingStep()).text().contains("stream id 2048, which 0000:08:01.0 has already"),
                () -> verdict.steps().toString());
    }

    /** Before any driver took a device, the IOMMU takes each, as it did when the recorded kernel loaded its drivers. */
    @Test
    void aDeviceWithoutGroupIsTakenWhereTheIommuWorksAndItsStreamIdIsFree() {
        for (String address : List.of("0000:05:00.0", "0000:06:00.0", "0000:08:01.0", "0000:08:02.0")) {
            DeviceVerdict verdict = wanted("qemu/arm-00-nodrivers.tar.gz", address);
            assertEquals(Optional.of("vfio-pci"), verdict.predicted(), address);
            assertEquals(ReasonCode.FLAGGED_ID, verdict.reason(), address);
        }
    }

    private static DeviceVerdict wanted(String capture, String address) {
        return Captures.analysis(capture).with(List.of(new WhatIf.Load("vfio-pci"), new WhatIf.SetOverride(address, "vfio-pci")))
                .verdict(address).orElseThrow();
    }
}
