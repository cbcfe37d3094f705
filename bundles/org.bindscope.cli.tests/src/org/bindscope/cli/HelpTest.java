// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** Help, version and what happens when the reader of the answer goes away. */
class HelpTest {

    /** Words that the contract has; what does not work yet may be missing, nothing else may be there. */
    private static final List<String> CONTRACT = List.of("inspect", "match", "scenario", "groups", "nvlink", "findings", "plan",
            "diff", "config", "fdt", "diagram", "report", "capture", "save");

    private static List<String> listed(String usage) {
        List<String> names = new ArrayList<>();
        Matcher line = Pattern.compile("(?m)^  ([a-z]+)  +\\S").matcher(usage.substring(usage.indexOf("Commands:")));
        while (line.find()) {
            names.add(line.group(1));
        }
        return names;
    }

    @Test
    void helpListsTheCommandsOfTheContractInItsOrder() {
        Run run = Run.of("--help");
        assertEquals(0, run.status());
        assertEquals("", run.err());
        List<String> names = listed(run.out());
        assertTrue(names.containsAll(List.of("inspect", "groups", "nvlink", "plan", "fdt")), names.toString());
        assertEquals(CONTRACT.stream().filter(names::contains).toList(), names);
        assertEquals(run.out(), Run.of("help").out());
        assertEquals(run.out(), Run.of("-h").out());
        assertEquals(run.out(), Run.of().out());
    }

    @Test
    void everyListedCommandHasHelpOfItsOwn() {
        for (String name : listed(Run.of("--help").out())) {
            Run run = Run.of(name, "--help");
            assertEquals(0, run.status(), name);
            assertTrue(run.out().startsWith("Usage: bindscope " + name), run.out());
            assertEquals(run.out(), Run.of("help", name).out());
        }
        for (String name : listed(Run.of("fdt", "--help").out())) {
            Run run = Run.of("fdt", name, "--help");
            assertEquals(0, run.status(), name);
            assertTrue(run.out().startsWith("Usage: bindscope fdt " + name), run.out());
        }
        assertEquals(List.of("decompile", "check", "overlay"), listed(Run.of("fdt", "--help").out()));
    }

    @Test
    void versionIsOneLine() {
        Run run = Run.of("--version");
        assertEquals(0, run.status());
        assertTrue(run.out().matches("bindscope \\d+\\.\\d+\\.\\d+\\S*\n"), run.out());
    }

    private static final class Failing extends OutputStream {

        private final String why;

        Failing(String why) {
            this.why = why;
        }

        @Override
        public void write(int value) throws IOException {
            throw new IOException(why);
        }
    }

    @Test
    void aReaderThatGoesAwayIsNoFailure() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new BindscopeCommands(new Console(new ByteArrayInputStream(new byte[0]), new Failing("Broken pipe"),
                new PrintStream(err))).run("inspect", "sample:minsky");
        assertEquals(0, status);
        assertEquals("", err.toString());
    }

    @Test
    void aFullDiskIsAFailure() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new BindscopeCommands(new Console(new ByteArrayInputStream(new byte[0]),
                new Failing("No space left on device"), new PrintStream(err))).run("inspect", "sample:minsky");
        assertEquals(2, status);
        assertTrue(err.toString().contains("No space left on device"));
        assertFalse(err.toString().contains("\tat "));
    }
}
