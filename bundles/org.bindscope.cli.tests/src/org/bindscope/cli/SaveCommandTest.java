// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.bindscope.snapshot.capture.CaptureScript;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SaveCommandTest {

    @TempDir
    Path folder;

    static Stream<Path> inputs() {
        return Stream.of(CorpusFiles.list("qemu", "-01-coldplug.tar.gz"), CorpusFiles.list("sysfs", ".tar.gz", ".tar.xz", ".tar.bz2"),
                CorpusFiles.list("synthetic", ".tar.xz")).flatMap(list -> list.stream());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("inputs")
    void matchingAndGroupingAreTheSameAfterRedaction(Path input) {
        String saved = folder.resolve("saved.tar.gz").toString();
        Run run = Run.of("save", input.toString(), "--redact", "--redact-key", "key", "-o", saved);
        assertEquals(0, run.status(), run.err());
        for (String command : new String[] {"match", "groups", "nvlink"}) {
            assertEquals(Run.of(command, input.toString(), "--format", "json").json(),
                    Run.of(command, saved, "--format", "json").json(), command + " " + input);
        }
    }

    @Test
    void severalInputsSavedAsOneAnswerTheSameWithAndWithoutRedaction() {
        String[] inputs = {CorpusFiles.require("synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz").toString(), "--with",
            CorpusFiles.require("text/ac922-4gpu.nvlink-R.txt").toString(), "--with", CorpusFiles.require("text/ac922-4gpu.nccl-topo.xml").toString(),
            "--with", CorpusFiles.require("synthetic/ac922-8335-gth-4gpu.dtb").toString()};
        for (boolean redacted : new boolean[] {false, true}) {
            String saved = folder.resolve("saved-" + redacted + ".tar.gz").toString();
            Stream<String> options = redacted ? Stream.of("--redact", "--redact-key", "key", "-o", saved) : Stream.of("-o", saved);
            Run run = Run.of(Stream.of(Stream.of("save"), Stream.of(inputs), options).flatMap(words -> words).toArray(String[]::new));
            assertEquals(0, run.status(), run.err());
            for (String command : new String[] {"match", "groups"}) {
                assertEquals(Run.of(Stream.of(Stream.of(command), Stream.of(inputs), Stream.of("--format", "json")).flatMap(words -> words)
                        .toArray(String[]::new)).json(), Run.of(command, saved, "--format", "json").json(), command + " redacted " + redacted);
            }
        }
    }

    @Test
    void theReportSaysWhatWasReplacedAndNeverTheValue() {
        Run run = Run.of("save", "sample:sequoia", "--redact", "-o", folder.resolve("saved.tar.xz").toString());
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("  device tree property  "), run.out());
    }

    @Test
    void anotherEndingIsRefusedInOneLine() {
        Run run = Run.of("save", "sample:sequoia", "-o", folder.resolve("saved.rar").toString());
        assertEquals(2, run.status());
        assertTrue(run.err().contains(".tar.xz"), run.err());
        assertEquals(1, run.err().lines().count());
    }

    @Test
    void captureWritesTheScript() throws Exception {
        assertEquals(CaptureScript.text(), Run.of("capture").out());
        Path file = folder.resolve("capture.sh");
        assertEquals(0, Run.of("capture", "-o", file.toString()).status());
        assertEquals(CaptureScript.text(), Files.readString(file));
    }
}
