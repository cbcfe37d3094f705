// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.scenario;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.groups.TopologyFunction;
import org.bindscope.analysis.match.BusConditions;
import org.bindscope.analysis.match.BusFunction;
import org.bindscope.analysis.match.BusState;
import org.bindscope.analysis.match.DriverModel;
import org.bindscope.analysis.match.Errno;
import org.bindscope.analysis.match.IdTable;
import org.bindscope.analysis.match.IdTableEntry;
import org.bindscope.analysis.match.ProbeRule;
import org.bindscope.analysis.rules.KernelRules;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads scenario files. The format is that of the command line's description; keys that are not part
 * of it are errors. A file may have at most one mebibyte.
 */
public final class ScenarioReader {

    private static final List<String> KEYS = List.of("title", "kernel", "autoprobe", "devices", "drivers", "steps");
    private static final List<String> DRIVER_KEYS = List.of("name", "ids", "dynamicIds", "flags", "probe", "registered", "built");
    private static final List<String> FLAGS = List.of("vfio", "managed", "async");

    private final String file;
    private final YamlReader yaml;

    private ScenarioReader(String file) {
        this.file = file;
        this.yaml = new YamlReader(file);
    }

    /**
     * Reads a scenario.
     *
     * @param file name for messages
     * @param text content
     * @return the scenario
     * @throws ScenarioException with file, line, key and what is allowed
     */
    public static Scenario read(String file, String text) throws ScenarioException {
        return new ScenarioReader(file).scenario(text);
    }

    private Scenario scenario(String text) throws ScenarioException {
        Node root = yaml.document(text);
        Map<String, Node> keys = yaml.entries(root, "the scenario", KEYS);
        for (String key : List.of("title", "kernel", "devices", "steps")) {
            if (!keys.containsKey(key)) {
                throw yaml.wrong(root, "the key \"" + key + "\" is missing");
            }
        }
        String title = yaml.text(keys.get("title"), "title");
        KernelRules rules = rules(keys.get("kernel"));
        boolean autoprobe = !keys.containsKey("autoprobe") || yaml.flag(keys.get("autoprobe"), "autoprobe");
        DeviceNodes devices = new DeviceNodes(yaml);
        List<DeviceNodes.Device> machine = devices.read(keys.get("devices"));
        List<String> registered = new ArrayList<>();
        List<DriverModel> drivers = drivers(keys.get("drivers"), registered);
        Map<String, BusFunction> functions = new LinkedHashMap<>();
        Map<String, String> groups = new LinkedHashMap<>();
        Set<String> held = new LinkedHashSet<>();
        List<TopologyFunction> topology = new ArrayList<>();
        for (DeviceNodes.Device device : machine) {
            functions.put(device.function().address(), device.function());
            device.function().group().group().ifPresent(group -> {
                groups.put(device.function().address(), group);
                if (device.held()) {
                    held.add(group);
                }
            });
            device.topology().ifPresent(topology::add);
        }
        Set<String> arriving = new HashSet<>();
        StepNodes steps = new StepNodes(yaml, functions, drivers.stream().map(DriverModel::name).toList());
        List<Scenario.Step> list = steps.read(keys.get("steps"), arriving);
        Map<String, BusFunction> present = new LinkedHashMap<>(functions);
        arriving.forEach(present::remove);
        BusState start = new BusState(rules, drivers, registered, present, autoprobe, held, BusConditions.DEFAULT);
        return new Scenario(file, title, start, topology, groups, list);
    }

    private KernelRules rules(Node node) throws ScenarioException {
        try {
            return KernelRules.named(yaml.text(node, "kernel"));
        } catch (IllegalArgumentException e) {
            throw yaml.wrong(node, "kernel: " + e.getMessage());
        }
    }

    private List<DriverModel> drivers(Node node, List<String> registered) throws ScenarioException {
        List<DriverModel> drivers = new ArrayList<>();
        if (node == null) {
            return drivers;
        }
        Set<String> names = new HashSet<>();
        for (Node item : yaml.items(node, "drivers")) {
            Map<String, Node> keys = yaml.entries(item, "a driver", DRIVER_KEYS);
            if (!keys.containsKey("name")) {
                throw yaml.wrong(item, "a driver needs the key \"name\"");
            }
            String name = yaml.text(keys.get("name"), "name");
            if (!names.add(name)) {
                throw yaml.wrong(item, "the driver \"" + name + "\" stands twice; the kernel would refuse the second with EBUSY");
            }
            IdTable table = keys.containsKey("ids") ? new IdTable.Entries(ids(keys.get("ids"), "ids")) : IdTable.absent();
            List<IdTableEntry> dynamic = keys.containsKey("dynamicIds") ? ids(keys.get("dynamicIds"), "dynamicIds") : List.of();
            boolean built = !keys.containsKey("built") || yaml.flag(keys.get("built"), "built");
            drivers.add(new DriverModel(name, Optional.empty(), table, dynamic, flags(keys.get("flags")), probe(keys.get("probe")),
                    built));
            if (built && (!keys.containsKey("registered") || yaml.flag(keys.get("registered"), "registered"))) {
                registered.add(name);
            }
        }
        return drivers;
    }

    private List<IdTableEntry> ids(Node node, String key) throws ScenarioException {
        List<IdTableEntry> entries = new ArrayList<>();
        for (Node item : yaml.items(node, key)) {
            try {
                entries.add(IdTableEntry.parse(yaml.text(item, "an item of " + key)));
            } catch (IllegalArgumentException e) {
                throw yaml.wrong(item, key + ": " + e.getMessage());
            }
        }
        return entries;
    }

    private Set<DriverModel.Flag> flags(Node node) throws ScenarioException {
        EnumSet<DriverModel.Flag> flags = EnumSet.noneOf(DriverModel.Flag.class);
        if (node == null) {
            return flags;
        }
        for (Node item : yaml.items(node, "flags")) {
            String flag = yaml.text(item, "an item of flags");
            if (!FLAGS.contains(flag)) {
                throw yaml.wrong(item, "unknown flag \"" + flag + "\"; allowed are " + String.join(", ", FLAGS));
            }
            flags.add(DriverModel.Flag.valueOf(flag.toUpperCase(java.util.Locale.ROOT)));
        }
        return flags;
    }

    private ProbeRule probe(Node node) throws ScenarioException {
        if (node == null) {
            return ProbeRule.ACCEPTS;
        }
        String text = yaml.text(node, "probe");
        return Errno.parse(text).map(ProbeRule::always).orElseThrow(() -> yaml.wrong(node, "unknown errno \"" + text
                + "\" in probe; allowed are " + Errno.names()));
    }
}
