// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.model.DtNode;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciFunction;

/**
 * Which PCI addresses the nodes of a device tree stand for, as Linux finds them (fdt-nvlink section 1.8).
 *
 * <p>Where firmware probed the bus (the host has {@code ibm,opal-phbid}) the bus number stands in
 * {@code reg}. Elsewhere it follows from the machine's bridges, or, without a machine, from
 * {@code bus-range} for the root bus alone.
 */
public final class PciTree {

    private static final int REG_CELLS = 5;

    private final DtIndex index;
    private final Optional<Machine> machine;
    private final List<PciHost> hosts = new ArrayList<>();
    private final Set<DtNode> hostNodes = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<PciAddress, DtNode> nodes = new TreeMap<>();
    private final Map<DtNode, PciAddress> addresses = new IdentityHashMap<>();
    private final Map<DtNode, PciHost> hostOf = new IdentityHashMap<>();

    /**
     * Finds the hosts and functions of a tree.
     *
     * @param index   the tree
     * @param machine the machine whose bridges tell bus numbers; empty for a tree alone
     */
    public PciTree(DtIndex index, Optional<Machine> machine) {
        this.index = index;
        this.machine = machine.filter(m -> !m.getDomains().isEmpty());
        findHosts();
        hosts.forEach(this::walk);
        this.machine.ifPresent(this::joinByLinks);
    }

    /** Where the walk gives a node no address, the links {@code of_node} of the machine's functions do. */
    private void joinByLinks(Machine from) {
        for (PciFunction function : MachineIndex.functions(from)) {
            DtNode bound = function.getDeviceTreeNode();
            PciAddress address = MachineIndex.address(function).orElseThrow();
            if (bound != null && !nodes.containsKey(address)) {
                index.at(path(bound)).filter(node -> !addresses.containsKey(node)).ifPresent(node -> {
                    addresses.put(node, address);
                    nodes.put(address, node);
                });
            }
        }
    }

    /** The path of a node of any tree, as the links name nodes of the directory form. */
    private static String path(DtNode node) {
        StringBuilder path = new StringBuilder();
        for (DtNode at = node; at.getParent() != null; at = at.getParent()) {
            path.insert(0, "/" + at.getName());
        }
        return path.length() == 0 ? "/" : path.toString();
    }

    /** The tree. */
    public DtIndex index() {
        return index;
    }

    /** All hosts, in the tree's order. */
    public List<PciHost> hosts() {
        return List.copyOf(hosts);
    }

    /** The functions that have a node, by address; the first node counts where two claim an address. */
    public Map<PciAddress, DtNode> nodes() {
        return java.util.Collections.unmodifiableMap(nodes);
    }

    /**
     * The address of a node.
     *
     * @param node any node of the tree
     * @return empty for a node that is no PCI function, and where its bus number is not known
     */
    public Optional<PciAddress> address(DtNode node) {
        return Optional.ofNullable(addresses.get(node));
    }

    /**
     * The host above a PCI node.
     *
     * @param node any node of the tree
     * @return empty for a node that is below no host
     */
    public Optional<PciHost> host(DtNode node) {
        return Optional.ofNullable(hostOf.get(node));
    }

    /**
     * The location label of a node: its own or the nearest one above ({@code ibm,loc-code}, else
     * {@code ibm,slot-label}).
     *
     * @param node any node of the tree
     * @return empty when there is none up to the host
     */
    public Optional<String> label(DtNode node) {
        for (DtNode at = node; at != null; at = at.getParent()) {
            Optional<String> label = DtValues.string(at, "ibm,loc-code").or(() -> Optional.empty());
            if (label.isEmpty()) {
                label = DtValues.string(at, "ibm,slot-label");
            }
            if (label.isPresent()) {
                return label;
            }
            if (isHost(at)) {
                break;
            }
        }
        return Optional.empty();
    }

    private boolean isHost(DtNode node) {
        return hostNodes.contains(node);
    }

    private static boolean pciBus(DtNode node) {
        String type = DtValues.string(node, "device_type").orElse("");
        return (type.equals("pci") || type.equals("pciex")) && DtValues.u32(node, "#address-cells").orElse(0) == 3
                && DtValues.u32(node, "#size-cells").orElse(0) == 2;
    }

    private void findHosts() {
        List<DtNode> found = index.nodes().stream()
                .filter(node -> pciBus(node) && (node.getParent() == null || !pciBus(node.getParent()))).toList();
        boolean power = found.stream().anyMatch(node -> DtValues.has(node, "ibm,opal-phbid"))
                || index.tree().getRoot() != null && DtValues.string(index.tree().getRoot(), "device_type").orElse("")
                .equals("chrp");
        Set<Integer> used = new HashSet<>();
        Map<String, Integer> aliases = aliases();
        List<OptionalInt> domains = new ArrayList<>();
        for (DtNode node : found) {
            OptionalInt domain = named(node, power, aliases);
            domains.add(domain.isPresent() && used.add(domain.getAsInt()) ? domain : OptionalInt.empty());
        }
        int free = 0;
        for (int i = 0; i < found.size(); i++) {
            OptionalInt domain = domains.get(i);
            if (domain.isEmpty()) {
                while (!used.add(free)) {
                    free++;
                }
                domain = OptionalInt.of(free);
            }
            DtNode node = found.get(i);
            hostNodes.add(node);
            hosts.add(new PciHost(node, domain, PciHost.kindOf(node), DtValues.number(node, "ibm,chip-id")));
        }
    }

    /** Numbers of the aliases {@code pciN} by path; the first one counts. */
    private Map<String, Integer> aliases() {
        Map<String, Integer> aliases = new HashMap<>();
        index.at("/aliases").ifPresent(node -> node.getProperties().forEach(property -> {
            String name = property.getName();
            if (name.startsWith("pci") && name.length() > 3 && name.length() < 9
                    && name.chars().skip(3).allMatch(c -> c >= '0' && c <= '9') && property.getValue() != null) {
                DtValues.string(property).ifPresent(path ->
                        aliases.putIfAbsent(path, Integer.parseInt(name.substring(3))));
            }
        }));
        return aliases;
    }

    /** The domain that the node names itself. */
    private OptionalInt named(DtNode node, boolean power, Map<String, Integer> aliases) {
        OptionalInt explicit = DtValues.number(node, "linux,pci-domain");
        if (explicit.isPresent() || !power) {
            return explicit;
        }
        OptionalLong opal = DtValues.u64(node, "ibm,opal-phbid");
        if (opal.isPresent()) {
            return OptionalInt.of((int) (opal.getAsLong() & 0xffff));
        }
        Integer alias = aliases.get(index.path(node));
        if (alias != null) {
            return OptionalInt.of(alias);
        }
        List<Long> reg = DtValues.cells(node, "reg");
        int addressCells = node.getParent() == null ? 2 : DtValues.number(node.getParent(), "#address-cells").orElse(2);
        return addressCells > 0 && reg.size() >= addressCells
                ? OptionalInt.of((int) (reg.get(addressCells - 1) & 0xffff)) : OptionalInt.empty();
    }

    private void walk(PciHost host) {
        boolean probed = DtValues.has(host.node(), "ibm,opal-phbid");
        List<Long> range = DtValues.cells(host.node(), "bus-range");
        int rootBus = range.size() == 2 && range.get(0) <= 0xff ? range.get(0).intValue() : 0;
        record Step(DtNode parent, OptionalInt bus) {
        }
        Deque<Step> pending = new ArrayDeque<>();
        pending.push(new Step(host.node(), OptionalInt.of(rootBus)));
        while (!pending.isEmpty()) {
            Step step = pending.pop();
            for (DtNode node : step.parent().getChildren()) {
                if (node.getName().startsWith("multifunc-device")) {
                    pending.push(new Step(node, step.bus()));
                    continue;
                }
                List<Long> reg = DtValues.cells(node, "reg");
                if (reg.size() < REG_CELLS) {
                    continue;
                }
                hostOf.put(node, host);
                int high = reg.get(0).intValue();
                OptionalInt bus = probed ? OptionalInt.of(high >> 16 & 0xff) : step.bus();
                Optional<PciAddress> address = host.domain().isPresent() && bus.isPresent()
                        ? Optional.of(new PciAddress(host.domain().getAsInt(), bus.getAsInt(), high >> 11 & 0x1f,
                        high >> 8 & 7))
                        : Optional.empty();
                address.ifPresent(at -> {
                    addresses.put(node, at);
                    nodes.putIfAbsent(at, node);
                });
                pending.push(new Step(node, address.map(this::secondaryBus).orElse(OptionalInt.empty())));
            }
        }
    }

    private OptionalInt secondaryBus(PciAddress address) {
        if (machine.isEmpty()) {
            return OptionalInt.empty();
        }
        return MachineIndex.function(machine.get(), address)
                .filter(PciBridge.class::isInstance).map(PciBridge.class::cast)
                .filter(PciBridge::isSetSecondaryBusNumber)
                .map(bridge -> OptionalInt.of(bridge.getSecondaryBusNumber() & 0xff)).orElse(OptionalInt.empty());
    }
}
