// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;

/** Runs the real tools that exports are checked with. */
final class Tools {

    /** What a tool said. */
    record Result(int status, String output) {
    }

    private Tools() {
    }

    /** Skips the calling test where a tool is not installed. */
    static void require(String tool) {
        Assumptions.assumeTrue(has(tool), () -> "skipped: " + tool + " is not installed");
    }

    static boolean has(String tool) {
        for (String folder : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":")) {
            if (Files.isExecutable(Path.of(folder, tool))) {
                return true;
            }
        }
        return false;
    }

    /** Runs a command with standard error joined to its output. */
    static Result run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "tool", ".out");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("does not end: " + command);
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /** Findings of shellcheck of every severity; empty when there are none. */
    static String shellcheck(Path folder, String script) throws IOException, InterruptedException {
        Path file = folder.resolve("checked.sh");
        Files.writeString(file, script);
        return run(folder, List.of("shellcheck", "-s", "sh", "-f", "gcc", file.toString())).output();
    }
}
