// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** What another program in the guest wrote at the moment of the capture. */
class QemuFactsTest {

    static Stream<Path> facts() {
        return CorpusFiles.list("qemu", ".facts.json").stream();
    }

    private static Machine machine(Path facts) throws Exception {
        return Machines.open(facts.toString().replace(".facts.json", ".tar.gz")).machine();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("facts")
    void everyDeviceIsAsTheGuestSaid(Path facts) throws Exception {
        Machine machine = machine(facts);
        JsonObject devices = JsonParser.parseString(Files.readString(facts)).getAsJsonObject().getAsJsonObject("devices");
        assertEquals(List.copyOf(devices.keySet()),
                Machines.functions(machine).stream().map(PciFunction::getAddress).toList());
        for (Map.Entry<String, JsonElement> each : devices.entrySet()) {
            JsonObject expected = each.getValue().getAsJsonObject();
            PciFunction function = Machines.function(machine, each.getKey());
            assertEquals(text(expected, "id"), Machines.hex(function.getVendorId(), 4) + ':'
                    + Machines.hex(function.getDeviceId(), 4), each.getKey());
            assertEquals(text(expected, "sub"), Machines.hex(function.getSubsystemVendorId(), 4) + ':'
                    + Machines.hex(function.getSubsystemId(), 4), each.getKey());
            assertEquals(text(expected, "cls"), Machines.hex(function.getClassCode(), 6), each.getKey());
            assertEquals(text(expected, "driver"),
                    function.getDriver() == null ? null : function.getDriver().getName(), each.getKey());
            assertEquals(text(expected, "group"),
                    function.getIommuGroup() == null ? null : function.getIommuGroup().getNumber(), each.getKey());
            Evidence override = Machines.evidence(function, "driverOverride").get(0);
            assertEquals(text(expected, "override"), override.getText(), each.getKey());
            boolean unset = override.getText().equals("(null)");
            assertEquals(unset ? FactState.NONE : FactState.SAID, override.getState());
            assertEquals(unset ? null : override.getText(), function.getDriverOverride());
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("facts")
    void everyGroupIsAsTheGuestSaid(Path facts) throws Exception {
        JsonObject all = JsonParser.parseString(Files.readString(facts)).getAsJsonObject();
        if (!all.has("groups")) {
            return;
        }
        Machine machine = machine(facts);
        JsonObject groups = all.getAsJsonObject("groups");
        assertEquals(groups.size(), machine.getIommuGroups().size());
        for (IommuGroup group : machine.getIommuGroups()) {
            JsonObject expected = groups.getAsJsonObject(group.getNumber());
            assertEquals(text(expected, "type"), group.getType());
            assertEquals(strings(expected, "devices"),
                    group.getFunctions().stream().map(PciFunction::getAddress).toList());
            assertEquals(strings(expected, "reserved_regions"), group.getReservedRegions().stream()
                    .map(r -> String.format("0x%016x 0x%016x %s", r.getStart(), r.getEnd(), r.getKind())).toList());
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("facts")
    void everyFactHasEvidenceOfAFileInTheSnapshot(Path facts) throws Exception {
        Snapshot snapshot = Machines.open(facts.toString().replace(".facts.json", ".tar.gz"));
        snapshot.machine().eAllContents().forEachRemaining(each -> {
            if (each instanceof Evidence evidence && evidence.getState() == FactState.SAID) {
                assertEquals(true, snapshot.files().exists(evidence.getFile()), evidence.getFile());
                assertFalse(evidence.getText().isEmpty() && evidence.isSetLine() && evidence.getLine() < 1);
            }
        });
        for (PciFunction function : Machines.functions(snapshot.machine())) {
            for (String feature : List.of("address", "vendorId", "deviceId", "subsystemVendorId", "subsystemId",
                    "classCode", "revision", "headerType", "modalias", "irq", "numaNode", "driver", "configSpace")) {
                assertFalse(Machines.evidence(function, feature).isEmpty(), feature);
            }
        }
    }

    private static String text(JsonObject object, String key) {
        return object.get(key).isJsonNull() ? null : object.get(key).getAsString();
    }

    private static List<String> strings(JsonObject object, String key) {
        return object.getAsJsonArray(key).asList().stream().map(JsonElement::getAsString).toList();
    }
}
