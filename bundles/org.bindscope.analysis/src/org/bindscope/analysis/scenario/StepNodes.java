// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.match.BusEvent;
import org.bindscope.analysis.match.BusFunction;
import org.bindscope.analysis.match.Errno;
import org.bindscope.analysis.match.ReasonCode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the steps of a scenario: events as text, and expectations as mappings. */
final class StepNodes {

    private static final String EVENTS = "ADD, RESCAN, REMOVE, REG d, UNREG d, NEW_ID d text, REMOVE_ID d text, BIND d, UNBIND [d], "
            + "DRIVERS_PROBE, OVERRIDE text, AUTOPROBE 0|1, SRIOV_AUTOPROBE 0|1, SRIOV_NUMVFS n, HOLD, RELEASE";
    private static final List<String> EXPECTATIONS = List.of("device", "driver", "write", "reason", "override", "operations",
            "groups", "viable");

    private final YamlReader yaml;
    private final Map<String, BusFunction> devices;
    private final List<String> drivers;

    StepNodes(YamlReader yaml, Map<String, BusFunction> devices, List<String> drivers) {
        this.yaml = yaml;
        this.devices = devices;
        this.drivers = drivers;
    }

    /** Reads all steps; addresses that an ADD brings are put into {@code arriving}. */
    List<Scenario.Step> read(Node node, Set<String> arriving) throws ScenarioException {
        List<Scenario.Step> steps = new ArrayList<>();
        Set<String> held = new java.util.LinkedHashSet<>();
        for (Node item : yaml.items(node, "steps")) {
            if (item instanceof MappingNode) {
                Map<String, Node> keys = yaml.entries(item, "a step", List.of("expect"));
                if (keys.size() != 1) {
                    throw yaml.wrong(item, "a step is an event or the key \"expect\"");
                }
                steps.add(expects(keys.get("expect")));
            } else {
                steps.addAll(events(item, yaml.text(item, "a step"), arriving, held));
            }
        }
        return steps;
    }

    private List<Scenario.Step> events(Node node, String written, Set<String> arriving, Set<String> held)
            throws ScenarioException {
        String text = written.stripLeading();
        int blank = text.indexOf(' ');
        String first = blank < 0 ? text.stripTrailing() : text.substring(0, blank);
        Optional<String> address = PciAddress.parse(first).map(PciAddress::toString);
        if (address.isPresent()) {
            text = blank < 0 ? "" : text.substring(blank + 1).stripLeading();
            if (!devices.containsKey(address.get())) {
                throw yaml.wrong(node, "no device has the address " + address.get());
            }
        } else if (devices.size() == 1) {
            address = Optional.of(devices.keySet().iterator().next());
        }
        int end = text.indexOf(' ');
        String word = end < 0 ? text.strip() : text.substring(0, end);
        String rest = end < 0 ? "" : text.substring(end + 1);
        if (word.equals("ADD") && address.isEmpty()) {
            // A boot scan: every device, in the order of the file.
            List<Scenario.Step> all = new ArrayList<>();
            for (BusFunction function : devices.values()) {
                arriving.add(function.address());
                all.add(new Scenario.Happens(function.address() + " ADD", new BusEvent.Add(function), false));
            }
            return all;
        }
        BusEvent event = event(node, word, rest, address, held);
        if (event instanceof BusEvent.Add add) {
            arriving.add(add.function().address());
        }
        boolean write = !(event instanceof BusEvent.Add || event instanceof BusEvent.Register
                || event instanceof BusEvent.Unregister || event instanceof BusEvent.Rescan
                || event instanceof BusEvent.Remove || event instanceof BusEvent.Held);
        return List.of(new Scenario.Happens(shown(written), event, write));
    }

    private BusEvent event(Node node, String word, String rest, Optional<String> address, Set<String> held)
            throws ScenarioException {
        String driver = rest.strip();
        switch (word) {
            case "REG":
                return new BusEvent.Register(driver(node, driver));
            case "UNREG":
                return new BusEvent.Unregister(driver(node, driver));
            case "NEW_ID", "REMOVE_ID":
                int blank = rest.indexOf(' ');
                String name = driver(node, blank < 0 ? driver : rest.substring(0, blank));
                String ids = blank < 0 ? "" : unescaped(rest.substring(blank + 1));
                return word.equals("NEW_ID") ? new BusEvent.NewId(name, ids) : new BusEvent.RemoveId(name, ids);
            case "AUTOPROBE":
                return new BusEvent.Autoprobe(bit(node, word, driver));
            default:
                break;
        }
        String device = address.orElseThrow(() -> yaml.wrong(node, known(word)
                ? "there are several devices, so the step " + word + " needs an address before it"
                : "unknown event \"" + word + "\"; allowed are " + EVENTS));
        switch (word) {
            case "ADD":
                return new BusEvent.Add(devices.get(device));
            case "RESCAN":
                return new BusEvent.Rescan(device);
            case "REMOVE":
                return new BusEvent.Remove(device);
            case "BIND":
                return new BusEvent.Bind(driver(node, driver), device);
            case "UNBIND":
                return driver.isEmpty() ? new BusEvent.UnbindHolder(device, device)
                        : new BusEvent.Unbind(driver(node, driver), device);
            case "DRIVERS_PROBE":
                return new BusEvent.DriversProbe(device);
            case "OVERRIDE":
                return new BusEvent.Override(device, unescaped(rest));
            case "SRIOV_AUTOPROBE":
                return new BusEvent.VfAutoprobe(device, bit(node, word, driver));
            case "SRIOV_NUMVFS":
                try {
                    return new BusEvent.NumVfs(device, Integer.parseUnsignedInt(driver));
                } catch (NumberFormatException e) {
                    throw yaml.wrong(node, "SRIOV_NUMVFS needs a number, and has \"" + driver + "\"");
                }
            case "HOLD", "RELEASE":
                String group = devices.get(device).group().group()
                        .orElseThrow(() -> yaml.wrong(node, device + " has no IOMMU group that could be held"));
                if (word.equals("HOLD")) {
                    held.add(group);
                } else {
                    held.remove(group);
                }
                return new BusEvent.Held(Set.copyOf(held), word.equals("HOLD") ? Optional.of(group) : Optional.empty());
            default:
                throw yaml.wrong(node, "unknown event \"" + word + "\"; allowed are " + EVENTS);
        }
    }

    private static boolean known(String word) {
        return !word.isEmpty() && List.of(EVENTS.split("[ ,]+")).contains(word);
    }

    private boolean bit(Node node, String word, String text) throws ScenarioException {
        if (text.equals("0") || text.equals("1")) {
            return text.equals("1");
        }
        throw yaml.wrong(node, word + " needs 0 or 1, and has \"" + text + "\"");
    }

    private String driver(Node node, String name) throws ScenarioException {
        if (drivers.contains(name)) {
            return name;
        }
        throw yaml.wrong(node, "no driver has the name \"" + name + "\"; there are " + String.join(", ", drivers));
    }

    /** In plain scalars a backslash stands for itself, so the two escapes that matter are read here. */
    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\0", "\0");
    }

    private static String shown(String text) {
        return text.replace("\n", "\\n").replace("\0", "\\0");
    }

    private Scenario.Expects expects(Node node) throws ScenarioException {
        Map<String, Node> keys = yaml.entries(node, "expect", EXPECTATIONS);
        Optional<String> device = Optional.empty();
        if (keys.containsKey("device")) {
            String text = yaml.text(keys.get("device"), "device");
            device = PciAddress.parse(text).map(PciAddress::toString).filter(devices::containsKey);
            if (device.isEmpty()) {
                throw yaml.wrong(keys.get("device"), "no device has the address \"" + text + "\"");
            }
        } else if (devices.size() == 1) {
            device = Optional.of(devices.keySet().iterator().next());
        } else if (List.of("driver", "reason", "override", "operations").stream().anyMatch(keys::containsKey)) {
            throw yaml.wrong(node, "there are several devices, so this expectation needs the key \"device\"");
        }
        Optional<String> write = text(keys, "write");
        if (write.isPresent() && !write.get().equals("ok") && Errno.parse(write.get()).isEmpty()) {
            throw yaml.wrong(keys.get("write"), "write must be ok or one of " + Errno.names() + ", and is \"" + write.get() + "\"");
        }
        Optional<String> reason = text(keys, "reason");
        if (reason.isPresent() && java.util.Arrays.stream(ReasonCode.values()).noneMatch(code -> code.name().equals(reason.get()))) {
            throw yaml.wrong(keys.get("reason"), "unknown reason \"" + reason.get() + "\"; allowed are "
                    + java.util.Arrays.toString(ReasonCode.values()));
        }
        List<List<String>> groups = new ArrayList<>();
        if (keys.containsKey("groups")) {
            for (Node group : yaml.items(keys.get("groups"), "groups")) {
                groups.add(yaml.texts(group, "a group"));
            }
        }
        Map<String, Boolean> viable = new LinkedHashMap<>();
        if (keys.containsKey("viable")) {
            for (Map.Entry<String, Node> entry : yaml.anyEntries(keys.get("viable"), "viable").entrySet()) {
                viable.put(entry.getKey(), yaml.flag(entry.getValue(), "viable of group " + entry.getKey()));
            }
        }
        return new Scenario.Expects(YamlReader.line(node), device, none(keys, "driver"), write, reason,
                none(keys, "override"), none(keys, "operations"), groups, viable);
    }

    private Optional<String> text(Map<String, Node> keys, String key) throws ScenarioException {
        return keys.containsKey(key) ? Optional.of(yaml.text(keys.get(key), key)) : Optional.empty();
    }

    /** A name, or null or none for the absence of one. */
    private Optional<Optional<String>> none(Map<String, Node> keys, String key) throws ScenarioException {
        if (!keys.containsKey(key)) {
            return Optional.empty();
        }
        if (YamlReader.isNull(keys.get(key))) {
            return Optional.of(Optional.empty());
        }
        String text = yaml.text(keys.get(key), key);
        return Optional.of(text.equals("none") ? Optional.empty() : Optional.of(text));
    }
}
