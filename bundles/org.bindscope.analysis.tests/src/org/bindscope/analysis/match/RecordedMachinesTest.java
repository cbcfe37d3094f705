// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bindscope.analysis.groups.CorpusMachines;
import org.bindscope.analysis.groups.DriverBinding;
import org.bindscope.analysis.groups.GroupAnalysis;
import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.Machine;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Predictions and groups beside what kernels from 5.10 to 7.2 did, on the machine of the folder {@code recorded}. */
class RecordedMachinesTest {

    private static Path recorded(String name) {
        return CorpusFiles.projectRoot().resolve("bundles/org.bindscope.analysis.tests/recorded").resolve(name);
    }

    private static Map<String, String> drivers(String name) throws IOException {
        Map<String, String> drivers = new TreeMap<>();
        Files.readAllLines(recorded(name + ".drivers")).forEach(line -> drivers.put(line.split(" ")[0], line.split(" ")[1]));
        return drivers;
    }

    private static Map<String, String> predictions(Machine machine, KernelRules rules) {
        Map<String, String> predicted = new TreeMap<>();
        MatchAnalysis.of(machine, rules).verdicts().forEach(verdict -> predicted.put(verdict.address(),
                verdict.predicted().orElse("-")));
        return predicted;
    }

    private static KernelRules rules(Machine machine) {
        return KernelRules.named(machine.getProvenance().getKernelRelease());
    }

    @ParameterizedTest
    @CsvSource({ "linux-5.10-intel, ''", "linux-6.12-amd, 0000:02:00.0 0000:06:00.0", "linux-7.2-intel, ''" })
    void eachFunctionGetsTheDriverThatTheKernelGaveIt(String name, String failed) throws IOException {
        Machine machine = CorpusMachines.open(recorded(name + "-00-nodrivers.tar.xz"));
        Map<String, String> expected = drivers(name);
        List.of(failed.split(" ")).stream().filter(address -> !address.isEmpty())
                .forEach(address -> assertEquals("-", expected.put(address, "nvme")));
        assertEquals(expected, predictions(machine, rules(machine)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "linux-5.10-intel", "linux-6.12-amd", "linux-7.2-intel" })
    void theCaptureAfterwardsHasTheDriversThatTheKernelNamed(String name) throws IOException {
        Map<String, String> captured = new TreeMap<>();
        MachineIndex.functions(CorpusMachines.open(recorded(name + "-01-coldplug.tar.xz"))).forEach(function -> captured.put(
                function.getAddress(), function.getDriver() == null ? "-" : function.getDriver().getName()));
        assertEquals(drivers(name), captured);
    }

    @ParameterizedTest
    @ValueSource(strings = { "linux-5.10-intel-00-nodrivers", "linux-5.10-intel-01-coldplug", "linux-6.12-amd-00-nodrivers",
            "linux-6.12-amd-01-coldplug", "linux-7.2-intel-00-nodrivers", "linux-7.2-intel-01-coldplug" })
    void everyGroupComesOutAsTheKernelMadeIt(String name) {
        Machine machine = CorpusMachines.open(recorded(name + ".tar.xz"));
        List<GroupReport> groups = GroupAnalysis.study(machine, rules(machine), DriverBinding::inSnapshot).groups();
        assertEquals(23, groups.size());
        assertEquals(List.of(), groups.stream().filter(group -> !group.recomputed().equals(Optional.of(true)))
                .map(group -> group.number() + " " + group.difference()).toList());
    }
}
