// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.scenario;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.groups.Grouping;
import org.bindscope.analysis.groups.Partition;
import org.bindscope.analysis.groups.QuirkDecision;
import org.bindscope.analysis.groups.TopologyFunction;
import org.bindscope.analysis.match.BusFunction;
import org.bindscope.analysis.match.DeviceIdentity;
import org.bindscope.analysis.match.IommuMembership;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the devices of a scenario and works out their IOMMU groups. */
final class DeviceNodes {

    private static final List<String> KEYS = List.of("address", "id", "subsystem", "class", "override", "headerType",
            "virtualFunction", "physicalFunction", "pfDriversAutoprobe", "numVfs", "group", "groupHeldByUser", "bindAllowed",
            "parent", "pcie", "multifunction", "acs", "alias", "isolatedByQuirk");
    private static final Map<String, PcieType> TYPES = Map.of("rootPort", PcieType.ROOT_PORT, "upstreamPort",
            PcieType.UPSTREAM_PORT, "downstreamPort", PcieType.DOWNSTREAM_PORT, "endpoint", PcieType.ENDPOINT,
            "legacyEndpoint", PcieType.LEGACY_ENDPOINT, "rcEndpoint", PcieType.RC_ENDPOINT, "rcEventCollector",
            PcieType.RC_EVENT_COLLECTOR, "pcieToPci", PcieType.PCIE_TO_PCI, "pciToPcie", PcieType.PCI_TO_PCIE);

    /**
     * A device.
     *
     * @param function state on the bus, with its group
     * @param topology how grouping sees it; empty where the file names the group
     * @param held     whether a VFIO user holds the group at the start
     */
    record Device(BusFunction function, Optional<TopologyFunction> topology, boolean held) {
    }

    private final YamlReader yaml;

    DeviceNodes(YamlReader yaml) {
        this.yaml = yaml;
    }

    List<Device> read(Node node) throws ScenarioException {
        Map<String, Map<String, Node>> all = new LinkedHashMap<>();
        Map<String, Node> places = new LinkedHashMap<>();
        for (Node item : yaml.items(node, "devices")) {
            Map<String, Node> keys = yaml.entries(item, "a device", KEYS);
            for (String key : List.of("address", "id", "class")) {
                if (!keys.containsKey(key)) {
                    throw yaml.wrong(item, "a device needs the key \"" + key + "\"");
                }
            }
            String address = address(keys.get("address"), "address").toString();
            if (all.put(address, keys) != null) {
                throw yaml.wrong(item, "the address " + address + " stands twice");
            }
            places.put(address, item);
        }
        if (all.isEmpty()) {
            throw yaml.wrong(node, "devices must have at least one item");
        }
        List<TopologyFunction> topology = new ArrayList<>();
        Set<String> parents = new HashSet<>();
        for (Map.Entry<String, Map<String, Node>> device : all.entrySet()) {
            parent(device.getValue(), all.keySet()).ifPresent(parent -> parents.add(parent.toString()));
        }
        for (Map.Entry<String, Map<String, Node>> device : all.entrySet()) {
            topology.add(topology(device.getKey(), device.getValue(), all.keySet(), parents));
        }
        Map<String, String> groups = groups(all, topology);
        List<Device> devices = new ArrayList<>();
        for (Map.Entry<String, Map<String, Node>> device : all.entrySet()) {
            BusFunction function = function(device.getKey(), device.getValue(), all.keySet(), places.get(device.getKey()));
            String group = groups.get(device.getKey());
            boolean named = device.getValue().containsKey("group");
            devices.add(new Device(function.withGroup(group == null ? new IommuMembership.NoGroup()
                    : new IommuMembership.InGroup(group)), named ? Optional.empty() : topology.stream()
                            .filter(each -> each.address().toString().equals(device.getKey())).findFirst(),
                    flag(device.getValue(), "groupHeldByUser", false)));
        }
        return devices;
    }

    /** Groups by name: those of the file as they stand, the others worked out and numbered. */
    private Map<String, String> groups(Map<String, Map<String, Node>> all, List<TopologyFunction> topology)
            throws ScenarioException {
        Map<String, String> groups = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (Map.Entry<String, Map<String, Node>> device : all.entrySet()) {
            Node node = device.getValue().get("group");
            if (node != null) {
                String name = yaml.text(node, "group");
                groups.put(device.getKey(), name.equals("none") ? null : name);
                taken.add(name);
            }
        }
        Partition partition = Grouping.of(topology, Grouping.Assumption.ISOLATES);
        int next = 0;
        for (SortedSet<PciAddress> set : partition.groups()) {
            String name = null;
            for (PciAddress address : set) {
                if (groups.containsKey(address.toString())) {
                    continue;
                }
                while (name == null && !taken.add(Integer.toString(next))) {
                    next++;
                }
                name = name == null ? Integer.toString(next) : name;
                groups.put(address.toString(), name);
            }
        }
        return groups;
    }

    private BusFunction function(String address, Map<String, Node> keys, Set<String> known, Node place)
            throws ScenarioException {
        int[] id = pair(keys.get("id"), "id");
        int[] subsystem = keys.containsKey("subsystem") ? pair(keys.get("subsystem"), "subsystem") : new int[2];
        int classCode = yaml.number(keys.get("class"), "class", 0, 0xffffff, 16);
        int header = keys.containsKey("headerType") ? yaml.number(keys.get("headerType"), "headerType", 0, 127, 10) : 0;
        boolean virtual = flag(keys, "virtualFunction", false);
        for (String key : List.of("pfDriversAutoprobe", "physicalFunction")) {
            if (!virtual && keys.containsKey(key)) {
                throw yaml.wrong(keys.get(key), key + " belongs to a device with virtualFunction: true");
            }
        }
        if (virtual && keys.containsKey("numVfs")) {
            throw yaml.wrong(place, "a virtual function has no numVfs");
        }
        Optional<String> physical = keys.containsKey("physicalFunction")
                ? Optional.of(known(keys.get("physicalFunction"), "physicalFunction", known)) : Optional.empty();
        BusFunction function = BusFunction.of(address, new DeviceIdentity(id[0], id[1], subsystem[0], subsystem[1], classCode))
                .withHardware(new BusFunction.Hardware(OptionalInt.of(header), OptionalInt.empty(), OptionalInt.empty(),
                        Optional.empty(), Optional.empty()))
                .withNumVfs(keys.containsKey("numVfs") ? yaml.number(keys.get("numVfs"), "numVfs", 0, 65535, 10) : 0)
                .withBindAllowed(flag(keys, "bindAllowed", true))
                .below(parent(keys, known).map(PciAddress::toString));
        if (keys.containsKey("override") && !YamlReader.isNull(keys.get("override"))) {
            function = function.withOverride(Optional.of(yaml.text(keys.get("override"), "override")));
        }
        return virtual ? function.asVirtual(new BusFunction.Virtual(physical, Optional.of(flag(keys, "pfDriversAutoprobe", true))))
                : function;
    }

    private TopologyFunction topology(String address, Map<String, Node> keys, Set<String> known, Set<String> parents)
            throws ScenarioException {
        TopologyFunction.Builder builder = TopologyFunction.at(PciAddress.parse(address).orElseThrow());
        parent(keys, known).ifPresent(builder::parent);
        if (keys.containsKey("pcie")) {
            String type = yaml.text(keys.get("pcie"), "pcie");
            if (!TYPES.containsKey(type)) {
                throw yaml.wrong(keys.get("pcie"), "unknown type \"" + type + "\" in pcie; allowed are "
                        + String.join(", ", TYPES.keySet().stream().sorted().toList()));
            }
            builder.pcie(TYPES.get(type));
        }
        boolean header1 = keys.containsKey("headerType") && yaml.text(keys.get("headerType"), "headerType").equals("1");
        if (header1 || parents.contains(address)) {
            builder.bridge(true);
        }
        int[] id = pair(keys.get("id"), "id");
        builder.id(id[0], id[1]);
        builder.multifunction(flag(keys, "multifunction", false));
        builder.virtualFunction(flag(keys, "virtualFunction", false));
        if (keys.containsKey("acs")) {
            String[] words = yaml.text(keys.get("acs"), "acs").split("/", -1);
            try {
                if (words.length != 2) {
                    throw new NumberFormatException();
                }
                builder.acs(Integer.parseInt(words[0], 16) & 0xffff, Integer.parseInt(words[1], 16) & 0xffff);
            } catch (NumberFormatException e) {
                throw yaml.wrong(keys.get("acs"), "acs must be two hexadecimal words, capability/control, for example \"7f/1d\"");
            }
        }
        if (keys.containsKey("alias")) {
            int function = yaml.number(keys.get("alias"), "alias", 0, 7, 10);
            builder.aliases(List.of(PciAddress.parse(address).orElseThrow().device() << 3 | function));
        }
        if (keys.containsKey("isolatedByQuirk")) {
            boolean isolates = flag(keys, "isolatedByQuirk", true);
            builder.quirk(new QuirkDecision(Optional.of(isolates), isolates ? "isolates by a quirk, as the scenario says"
                    : "does not isolate by a quirk, as the scenario says"));
        }
        return builder.build();
    }

    private Optional<PciAddress> parent(Map<String, Node> keys, Set<String> known) throws ScenarioException {
        return keys.containsKey("parent") ? PciAddress.parse(known(keys.get("parent"), "parent", known)) : Optional.empty();
    }

    private String known(Node node, String key, Set<String> known) throws ScenarioException {
        String address = address(node, key).toString();
        if (!known.contains(address)) {
            throw yaml.wrong(node, key + " names " + address + ", and no device has that address");
        }
        return address;
    }

    private PciAddress address(Node node, String key) throws ScenarioException {
        String text = yaml.text(node, key);
        return PciAddress.parse(text).orElseThrow(() -> yaml.wrong(node, key + " must be an address of the form dddd:bb:dd.f, and is \""
                + text + "\""));
    }

    private int[] pair(Node node, String key) throws ScenarioException {
        String[] words = yaml.text(node, key).split(":", -1);
        try {
            if (words.length == 2 && words[0].length() <= 4 && words[1].length() <= 4) {
                return new int[] { Integer.parseUnsignedInt(words[0], 16), Integer.parseUnsignedInt(words[1], 16) };
            }
        } catch (NumberFormatException e) {
            throw yaml.wrong(node, key + " must be vendor:device, four hexadecimal digits each; \"" + String.join(":", words) + "\" is not");
        }
        throw yaml.wrong(node, key + " must be vendor:device, four hexadecimal digits each; \"" + String.join(":", words) + "\" is not");
    }

    private boolean flag(Map<String, Node> keys, String key, boolean otherwise) throws ScenarioException {
        return keys.containsKey(key) ? yaml.flag(keys.get(key), key) : otherwise;
    }
}
