// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.rules.KernelRules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample cases S01 to S15 of driver-match, section 18. */
class SpecificationSamplesTest {

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource(delimiter = '|', textBlock = """
            S01|5.11|144d:a808/144d:a801 c010802|nvme{144d:a808; *:*/010802/ffffff} & vfio-pci{none} [vfio]||ADD|nvme||STATIC_ID
            S02|5.11|8086:5917/17aa:2258 c030000|i915{8086:5917/030000/ff0000} & vfio-pci{none} [vfio]|override=vfio-pci|ADD|vfio-pci||OVERRIDE_WILDCARD
            S03|5.15|8086:5917/17aa:2258 c030000|i915{8086:5917/030000/ff0000} & vfio-pci{*:*!} [vfio]|override=vfio-pci|ADD|vfio-pci||FLAGGED_ID
            S04|5.15|1b21:2142/1043:8756 c0c0330|vfio-pci{*:*!} [vfio]||ADD|none||OVERRIDE_REQUIRED
            S05|5.11+S|10de:1db5/10de:1249 c030200|vfio-pci{none} [vfio] & nvlink2gpu-vfio-pci{10de:1db1; 10de:1db5; 10de:1db8; 10de:1df5} [vfio] & nouveau{10de:*/030000/ff0000; 12d2:*/030000/ff0000}||ADD|nvlink2gpu-vfio-pci||STATIC_ID
            S06|6.12|1b21:2142/1043:8756 c0c0330|vfio-pci{*:*!} +1b21:2142 [vfio] & xhci_hcd{*:*/0c0330/ffffffff}||ADD|vfio-pci||DYNAMIC_ID
            S07|6.12|8086:9d03/17aa:2258 c010601|ahci{*:*/010601/ffffff} & vfio-pci{*:*!} +8086:9d03 [vfio]||ADD|ahci||STATIC_ID
            S08|6.12|144d:a808/144d:a801 c010802|nvme{144d:a808; *:*/010802/ffffff} & vfio-pci{*:*!} [vfio]||ADD, NEW_ID vfio-pci 144d a808, UNBIND nvme, BIND vfio-pci|vfio-pci|ok|DYNAMIC_ID
            S09|6.12|10de:1eb8/10de:12a2 c030200|vfio-pci{*:*!} +10de:1eb8 [vfio]||NEW_ID vfio-pci 10de 1eb8|none|EEXIST|WRITE_REJECTED
            S10|6.12|8086:154c/8086:0000 c020000|iavf{8086:154c} & vfio-pci{*:*!} [vfio]|vf-off|ADD|none||VF_AUTOPROBE_OFF
            S11|6.12|8086:154c/8086:0000 c020000|iavf{8086:154c} & vfio-pci{*:*!} [vfio]|override=vfio-pci vf-off|ADD|vfio-pci||FLAGGED_ID
            S12|5.19|8086:9d71/17aa:2258 c040300|snd_hda_intel{8086:9d71}|held|BIND snd_hda_intel|none|EBUSY|DMA_OWNED
            S13|7.1|1b21:2142/1043:8756 c0c0330|xhci_hcd{*:*/0c0330/ffffffff}|autoprobe=0|ADD|none||AUTOPROBE_OFF
            S14|6.12|10de:1db1/10de:1212 c030200|nouveau{10de:*/030000/ff0000; 12d2:*/030000/ff0000} & vfio-pci{*:*!} +10de:* [vfio]||ADD, OVERRIDE none, UNBIND nouveau, DRIVERS_PROBE|none|ok|OVERRIDE_OTHER
            S15|5.12|1014:04ea/0000:0000 c068001|vfio-pci{none} [vfio]|override=vfio-pci|ADD|vfio-pci||OVERRIDE_WILDCARD
            """)
    void endsAsTheSpecificationSays(String id, String kernel, String device, String drivers, String given,
            String events, String driver, String write, String reason) {
        BusFunction function = Notation.function(device);
        List<String> words = given == null ? List.of() : List.of(given.split(" "));
        Set<String> held = new LinkedHashSet<>();
        boolean autoprobe = true;
        for (String word : words) {
            if (word.startsWith("override=")) {
                function = function.withOverride(Optional.of(word.substring(9)));
            } else if (word.equals("vf-off")) {
                function = function.asVirtual(new BusFunction.Virtual(Optional.empty(), Optional.of(false)));
            } else if (word.equals("held")) {
                held.add(function.group().group().orElseThrow());
            } else if (word.equals("autoprobe=0")) {
                autoprobe = false;
            }
        }
        List<DriverModel> models = new ArrayList<>();
        for (String each : drivers.split(" & ")) {
            models.add(Notation.driver(each));
        }
        boolean arrives = events.startsWith("ADD");
        BusState state = BusState.of(KernelRules.named(kernel), models, arrives ? List.of() : List.of(function))
                .withAutoprobe(autoprobe).withHeldGroups(held);
        StepResult last = null;
        for (String event : events.split(", ")) {
            last = new PciBusSimulator().apply(last == null ? state : last.state(), event(event, function));
        }
        assertEquals(driver, last.state().functions().get(function.address()).driver().orElse("none"));
        StepResult.FunctionOutcome outcome = last.outcomes().get(function.address());
        assertEquals(reason, outcome.reason().name());
        assertEquals(write, arrives && events.equals("ADD") ? null : last.write().orElseThrow().text());
        assertFalse(outcome.steps().isEmpty());
        assertFalse(outcome.steps().get(outcome.deciding()).text().isEmpty());
    }

    private static BusEvent event(String text, BusFunction function) {
        String[] words = text.split(" ", 3);
        String address = function.address();
        return switch (words[0]) {
            case "ADD" -> new BusEvent.Add(function);
            case "NEW_ID" -> new BusEvent.NewId(words[1], words[2]);
            case "UNBIND" -> new BusEvent.Unbind(words[1], address);
            case "BIND" -> new BusEvent.Bind(words[1], address);
            case "DRIVERS_PROBE" -> new BusEvent.DriversProbe(address);
            case "OVERRIDE" -> new BusEvent.Override(address, words[1] + "\n");
            default -> throw new IllegalArgumentException(Arrays.toString(words));
        };
    }
}
