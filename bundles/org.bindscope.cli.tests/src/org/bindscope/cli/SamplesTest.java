// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.testsupport.CorpusFiles;
import org.bindscope.training.Sample;
import org.bindscope.training.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The samples that ship: all there, unchanged, described, and each opens. */
class SamplesTest {

    private static final Map<String, String> CORPUS = Map.ofEntries(
            Map.entry("sequoia", "synthetic/skiboot-npu2-sequoia.sysfs.tar.xz"),
            Map.entry("sequoia-dtb", "synthetic/skiboot-npu2-sequoia.dtb"),
            Map.entry("minsky", "synthetic/minsky-8335-gtb-4gpu.sysfs.tar.xz"),
            Map.entry("qemu-powernv9", "sysfs/qemu/qemu-powernv9-2chip.tar.xz"),
            Map.entry("qemu-arm64-smmuv3", "sysfs/qemu/qemu-arm64-virt-smmuv3.tar.xz"),
            Map.entry("qemu-pseries", "sysfs/qemu/qemu-pseries.tar.xz"),
            Map.entry("qemu-x86-nodrivers", "qemu/A-00-nodrivers.tar.gz"),
            Map.entry("qemu-x86-coldplug", "qemu/A-01-coldplug.tar.gz"),
            Map.entry("qemu-x86-override", "qemu/A-02-vfio-override.tar.gz"),
            Map.entry("qemu-x86-newid", "qemu/A-03-vfio-newid.tar.gz"),
            Map.entry("qemu-x86-ids-early", "qemu/A-04-vfio-ids-cmdline.tar.gz"),
            Map.entry("qemu-x86-ids-late", "qemu/A-05-vfio-ids-late.tar.gz"),
            Map.entry("qemu-arm64-nodrivers", "qemu/arm-00-nodrivers.tar.gz"),
            Map.entry("qemu-arm64-coldplug", "qemu/arm-01-coldplug.tar.gz"),
            Map.entry("qemu-arm64-override", "qemu/arm-02-vfio-override.tar.gz"));

    static List<Sample> machines() {
        return Samples.machines();
    }

    private static Path folder() {
        return CorpusFiles.projectRoot().resolve("bundles/org.bindscope.training/samples");
    }

    private static Set<String> files(Path folder, String... endings) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> Stream.of(endings).anyMatch(name::endsWith)).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void everyFileIsListedOnceAndDescribed() throws IOException {
        Set<String> names = new HashSet<>();
        Set<String> listed = new TreeSet<>();
        String readme = Files.readString(folder().resolve("README.md"));
        for (Sample sample : Samples.machines()) {
            assertTrue(names.add(sample.name()), sample.name());
            assertTrue(sample.name().matches("[a-z0-9-]+"), sample.name());
            assertFalse(sample.title().isBlank());
            assertFalse(sample.description().isBlank());
            listed.add(sample.fileName());
        }
        assertEquals(files(folder(), ".tar.gz", ".tar.xz", ".dtb"), listed);
        assertEquals(names, CORPUS.keySet());
        assertTrue(readme.contains("sequoia.tar.xz") && readme.contains("minsky.tar.xz") && readme.contains("qemu-x86-*.tar.gz"));
        assertTrue(Samples.machine("nosuch").isEmpty());
    }

    @ParameterizedTest
    @MethodSource("machines")
    void theContentIsThatOfTheCorpus(Sample sample) throws IOException {
        byte[] expected = Files.readAllBytes(CorpusFiles.require(CORPUS.get(sample.name())));
        try (InputStream in = sample.open()) {
            assertArrayEquals(expected, in.readAllBytes());
        }
    }

    @Test
    void theListOfScenariosNamesEveryFile() throws IOException {
        Path scenarios = folder().resolve("scenarios");
        Set<String> expected = Files.isDirectory(scenarios) ? files(scenarios, ".yaml") : Set.of();
        assertEquals(expected, Samples.scenarios().stream().map(Sample::fileName).collect(Collectors.toCollection(TreeSet::new)));
        for (Sample scenario : Samples.scenarios()) {
            assertFalse(scenario.title().isBlank(), scenario.name());
            try (InputStream in = scenario.open()) {
                assertTrue(in.readAllBytes().length > 0);
            }
        }
    }
}
