// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Assumptions;

/** Runs the device tree tools of the machine as independent truth, and reads the corpus. */
final class Tools {

    /** What a tool answered. */
    record Answer(int exit, byte[] output, String errors) {
    }

    private Tools() {
    }

    /** Skips the calling test where the tool is not installed in the version whose output is compared. */
    static void requireDtc161() {
        try {
            Answer answer = run("dtc", "--version");
            Assumptions.assumeTrue(new String(answer.output).contains("1.6.1"), "skipped: dtc is not 1.6.1");
        } catch (UncheckedIOException e) {
            Assumptions.abort("skipped: dtc is not installed");
        }
    }

    static Answer run(String... command) {
        return run(new byte[0], command);
    }

    static Answer run(byte[] input, String... command) {
        try {
            Path errors = Files.createTempFile("errors", ".txt");
            Path in = Files.createTempFile("in", ".bin");
            Path out = Files.createTempFile("out", ".bin");
            try {
                Files.write(in, input);
                Process process = new ProcessBuilder(command).redirectInput(in.toFile()).redirectOutput(out.toFile())
                        .redirectError(errors.toFile()).start();
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("no answer within a minute: " + String.join(" ", command));
                }
                return new Answer(process.exitValue(), Files.readAllBytes(out), Files.readString(errors));
            } finally {
                Files.delete(errors);
                Files.delete(in);
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@return all blobs of the corpus outside of the folder of malformed ones} */
    static Stream<Path> soundBlobs() {
        return CorpusFiles.list("", ".dtb", ".dtbo").stream().filter(p -> !p.toString().contains("malformed"));
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] dts(Fdt tree, boolean sorted) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            new DtsWriter(sorted).write(tree, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] dtc(byte[] blob, String... options) {
        List<String> command = new ArrayList<>(List.of("dtc", "-q", "-q", "-I", "dtb", "-O", "dts"));
        command.addAll(Arrays.asList(options));
        Answer answer = run(blob, command.toArray(String[]::new));
        if (answer.exit() != 0) {
            throw new IllegalStateException("dtc: " + answer.errors());
        }
        return answer.output();
    }
}
