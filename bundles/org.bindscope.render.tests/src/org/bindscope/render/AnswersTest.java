// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.nvlink.NvLinkMatrix;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.DtNode;
import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.IdEntry;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;
import org.bindscope.model.ReservedRegion;
import org.junit.jupiter.api.Test;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** What the answers make of small machines that no snapshot has. */
class AnswersTest {

    private static final BindscopeFactory MAKE = BindscopeFactory.eINSTANCE;

    private final Machine machine = MAKE.createMachine();

    private PciBus bus(int domainNumber, int number) {
        PciDomain domain = machine.getDomains().stream().filter(each -> each.getNumber() == domainNumber).findFirst().orElse(null);
        if (domain == null) {
            domain = MAKE.createPciDomain();
            domain.setNumber(domainNumber);
            machine.getDomains().add(domain);
        }
        PciBus bus = MAKE.createPciBus();
        bus.setNumber(number);
        domain.getBuses().add(bus);
        return bus;
    }

    private static <T extends PciFunction> T function(PciBus bus, T function, String address) {
        function.setAddress(address);
        function.setDevice(Integer.parseInt(address.substring(address.length() - 4, address.length() - 2), 16));
        function.setFunction(address.charAt(address.length() - 1) - '0');
        bus.getFunctions().add(function);
        return function;
    }

    private JsonObject inspect() throws IOException {
        StringWriter out = new StringWriter();
        new InspectAnswer(MachineAnalysis.of(machine)).writeJson(out);
        return JsonParser.parseString(out.toString()).getAsJsonObject();
    }

    private String text() throws IOException {
        StringWriter out = new StringWriter();
        new InspectAnswer(MachineAnalysis.of(machine)).writeText(out);
        return out.toString();
    }

    @Test
    void anEmptyMachineIsAWholeAnswerOfNulls() throws IOException {
        JsonObject answer = inspect();
        for (String key : List.of("source", "kernelRelease", "architecture", "commandLine")) {
            assertTrue(answer.getAsJsonObject("snapshot").get(key).isJsonNull(), key);
        }
        assertEquals(0, answer.getAsJsonArray("devices").size());
        assertEquals("E", answer.getAsJsonObject("snapshot").get("rules").getAsString());
        assertTrue(text().contains("does not say whether there are IOMMU groups"));
    }

    @Test
    void functionsAreSortedByNumbersAndNotByText() throws IOException {
        function(bus(0x10000, 0), MAKE.createPciFunction(), "10000:00:00.0");
        function(bus(0x2, 0xff), MAKE.createPciFunction(), "0002:ff:1f.7");
        PciBus bus = bus(0, 0);
        function(bus, MAKE.createPciFunction(), "0000:00:10.0");
        function(bus, MAKE.createPciFunction(), "0000:00:02.1");
        function(bus, MAKE.createPciFunction(), "0000:00:02.0");
        JsonArray devices = inspect().getAsJsonArray("devices");
        List<String> order = devices.asList().stream().map(device -> device.getAsJsonObject().get("address").getAsString()).toList();
        assertEquals(List.of("0000:00:02.0", "0000:00:02.1", "0000:00:10.0", "0002:ff:1f.7", "10000:00:00.0"), order);
        for (JsonElement device : devices) {
            assertTrue(device.getAsJsonObject().get("vendor").isJsonNull());
            assertTrue(device.getAsJsonObject().get("link").isJsonNull());
        }
    }

    @Test
    void aVirtualFunctionOnAnExtraBusHangsBelowTheBridgeOfItsPhysicalFunction() throws IOException {
        PciBridge bridge = function(bus(0, 0), MAKE.createPciBridge(), "0000:00:01.0");
        PciBus below = bus(0, 1);
        below.setBridge(bridge);
        PciFunction physical = function(below, MAKE.createPciFunction(), "0000:01:00.0");
        PciFunction virtual = function(bus(0, 2), MAKE.createPciFunction(), "0000:02:10.0");
        virtual.setPhysicalFunction(physical);
        JsonArray devices = inspect().getAsJsonArray("devices");
        assertTrue(devices.get(0).getAsJsonObject().get("parent").isJsonNull());
        assertEquals("0000:00:01.0", devices.get(1).getAsJsonObject().get("parent").getAsString());
        assertEquals("0000:00:01.0", devices.get(2).getAsJsonObject().get("parent").getAsString());
        assertEquals("0000:01:00.0", devices.get(2).getAsJsonObject().get("physicalFunction").getAsString());
    }

    @Test
    void theThreeAnswersAreDifferentSigns() throws IOException {
        PciBus bus = bus(0, 0);
        PciFunction none = function(bus, MAKE.createPciFunction(), "0000:00:01.0");
        PciFunction unreadable = function(bus, MAKE.createPciFunction(), "0000:00:02.0");
        function(bus, MAKE.createPciFunction(), "0000:00:03.0");
        none.getEvidence().add(evidence("driver", FactState.NONE));
        unreadable.getEvidence().add(evidence("driver", FactState.UNREADABLE));
        List<String> lines = text().lines().filter(line -> line.startsWith("  0000:00:")).toList();
        assertTrue(lines.get(0).startsWith("  0000:00:01.0  ?:?  -  "), lines.get(0));
        assertTrue(lines.get(1).startsWith("  0000:00:02.0  ?:?  !  "), lines.get(1));
        assertTrue(lines.get(2).startsWith("  0000:00:03.0  ?:?  ?  "), lines.get(2));
    }

    private static Evidence evidence(String feature, FactState state) {
        Evidence evidence = MAKE.createEvidence();
        evidence.setFeature(feature);
        evidence.setState(state);
        return evidence;
    }

    @Test
    void hostileTextIsExactInJsonAndHarmlessAsText() throws IOException {
        String evil = "evil\u001b]0;x\u0007\u202e\n\"</script>";
        PciFunction function = function(bus(0, 0), MAKE.createPciFunction(), "0000:00:01.0");
        function.setVendorName(evil);
        function.setDeviceName("device");
        function.setDriverOverride(evil);
        JsonObject device = inspect().getAsJsonArray("devices").get(0).getAsJsonObject();
        assertEquals(evil, device.get("driverOverride").getAsString());
        assertEquals(evil + " device", device.get("name").getAsString());
        String text = text();
        assertFalse(text.contains("\u001b") || text.contains("\u202e") || text.contains("\u0007"));
        assertTrue(text.contains("evil\\x1b]0;x\\x07\\u{202e}\\n\"</script>"), text);
    }

    @Test
    void jsonHoldsNoCharacterThatATerminalObeys() throws IOException {
        String evil = "\u007f\u009b31m\u202e\u2028\ud800 \udb40\udc41 ü 日 \ud83d\ude00";
        PciFunction function = function(bus(0, 0), MAKE.createPciFunction(), "0000:00:01.0");
        function.setDriverOverride(evil);
        StringWriter out = new StringWriter();
        new InspectAnswer(MachineAnalysis.of(machine)).writeJson(out);
        assertTrue(out.toString().contains("\"\\u007f\\u009b31m\\u202e\\u2028\\ud800 \\udb40\\udc41 ü 日 \ud83d\ude00\""), out.toString());
        JsonObject device = inspect().getAsJsonArray("devices").get(0).getAsJsonObject();
        assertEquals(evil, device.get("driverOverride").getAsString());
    }

    @Test
    void regionsKeepAllTheirBits() throws IOException {
        IommuGroup group = MAKE.createIommuGroup();
        group.setNumber("7");
        ReservedRegion region = MAKE.createReservedRegion();
        region.setStart(0xfffffffffee00000L);
        region.setEnd(-1);
        region.setKind("msi");
        group.getReservedRegions().add(region);
        function(bus(0, 0), MAKE.createPciFunction(), "0000:00:01.0").setIommuGroup(group);
        machine.getIommuGroups().add(group);
        StringWriter out = new StringWriter();
        MachineAnalysis analysis = MachineAnalysis.of(machine);
        new GroupsAnswer(machine, analysis.groups()).writeJson(out);
        JsonObject answer = JsonParser.parseString(out.toString()).getAsJsonArray().get(0).getAsJsonObject();
        JsonObject written = answer.getAsJsonArray("reservedRegions").get(0).getAsJsonObject();
        assertEquals("0xfffffffffee00000", written.get("start").getAsString());
        assertEquals("0xffffffffffffffff", written.get("end").getAsString());
        assertTrue(answer.get("type").isJsonNull());
        List<GroupReport> reports = analysis.groups().groups();
        assertEquals(reports.get(0).viable().isEmpty(), answer.get("viable").isJsonNull());
    }

    @Test
    void pathsOfNodesAreWholeAndDeepTreesDoNotHarm() {
        DtNode root = MAKE.createDtNode();
        root.setName("");
        assertEquals("/", Facts.path(root));
        DtNode at = root;
        for (int i = 0; i < 1000; i++) {
            DtNode child = MAKE.createDtNode();
            child.setName("n" + i);
            at.getChildren().add(child);
            at = child;
        }
        String path = Facts.path(at);
        assertTrue(path.startsWith("/n0/n1/"));
        assertTrue(path.endsWith("/n998/n999"));
    }

    @Test
    void idEntriesAreWrittenInTheNotationOfTheSpecification() {
        assertEquals("10de:1db5", Facts.notation(entry(0x10de, 0x1db5, -1, -1, 0, 0, false)));
        assertEquals("10de:*/030000/ff0000", Facts.notation(entry(0x10de, -1, -1, -1, 0x30000, 0xff0000, false)));
        assertEquals("8086:1234:8086:*!", Facts.notation(entry(0x8086, 0x1234, 0x8086, -1, 0, 0, true)));
        assertEquals("*:*/0c0330/ffffffff", Facts.notation(entry(-1, -1, -1, -1, 0xc0330, 0xffffffffL, false)));
    }

    private static IdEntry entry(long vendor, long device, long subvendor, long subdevice, long type, long mask, boolean flagged) {
        IdEntry entry = MAKE.createIdEntry();
        entry.setVendor(vendor & 0xffffffffL);
        entry.setDevice(device & 0xffffffffL);
        entry.setSubvendor(subvendor & 0xffffffffL);
        entry.setSubdevice(subdevice & 0xffffffffL);
        entry.setClassCode(type);
        entry.setClassMask(mask);
        entry.setOverrideOnly(flagged);
        return entry;
    }

    @Test
    void whatAGraphDoesNotKnowIsNull() throws IOException {
        NvLinkGraph graph = new NvLinkGraph(
                List.of(new NvLinkGraph.Endpoint("0004:04:00.0", NvLinkGraph.Kind.GPU, Optional.of("0004:04:00.0"),
                        Optional.empty(), Optional.empty(), Optional.empty()),
                        new NvLinkGraph.Endpoint("0006:00:00.0", NvLinkGraph.Kind.NPU, Optional.empty(), Optional.of("/n"),
                                Optional.empty(), Optional.empty())),
                List.of(new NvLinkGraph.Link("0004:04:00.0", "0006:00:00.0", OptionalInt.empty(), OptionalDouble.of(25.78125),
                        OptionalInt.of(8), OptionalDouble.empty(), NvLinkGraph.State.UNKNOWN,
                        List.of(new NvLinkGraph.Proof("fdt", OptionalInt.empty(), "ibm,gpu")), List.of(), false)),
                List.of(), List.of(), List.of(), List.of());
        NvLinkMatrix none = new NvLinkMatrix(List.of(), List.of(), 0);
        StringWriter out = new StringWriter();
        new NvLinkAnswer(graph, none, List.of()).writeJson(out);
        JsonObject link = JsonParser.parseString(out.toString()).getAsJsonObject().getAsJsonArray("links").get(0).getAsJsonObject();
        assertTrue(link.get("index").isJsonNull());
        assertTrue(link.get("state").isJsonNull());
        assertTrue(link.get("bandwidthGBs").isJsonNull());
        assertEquals(25.78125, link.get("speedGTs").getAsDouble());
        assertTrue(out.toString().contains("\"lanes\": 8,"), out.toString());
        StringWriter text = new StringWriter();
        new NvLinkAnswer(NvLinkGraph.none(), none, List.of()).writeText(text);
        assertTrue(text.toString().startsWith("No NVLink: neither"));
        StringWriter denied = new StringWriter();
        new NvLinkAnswer(NvLinkGraph.none(), none, List.of("c2c.txt:1 says: No Devices support C2C.")).writeText(denied);
        assertEquals("No NVLink.\nc2c.txt:1 says: No Devices support C2C.\n", denied.toString());
    }

    @Test
    void findingsAreCountedAndTold() throws IOException {
        FindingsAnswer answer = new FindingsAnswer(List.of(
                new Finding("R01-group-not-viable", Finding.Severity.ERROR, List.of("0000:01:00.0", "group 3"), "Summary.", "Because.",
                        List.of(new Finding.EvidenceText("sys/x:3", "text\u001b")), "Do this."),
                new Finding("phandle-dangling", Finding.Severity.INFO, List.of("/n"), "Other.", "", List.of(), "")));
        StringWriter text = new StringWriter();
        answer.writeText(text);
        assertEquals("""
                error  R01-group-not-viable  0000:01:00.0, group 3: Summary.
                  Because.
                  evidence: sys/x:3: text\\x1b
                  remedy: Do this.

                info  phandle-dangling  /n: Other.

                1 error, 0 warnings, 1 for information
                """, text.toString());
        assertTrue(answer.hasErrors());
        StringWriter json = new StringWriter();
        answer.writeJson(json);
        JsonObject second = JsonParser.parseString(json.toString()).getAsJsonArray().get(1).getAsJsonObject();
        assertTrue(second.get("remedy").isJsonNull());
        assertTrue(second.get("explanation").isJsonNull());
    }
}
