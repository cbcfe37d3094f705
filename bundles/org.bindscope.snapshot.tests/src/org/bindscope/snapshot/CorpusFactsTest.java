// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.model.DeviceTreeOrigin;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** The facts that an independent script counted in the corpus. */
class CorpusFactsTest {

    static Stream<String> snapshots() throws IOException {
        return CorpusFiles.corpus().isEmpty() ? Stream.empty() : facts().keySet().stream();
    }

    private static JsonObject facts() throws IOException {
        return JsonParser.parseString(Files.readString(CorpusFiles.require("expected/sysfs-facts.json"))).getAsJsonObject();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("snapshots")
    void countedFactsHold(String name) throws Exception {
        JsonObject expected = facts().getAsJsonObject(name);
        Machine machine = Machines.open(CorpusFiles.require(name).toString()).machine();
        functionsAreAsCounted(machine, expected);
        deviceTreesAreAsCounted(machine, expected);
        everyParentBridgeIsTheFolderAbove(machine);
    }

    private static void functionsAreAsCounted(Machine machine, JsonObject expected) {
        List<PciFunction> functions = Machines.functions(machine);

        assertEquals(expected.get("pci_devices").getAsInt(), functions.size());
        assertEquals(expected.get("bridges").getAsInt(), functions.stream().filter(PciBridge.class::isInstance).count());
        assertEquals(expected.get("domains").getAsInt(), machine.getDomains().size());
        assertEquals(counts(expected, "classes"), count(functions, f -> Machines.hex(f.getClassCode() >> 8, 4)));
        assertEquals(strings(expected, "nvidia_gpus"), addresses(functions,
                f -> f.isSetVendorId() && f.getVendorId() == 0x10de && f.getClassCode() >> 16 == 3));
        assertEquals(expected.get("ibm_npu").getAsInt(), addresses(functions,
                f -> f.isSetVendorId() && f.getVendorId() == 0x1014 && f.getDeviceId() == 0x04ea).size());
        assertEquals(strings(expected, "nvswitch"), addresses(functions,
                f -> f.isSetVendorId() && f.getVendorId() == 0x10de && f.getClassCode() >> 8 == 0x0680));
        assertEquals(strings(expected, "numa_nodes"),
                machine.getNumaNodes().stream().map(node -> String.valueOf(node.getId())).toList());
        assertEquals(counts(expected, "drivers"),
                count(functions.stream().filter(f -> f.getDriver() != null).toList(), f -> f.getDriver().getName()));
        assertEquals(expected.get("unbound").getAsInt(), functions.stream().filter(f -> f.getDriver() == null).count());
        Map<String, List<String>> groups = new TreeMap<>();
        machine.getIommuGroups().forEach(group -> groups.put(group.getNumber(),
                group.getFunctions().stream().map(PciFunction::getAddress).toList()));
        Map<String, List<String>> expectedGroups = new TreeMap<>();
        expected.getAsJsonObject("iommu_groups").entrySet()
                .forEach(each -> expectedGroups.put(each.getKey(), texts(each.getValue())));
        assertEquals(expectedGroups, groups);
        Map<String, String> overrides = new TreeMap<>();
        functions.stream().filter(f -> f.getDriverOverride() != null)
                .forEach(f -> overrides.put(f.getAddress(), f.getDriverOverride()));
        Map<String, String> expectedOverrides = new TreeMap<>();
        expected.getAsJsonObject("driver_override").entrySet()
                .forEach(each -> expectedOverrides.put(each.getKey(), each.getValue().getAsString()));
        assertEquals(expectedOverrides, overrides);
    }

    private static void deviceTreesAreAsCounted(Machine machine, JsonObject expected) {
        List<PciFunction> functions = Machines.functions(machine);

        assertEquals(expected.get("has_fdt").getAsBoolean(), has(machine, DeviceTreeOrigin.BLOB));
        assertEquals(expected.get("has_dirtree").getAsBoolean(), has(machine, DeviceTreeOrigin.DIRECTORY));
        assertEquals(expected.get("of_node_links").getAsInt() - expected.get("dangling_of_node").getAsInt(),
                ofNode(functions, FactState.SAID));
        assertEquals(expected.get("dangling_of_node").getAsInt(), ofNode(functions, FactState.UNREADABLE));
        functions.stream().filter(f -> f.getDeviceTreeNode() != null)
                .forEach(f -> assertTrue(f.getDeviceTreeNode().getPciFunctions().contains(f)));
    }

    private static void everyParentBridgeIsTheFolderAbove(Machine machine) {
        for (PciFunction function : Machines.functions(machine)) {
            String file = Machines.evidence(function, "classCode").get(0).getFile();
            String[] parts = file.split("/");
            String above = parts[parts.length - 3];
            PciBridge bridge = function.getBus().getBridge();
            if (above.indexOf('.') > 0 && function.getPhysicalFunction() == null) {
                assertEquals(above, bridge == null ? null : bridge.getAddress(), function.getAddress());
            } else if (above.startsWith("pci")) {
                assertEquals(null, bridge, function.getAddress());
            }
        }
    }

    private static boolean has(Machine machine, DeviceTreeOrigin origin) {
        return machine.getDeviceTrees().stream().anyMatch(tree -> tree.getOrigin() == origin);
    }

    private static long ofNode(List<PciFunction> functions, FactState state) {
        return functions.stream().filter(f -> Machines.evidence(f, "deviceTreeNode").stream()
                .anyMatch(e -> e.getFile().endsWith("/of_node") && e.getState() == state)).count();
    }

    private static List<String> addresses(List<PciFunction> functions, Predicate<PciFunction> which) {
        return functions.stream().filter(which).map(PciFunction::getAddress).toList();
    }

    private static Map<String, Integer> count(List<PciFunction> functions,
            java.util.function.Function<PciFunction, String> key) {
        return functions.stream().collect(Collectors.toMap(key, f -> 1, Integer::sum, TreeMap::new));
    }

    private static Map<String, Integer> counts(JsonObject object, String key) {
        Map<String, Integer> counts = new TreeMap<>();
        object.getAsJsonObject(key).entrySet().forEach(each -> counts.put(each.getKey(), each.getValue().getAsInt()));
        return counts;
    }

    private static List<String> strings(JsonObject object, String key) {
        return texts(object.get(key));
    }

    private static List<String> texts(JsonElement array) {
        return array.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList();
    }
}
