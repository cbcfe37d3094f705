// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Inputs that fuzzing found: each keeps what the targets promise. */
class FuzzedInputsTest {

    private interface Target {
        void tryOne(byte[] data) throws IOException;
    }

    @TestFactory
    Stream<DynamicTest> foundInputsOfArchives() throws IOException {
        return inputs("archive", ArchiveTarget::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> foundInputsOfSysfs() throws IOException {
        return inputs("sysfs", SysfsTarget::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> foundInputsOfLspci() throws IOException {
        return inputs("lspci", LspciTextTarget::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> foundInputsOfUdev() throws IOException {
        return inputs("udev", UdevTextTarget::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> foundInputsOfNodeDevices() throws IOException {
        return inputs("nodedev", NodeDeviceXmlTarget::fuzzerTestOneInput);
    }

    @TestFactory
    Stream<DynamicTest> foundInputsOfBugReports() throws IOException {
        return inputs("bugreport", BugReportTarget::fuzzerTestOneInput);
    }

    private static Stream<DynamicTest> inputs(String name, Target target) throws IOException {
        Path folder = CorpusFiles.projectRoot().resolve("bundles/org.bindscope.snapshot.tests/fuzz-inputs").resolve(name);
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> target.tryOne(Files.readAllBytes(file))));
        }
    }
}
