// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Inputs that fuzzing found, and seeds: each keeps what the targets promise. */
class FuzzedInputsTest {

    private static final Path FOUND =
            CorpusFiles.projectRoot().resolve("bundles/org.bindscope.devicetree.tests/fuzz-inputs");

    @TestFactory
    Stream<DynamicTest> foundInputsOfTheReader() throws IOException {
        return inputs("reader").map(file -> DynamicTest.dynamicTest(file.getFileName().toString(),
                () -> ReaderTarget.fuzzerTestOneInput(Files.readAllBytes(file))));
    }

    @TestFactory
    Stream<DynamicTest> foundInputsOfTheOverlayCode() throws IOException {
        return inputs("overlay").map(file -> DynamicTest.dynamicTest(file.getFileName().toString(),
                () -> OverlayTarget.fuzzerTestOneInput(Files.readAllBytes(file))));
    }

    @TestFactory
    Stream<DynamicTest> everyBlobOfTheCorpusIsASeedThatHolds() {
        return CorpusFiles.list("dtb", ".dtb", ".dtbo").stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(),
                        () -> ReaderTarget.fuzzerTestOneInput(Files.readAllBytes(file))));
    }

    @TestFactory
    Stream<DynamicTest> everyPairOfOverlaysOfTheCorpusIsASeedThatHolds() throws IOException {
        List<Path> blobs = CorpusFiles.list("dtb/overlays", ".dtb", ".dtbo");
        return blobs.stream().flatMap(base -> blobs.stream()
                .map(overlay -> DynamicTest.dynamicTest(base.getFileName() + " " + overlay.getFileName(),
                        () -> OverlayTarget.fuzzerTestOneInput(pair(base, overlay)))));
    }

    private static byte[] pair(Path base, Path overlay) throws IOException {
        byte[] first = Files.readAllBytes(base);
        byte[] second = Files.readAllBytes(overlay);
        return ByteBuffer.allocate(2 + first.length + second.length)
                .putShort((short) first.length).put(first).put(second).array();
    }

    private static Stream<Path> inputs(String target) throws IOException {
        Path folder = FOUND.resolve(target);
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }
}
