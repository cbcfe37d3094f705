// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Inputs that fuzzing found, and seeds: each keeps what the targets promise. */
class FuzzedInputsTest {

    private static final String ALIASES = "alias pci:v000010DEd*sv*sd*bc03sc02i00* nvidia\nalias pci:v*d*sv*sd*bc*sc*i* any\n"
            + "alias vfio_pci:v000015B3d0000101Esv*sd*bc*sc*i* mlx5_vfio_pci\n# no alias\nalias broken\n";
    private static final String CONFIG = "options vfio-pci ids=10de:1db5\nsoftdep nouveau pre: vfio-pci\nblacklist nouveau\n"
            + "install nouveau /bin/false\nalias a b\nremove x \\\n y\n\0options a b\n\0modprobe.blacklist=nouveau vfio-pci.ids=1:2";

    @TestFactory
    Stream<DynamicTest> foundInputsOfAliases() throws IOException {
        return inputs("aliases", ALIASES, ModulesAliasTarget::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> foundInputsOfModprobe() throws IOException {
        return inputs("modprobe", CONFIG, ModprobeConfigTarget::fuzzerTestOneInput);
    }

    private static Stream<DynamicTest> inputs(String name, String seed, Consumer<byte[]> target) throws IOException {
        Stream<DynamicTest> first = Stream.of(DynamicTest.dynamicTest("seed",
                () -> target.accept(seed.getBytes(StandardCharsets.UTF_8))));
        Path folder = CorpusFiles.projectRoot().resolve("bundles/org.bindscope.analysis.tests/fuzz-inputs").resolve(name);
        if (!Files.isDirectory(folder)) {
            return first;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return Stream.concat(first, files.filter(Files::isRegularFile).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> target.accept(Files.readAllBytes(file)))));
        }
    }
}
