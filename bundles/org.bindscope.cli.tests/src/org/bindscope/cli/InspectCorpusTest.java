// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** What {@code inspect} says about every snapshot of the corpus is what was counted independently. */
class InspectCorpusTest {

    private static final Map<String, JsonObject> ANSWERS = new HashMap<>();

    static Stream<String> counted() throws IOException {
        if (CorpusFiles.corpus().isEmpty()) {
            return Stream.empty();
        }
        return facts().keySet().stream();
    }

    private static JsonObject facts() throws IOException {
        return JsonParser.parseString(Files.readString(CorpusFiles.require("expected/sysfs-facts.json"))).getAsJsonObject();
    }

    static List<Path> recorded() {
        return CorpusFiles.list("qemu", ".facts.json");
    }

    private static JsonObject inspect(String name) {
        return ANSWERS.computeIfAbsent(name, key -> {
            Run run = Run.of("inspect", CorpusFiles.require(key).toString(), "--format", "json");
            assertTrue(run.status() < 2, run.err());
            assertEquals("", run.err());
            return run.object();
        });
    }

    private static String text(JsonElement element) {
        return element.isJsonNull() ? null : element.getAsString();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("counted")
    void devicesClassesAndDriversAreAsCounted(String name) throws IOException {
        JsonObject facts = facts().getAsJsonObject(name);
        JsonObject answer = inspect(name);
        Map<String, Integer> classes = new TreeMap<>();
        Map<String, Integer> drivers = new TreeMap<>();
        Map<String, String> overrides = new TreeMap<>();
        List<String> gpus = new ArrayList<>();
        TreeSet<String> domains = new TreeSet<>();
        int npus = 0;
        int unbound = 0;
        for (JsonElement element : answer.getAsJsonArray("devices")) {
            JsonObject device = element.getAsJsonObject();
            String address = device.get("address").getAsString();
            domains.add(address.substring(0, address.indexOf(':')));
            String type = device.get("class").getAsString();
            classes.merge(type.substring(0, 4), 1, Integer::sum);
            if (device.get("driver").isJsonNull()) {
                unbound++;
            } else {
                drivers.merge(device.get("driver").getAsString(), 1, Integer::sum);
            }
            if (!device.get("driverOverride").isJsonNull()) {
                overrides.put(address, device.get("driverOverride").getAsString());
            }
            if ("10de".equals(text(device.get("vendor"))) && type.startsWith("03")) {
                gpus.add(address);
            }
            if ("1014".equals(text(device.get("vendor"))) && "04ea".equals(text(device.get("device")))) {
                npus++;
            }
        }
        assertEquals(facts.get("pci_devices").getAsInt(), answer.getAsJsonArray("devices").size());
        assertEquals(numbers(facts.getAsJsonObject("classes")), classes);
        assertEquals(numbers(facts.getAsJsonObject("drivers")), drivers);
        assertEquals(facts.get("unbound").getAsInt(), unbound);
        assertEquals(facts.get("domains").getAsInt(), domains.size());
        assertEquals(facts.get("ibm_npu").getAsInt(), npus);
        Map<String, String> expectedOverrides = new TreeMap<>();
        facts.getAsJsonObject("driver_override").entrySet().forEach(e -> expectedOverrides.put(e.getKey(), e.getValue().getAsString()));
        assertEquals(expectedOverrides, overrides);
        List<String> expectedGpus = new ArrayList<>();
        facts.getAsJsonArray("nvidia_gpus").forEach(gpu -> expectedGpus.add(gpu.getAsString()));
        if (!expectedGpus.isEmpty()) {
            assertEquals(expectedGpus, gpus);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("counted")
    void groupsHaveTheMembersThatWereCounted(String name) throws IOException {
        Map<String, List<String>> expected = new TreeMap<>();
        facts().getAsJsonObject(name).getAsJsonObject("iommu_groups").entrySet().forEach(e -> {
            List<String> members = new ArrayList<>();
            e.getValue().getAsJsonArray().forEach(member -> members.add(member.getAsString()));
            members.sort(null);
            expected.put(e.getKey(), members);
        });
        Map<String, List<String>> groups = new TreeMap<>();
        for (JsonElement element : inspect(name).getAsJsonArray("iommuGroups")) {
            JsonObject group = element.getAsJsonObject();
            List<String> members = new ArrayList<>();
            group.getAsJsonArray("devices").forEach(member -> members.add(member.getAsString()));
            groups.put(group.get("number").getAsString(), members);
        }
        assertEquals(expected, groups);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("recorded")
    void everyFactThatTheGuestRecordedIsThere(Path file) throws IOException {
        JsonObject facts = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        JsonObject answer = inspect("qemu/" + file.getFileName().toString().replace(".facts.json", ".tar.gz"));
        Map<String, JsonObject> devices = new TreeMap<>();
        for (JsonElement element : answer.getAsJsonArray("devices")) {
            devices.put(element.getAsJsonObject().get("address").getAsString(), element.getAsJsonObject());
        }
        JsonObject recorded = facts.getAsJsonObject("devices");
        assertEquals(new TreeSet<>(recorded.keySet()), devices.keySet());
        for (Map.Entry<String, JsonElement> entry : recorded.entrySet()) {
            JsonObject fact = entry.getValue().getAsJsonObject();
            JsonObject device = devices.get(entry.getKey());
            assertEquals(fact.get("id").getAsString(), text(device.get("vendor")) + ":" + text(device.get("device")));
            assertEquals(fact.get("sub").getAsString(),
                    text(device.get("subsystemVendor")) + ":" + text(device.get("subsystemDevice")));
            assertEquals(fact.get("cls").getAsString(), text(device.get("class")));
            assertEquals(text(fact.get("driver")), text(device.get("driver")));
            String override = text(fact.get("override"));
            assertEquals("(null)".equals(override) ? null : override, text(device.get("driverOverride")), entry.getKey());
            assertEquals(fact.get("group").isJsonNull() ? null : fact.get("group").getAsString(),
                    text(device.get("iommuGroup")));
        }
        if (facts.has("groups")) {
            groups(facts.getAsJsonObject("groups"), answer);
        }
    }

    private static void groups(JsonObject facts, JsonObject answer) {
        assertEquals(facts.size(), answer.getAsJsonArray("iommuGroups").size());
        for (JsonElement element : answer.getAsJsonArray("iommuGroups")) {
            JsonObject group = element.getAsJsonObject();
            JsonObject fact = facts.getAsJsonObject(group.get("number").getAsString());
            assertEquals(fact.get("type").getAsString(), text(group.get("type")));
            List<String> regions = new ArrayList<>();
            for (JsonElement region : group.getAsJsonArray("reservedRegions")) {
                regions.add(text(region.getAsJsonObject().get("start")) + " " + text(region.getAsJsonObject().get("end")) + " "
                        + text(region.getAsJsonObject().get("kind")));
            }
            List<String> recorded = new ArrayList<>();
            fact.getAsJsonArray("reserved_regions").forEach(region -> recorded.add(region.getAsString()));
            assertEquals(recorded, regions);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("counted")
    void theTextNamesEveryDeviceWithItsDriver(String name) {
        Run run = Run.of("inspect", CorpusFiles.require(name).toString());
        assertEquals("", run.err());
        for (JsonElement element : inspect(name).getAsJsonArray("devices")) {
            JsonObject device = element.getAsJsonObject();
            String line = run.out().lines().filter(text -> text.startsWith("  " + device.get("address").getAsString() + "  "))
                    .findFirst().orElse("");
            assertTrue(line.contains(shown(device.get("vendor")) + ":" + shown(device.get("device"))), line);
            assertTrue(device.get("driver").isJsonNull() || line.contains(" " + device.get("driver").getAsString() + " "), line);
        }
    }

    private static String shown(JsonElement id) {
        return id.isJsonNull() ? "?" : id.getAsString();
    }

    private static Map<String, Integer> numbers(JsonObject object) {
        Map<String, Integer> numbers = new TreeMap<>();
        object.entrySet().forEach(entry -> numbers.put(entry.getKey(), entry.getValue().getAsInt()));
        return numbers;
    }
}
