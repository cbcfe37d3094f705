// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.bindscope.training.Sample;
import org.bindscope.training.Samples;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** Keys, their order, the form of ids and addresses, and the order of arrays, on every sample. */
class JsonContractTest {

    private static final String ADDRESS = "[0-9a-f]{4,}:[0-9a-f]{2}:[01][0-9a-f]\\.[0-7]";
    private static final List<String> DEVICE = List.of("address", "vendor", "device", "subsystemVendor", "subsystemDevice",
            "class", "revision", "name", "headerType", "parent", "driver", "driverOverride", "modalias", "numaNode", "iommuGroup",
            "physicalFunction", "deviceTreeNode", "link");
    private static final List<String> GROUP = List.of("number", "type", "reservedRegions", "devices", "viable", "blockers",
            "because", "recomputed");
    private static final List<String> FINDING = List.of("rule", "severity", "subjects", "summary", "explanation", "evidence",
            "remedy");

    private static final Map<String, Run> RUNS = new HashMap<>();

    static Stream<String> samples() {
        return Samples.machines().stream().map(Sample::name);
    }

    private static Run run(String command, String sample) {
        return RUNS.computeIfAbsent(command + " " + sample, key -> {
            Run run = Run.of(command, "sample:" + sample, "--format", "json");
            assertTrue(run.status() < 2, run.err());
            assertEquals("", run.err());
            return run;
        });
    }

    /** The keys of the contract come first and in its order; others may follow. */
    private static void keys(List<String> contract, JsonElement element) {
        List<String> keys = List.copyOf(element.getAsJsonObject().keySet());
        assertEquals(contract, keys.subList(0, Math.min(contract.size(), keys.size())));
    }

    private static void keys(List<String> contract, JsonArray array) {
        array.forEach(element -> keys(contract, element));
    }

    private static JsonArray array(JsonElement element, String key) {
        return element.getAsJsonObject().getAsJsonArray(key);
    }

    private static void matches(String pattern, JsonObject object, String... keys) {
        for (String key : keys) {
            if (!object.get(key).isJsonNull()) {
                assertTrue(Pattern.matches(pattern, object.get(key).getAsString()), key + " " + object.get(key));
            }
        }
    }

    /** By numbers, not by text: a domain may have more than four digits. */
    private static long[] numbers(String address) {
        String[] parts = address.split("[:.]");
        return new long[] {Long.parseLong(parts[0], 16), Long.parseLong(parts[1], 16), Long.parseLong(parts[2], 16),
            Long.parseLong(parts[3], 16)};
    }

    private static void sorted(JsonArray array) {
        List<String> addresses = new ArrayList<>();
        array.forEach(element -> addresses.add(element.isJsonObject() ? element.getAsJsonObject().get("address").getAsString()
                : element.getAsString()));
        List<String> expected = new ArrayList<>(addresses);
        expected.sort((a, b) -> Arrays.compare(numbers(a), numbers(b)));
        assertEquals(expected, addresses);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void inspectKeepsTheContract(String sample) {
        JsonObject answer = run("inspect", sample).object();
        keys(List.of("snapshot", "devices", "iommuGroups", "nvlink", "drivers", "findings"), answer);
        keys(List.of("source", "kind", "kernelRelease", "architecture", "commandLine", "rules"), answer.get("snapshot"));
        assertEquals("sample:" + sample, answer.getAsJsonObject("snapshot").get("source").getAsString());
        matches("A|B|C|D|E|S|S-nocompat|R", answer.getAsJsonObject("snapshot"), "rules");
        keys(DEVICE, array(answer, "devices"));
        sorted(array(answer, "devices"));
        for (JsonElement element : array(answer, "devices")) {
            JsonObject device = element.getAsJsonObject();
            matches(ADDRESS, device, "address", "parent", "physicalFunction");
            matches("[0-9a-f]{4}", device, "vendor", "device", "subsystemVendor", "subsystemDevice");
            matches("[0-9a-f]{6}", device, "class");
            matches("[0-9a-f]{2}", device, "revision");
            matches("/.*", device, "deviceTreeNode");
            if (!device.get("link").isJsonNull()) {
                keys(List.of("speedGTs", "width", "maxSpeedGTs", "maxWidth"), device.get("link"));
            }
            if (!device.get("numaNode").isJsonNull()) {
                assertTrue(device.get("numaNode").getAsInt() >= 0);
            }
        }
        keys(List.of("name", "module", "builtin", "loaded", "ids"), array(answer, "drivers"));
        assertEquals(run("groups", sample).array(), array(answer, "iommuGroups"));
        assertEquals(run("nvlink", sample).object(), answer.get("nvlink"));
        assertEquals(run("findings", sample).array(), array(answer, "findings"));
        noEmptyTexts("", answer);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void groupsNvlinkAndFindingsKeepTheContract(String sample) {
        JsonArray groups = run("groups", sample).array();
        keys(GROUP, groups);
        for (JsonElement group : groups) {
            sorted(array(group, "devices"));
            keys(List.of("start", "end", "kind"), array(group, "reservedRegions"));
            keys(List.of("address", "driver", "why"), array(group, "blockers"));
            keys(List.of("devices", "why"), array(group, "because"));
            assertTrue(group.getAsJsonObject().get("number").getAsJsonPrimitive().isString());
        }
        JsonObject nvlink = run("nvlink", sample).object();
        keys(List.of("endpoints", "links"), nvlink);
        keys(List.of("id", "kind", "address", "deviceTreeNode", "label"), array(nvlink, "endpoints"));
        keys(List.of("a", "b", "index", "speedGTs", "lanes", "bandwidthGBs", "state", "evidence"), array(nvlink, "links"));
        for (JsonElement element : array(nvlink, "endpoints")) {
            matches("gpu|npu|nvswitch|cpu|unknown", element.getAsJsonObject(), "kind");
        }
        for (JsonElement element : array(nvlink, "links")) {
            JsonObject link = element.getAsJsonObject();
            assertTrue(link.get("a").getAsString().compareTo(link.get("b").getAsString()) < 0, link.toString());
        }
        JsonArray findings = run("findings", sample).array();
        keys(FINDING, findings);
        boolean errors = false;
        for (JsonElement element : findings) {
            matches("error|warning|info", element.getAsJsonObject(), "severity");
            matches("[A-Za-z0-9]+(-[a-z0-9]+)+", element.getAsJsonObject(), "rule");
            assertNotEquals(0, array(element, "subjects").size());
            keys(List.of("file", "text"), array(element, "evidence"));
            errors |= element.getAsJsonObject().get("severity").getAsString().equals("error");
        }
        assertEquals(errors ? 1 : 0, run("findings", sample).status());
        assertEquals(errors ? 1 : 0, run("inspect", sample).status());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void matchKeepsTheContract(String sample) {
        JsonArray verdicts = run("match", sample).array();
        assertEquals(array(run("inspect", sample).object(), "devices").size(), verdicts.size());
        keys(List.of("address", "current", "predicted", "reason", "operations", "steps", "candidates", "outcomes", "bestVariant",
                "support"), verdicts);
        sorted(verdicts);
        for (JsonElement element : verdicts) {
            JsonObject verdict = element.getAsJsonObject();
            matches("[A-Z]+(_[A-Z]+)*", verdict, "reason");
            keys(List.of("driver", "module", "entry", "source", "matched", "why"), array(verdict, "candidates"));
            keys(List.of("driver", "condition"), array(verdict, "outcomes"));
            keys(List.of("kind", "result", "why"), array(verdict, "support"));
            if (!verdict.get("bestVariant").isJsonNull()) {
                keys(List.of("driver", "module", "wildcards", "source"), verdict.get("bestVariant"));
            }
            if (verdict.get("reason").getAsString().equals("UNKNOWN")) {
                assertNotEquals(0, array(verdict, "outcomes").size());
                assertTrue(verdict.get("predicted").isJsonNull());
            }
        }
        noEmptyTexts("", verdicts);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theTextOfMatchHoldsTheVerdictOfEveryFunction(String sample) {
        String text = Run.of("match", "sample:" + sample).out();
        for (JsonElement element : run("match", sample).array()) {
            JsonObject verdict = element.getAsJsonObject();
            int at = text.indexOf("\n" + verdict.get("address").getAsString() + "  ");
            assertTrue(at >= 0, verdict.get("address").getAsString());
            int end = text.indexOf("\n\n", at + 1);
            String part = text.substring(at, end < 0 ? text.length() : end);
            assertTrue(part.contains("[" + verdict.get("reason").getAsString() + "]"), part);
            assertTrue(part.contains(verdict.get("sentence").getAsString()), part);
            array(verdict, "steps").forEach(step -> assertTrue(part.contains(step.getAsString()), part));
            array(verdict, "candidates").forEach(candidate ->
                    assertTrue(part.contains(candidate.getAsJsonObject().get("driver").getAsString()), part));
        }
    }

    /** A fact that is not known is null, never an empty text. */
    private static void noEmptyTexts(String path, JsonElement element) {
        if (element.isJsonObject()) {
            element.getAsJsonObject().entrySet().forEach(entry -> noEmptyTexts(path + "." + entry.getKey(), entry.getValue()));
        } else if (element.isJsonArray()) {
            element.getAsJsonArray().forEach(each -> noEmptyTexts(path + "[]", each));
        } else if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isString()) {
            assertNotEquals("", element.getAsString(), path);
        }
    }
}
