// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** Configuration space on the command line. */
class ConfigCommandTest {

    private static Run config(String... more) {
        String[] words = new String[more.length + 2];
        words[0] = "config";
        words[1] = CorpusFiles.require("qemu/A-01-coldplug.tar.gz").toString();
        System.arraycopy(more, 0, words, 2, more.length);
        return Run.of(words);
    }

    @Test
    void textShowsCapabilitiesAndRegistersOfOneFunctionInTheOrderOfTheirLists() {
        Run run = config("--device", "0000:02:00.0");
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().startsWith("0000:02:00.0 Intel Corporation 82574L Gigabit Network Connection [8086:10d3]\n"), run.out());
        assertTrue(run.out().contains("\nCapabilities: [c8] Power Management\n    PMC [ca]: Version 2, PME Clock-"), run.out());
        assertTrue(run.out().contains("\nCapabilities: [100 v2] Advanced Error Reporting\n    UESta [104]: "), run.out());
        assertTrue(run.out().lines().noneMatch(line -> line.startsWith("0000:00:")), "one function only");
    }

    @Test
    void hexIsADumpThatLspciReads() {
        Run run = config("--device", "0000:02:00.0", "-x");
        assertTrue(run.out().contains("82574L Gigabit Network Connection [8086:10d3]\n00: 86 80 d3 10 "), run.out());
        assertTrue(run.out().contains("\n100: 01 00 "), run.out());
    }

    @Test
    void jsonHasEveryFieldWithItsBitsAndItsMeaning() {
        JsonArray functions = JsonParser.parseString(config("--device", "0000:02:00.0", "--format", "json").out()).getAsJsonArray();
        JsonObject function = functions.get(0).getAsJsonObject();
        assertEquals(4096, function.get("length").getAsInt());
        JsonObject header = function.getAsJsonArray("capabilities").get(0).getAsJsonObject();
        JsonObject command = header.getAsJsonArray("registers").get(2).getAsJsonObject();
        assertEquals("Command", command.get("name").getAsString());
        assertEquals("0507", command.get("value").getAsString());
        JsonObject master = command.getAsJsonArray("fields").get(2).getAsJsonObject();
        assertEquals("{\"name\":\"Bus Master Enable\",\"low\":2,\"high\":2,\"raw\":\"1\",\"meaning\":\"enabled\",\"initial\":\"0\"}",
                master.toString().replace("\"unit\":null,", ""));
    }

    @Test
    void anUnknownDeviceIsBadInput() {
        Run run = config("--device", "0000:77:00.0");
        assertEquals(2, run.status());
        assertEquals("", run.out());
    }
}
