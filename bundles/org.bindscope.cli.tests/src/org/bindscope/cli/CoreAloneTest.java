// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

/** A process of its own answers without OSGi, SWT or a display. */
class CoreAloneTest {

    private static final List<String> STRANGERS = List.of(" org.osgi.", " org.eclipse.osgi.", " org.eclipse.swt.",
            " org.eclipse.ui.", " org.eclipse.jface.", " org.eclipse.core.", " org.eclipse.equinox.", " java.awt.", " javax.swing.",
            " sun.awt.");

    @Test
    void inspectLoadsNoClassOfAWorkbench() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(java.toString(), "-Xlog:class+load:stderr", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "inspect", "sample:sequoia", "--format", "json")
                        .redirectError(ProcessBuilder.Redirect.to(log())).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        List<String> loaded = Files.readAllLines(log().toPath());
        log().delete();
        assertTrue(status < 2, String.join("\n", loaded.subList(Math.max(0, loaded.size() - 5), loaded.size())));
        assertTrue(out.startsWith("{\n"));
        assertTrue(loaded.size() > 500, "the log of loaded classes is empty");
        List<String> strangers = loaded.stream().filter(line -> STRANGERS.stream().anyMatch(line::contains)).toList();
        assertEquals(List.of(), strangers);
    }

    private static File log() {
        return new File(System.getProperty("java.io.tmpdir"), "bindscope-classes-" + ProcessHandle.current().pid() + ".log");
    }
}
