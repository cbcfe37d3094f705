// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.PCI_FUNCTION__DEVICE_TREE_NODE;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciFunction;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.tree.PciNames;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * Connects PCI functions with the nodes that stand for them: by the link of_node, by devspec, and where
 * neither was captured by the walk that Linux itself does (fdt-nvlink specification 1.8). Nodes of the
 * directory form are taken where there is one, since of_node leads there.
 */
final class DeviceTreeBinder {

    private static final int MIN_REG = 5 * Integer.BYTES;

    private final Catalog catalog;
    private final Facts facts;
    private final Optional<DeviceTree> tree;
    private final Optional<DeviceTree> other;
    /** Host bridge nodes by the domain number that they carry. */
    private final Map<Integer, DtNode> hosts = new HashMap<>();

    /**
     * @param first the input of most weight
     * @param trees the device trees of all inputs, those of more weight first
     */
    DeviceTreeBinder(Reading first, List<DeviceTreeReader> trees) {
        this.catalog = first.catalog();
        this.facts = first.facts();
        Optional<DeviceTree> directory = trees.stream().map(DeviceTreeReader::directory).flatMap(Optional::stream).findFirst();
        Optional<DeviceTree> blob = trees.stream().map(DeviceTreeReader::blob).flatMap(Optional::stream).findFirst();
        this.tree = directory.or(() -> blob);
        this.other = directory.isPresent() ? blob : Optional.empty();
    }

    /** Binds all functions; bridges come before what lies behind them. */
    void bind(Collection<FoundFunction> all) {
        if (tree.isEmpty()) {
            return;
        }
        findHosts(tree.get().getRoot());
        for (FoundFunction found : all) {
            PciFunction function = catalog.functions().get(found.address());
            for (FoundFunction.Folder folder : found.folders()) {
                bind(function, folder.reading(), folder.device());
            }
            for (FoundFunction.Text text : found.texts()) {
                text.statement().answers().getOrDefault(PCI_FUNCTION__DEVICE_TREE_NODE, List.of()).forEach(answer -> text.reading()
                        .facts().choose(function, PCI_FUNCTION__DEVICE_TREE_NODE,
                                Optional.of(node(answer.place(), answer.text(), (String) answer.value()))));
            }
            if (function.getDeviceTreeNode() == null) {
                facts.choose(function, PCI_FUNCTION__DEVICE_TREE_NODE, byWalk(found, function));
            }
        }
    }

    private void bind(PciFunction function, Reading reading, FoundDevice device) {
        Attributes attributes = reading.attributes(device.folder());
        Optional<Answer> devspec = attributes.text("devspec")
                .filter(answer -> answer.isSaid() && !((String) answer.value()).isEmpty())
                .map(answer -> node(answer.place(), answer.text(), answer.text().substring(1)));
        reading.facts().choose(function, PCI_FUNCTION__DEVICE_TREE_NODE, byLink(reading, device.folder()), devspec);
    }

    /** The link of_node of a folder. */
    private Optional<Answer> byLink(Reading reading, String folder) {
        String path = TreePaths.join(folder, "of_node");
        Optional<String> target = reading.files().linkTarget(path);
        return target.map(text -> {
            Place place = Place.file(path);
            Optional<String> lexical = TreePaths.follow(folder, text);
            for (String base : DeviceTreeReader.DIRECTORIES) {
                if (lexical.isPresent() && (lexical.get() + '/').startsWith(base + '/')) {
                    return node(place, text, lexical.get().substring(base.length()));
                }
            }
            return Answer.unreadable(place, "a link to a node of the device tree was expected, not " + text);
        });
    }

    private Answer node(Place place, String text, String path) {
        Optional<DtNode> node = find(tree, path).or(() -> find(other, path));
        return node.isPresent() ? Answer.said(node.get(), place, text)
                : Answer.unreadable(place, "the device tree has no node for " + text);
    }

    private static Optional<DtNode> find(Optional<DeviceTree> tree, String path) {
        Optional<DtNode> at = tree.map(DeviceTree::getRoot);
        for (String name : TreePaths.split(path)) {
            at = at.flatMap(node -> node.getChildren().stream().filter(child -> name.equals(child.getName())).findFirst());
        }
        return at;
    }

    private Optional<Answer> byWalk(FoundFunction found, PciFunction function) {
        PciBus bus = function.getBus();
        if (function.getPhysicalFunction() != null) {
            return Optional.empty();
        }
        Optional<DtNode> above = bus.getBridge() != null ? Optional.ofNullable(bus.getBridge().getDeviceTreeNode())
                : host(found);
        int devfn = found.address().device() << 3 | found.address().function();
        return above.flatMap(node -> child(node, devfn))
                .map(node -> Answer.said(node, Place.file(tree.get().getFile()),
                        "no of_node link; found by device and function number below " + path(node.getParent())));
    }

    /** Node of the root bus: of its folder, of its bus or of the folder above, else the one that carries the domain. */
    private Optional<DtNode> host(FoundFunction found) {
        for (FoundFunction.Folder each : found.folders()) {
            Optional<DtNode> host = host(each.reading(), each.device().folder());
            if (host.isPresent()) {
                return host;
            }
        }
        return Optional.ofNullable(hosts.get(found.address().domain()));
    }

    private Optional<DtNode> host(Reading reading, String function) {
        String root = function;
        while (!root.isEmpty() && !PciNames.isRootBus(TreePaths.name(root))) {
            root = TreePaths.parent(root);
        }
        if (root.isEmpty()) {
            return Optional.empty();
        }
        String top = root;
        String bus = TreePaths.name(top).substring("pci".length());
        return byLink(reading, top).or(() -> byLink(reading, top + "/pci_bus/" + bus))
                .or(() -> byLink(reading, TreePaths.parent(top))).filter(Answer::isSaid).map(answer -> (DtNode) answer.value());
    }

    /** linux,pci-domain, else the low half of ibm,opal-phbid; nodes with neither are not guessed. */
    private void findHosts(DtNode node) {
        node.eAllContents().forEachRemaining(each -> {
            if (each instanceof DtNode candidate) {
                OptionalLong domain = number(candidate, "linux,pci-domain");
                OptionalLong phb = number(candidate, "ibm,opal-phbid");
                if (domain.isPresent()) {
                    hosts.putIfAbsent((int) domain.getAsLong(), candidate);
                } else if (phb.isPresent()) {
                    hosts.putIfAbsent((int) (phb.getAsLong() & 0xffff), candidate);
                }
            }
        });
    }

    private static OptionalLong number(DtNode node, String name) {
        for (DtProperty property : node.getProperties()) {
            byte[] value = property.getValue();
            if (name.equals(property.getName()) && (value.length == Integer.BYTES || value.length == Long.BYTES)) {
                ByteBuffer buffer = ByteBuffer.wrap(value);
                return OptionalLong.of(value.length == Integer.BYTES ? buffer.getInt() : buffer.getLong());
            }
        }
        return OptionalLong.empty();
    }

    /** The first child whose configuration address is that device and function; the bus byte does not count. */
    private static Optional<DtNode> child(DtNode node, int devfn) {
        for (DtNode child : node.getChildren()) {
            Optional<byte[]> reg = reg(child);
            if (reg.isPresent() && (ByteBuffer.wrap(reg.get()).getInt() >> 8 & 0xff) == devfn) {
                return Optional.of(child);
            }
            if (child.getName().equals("multifunc-device")) {
                Optional<DtNode> below = child.getChildren().stream()
                        .filter(each -> reg(each).filter(r -> (ByteBuffer.wrap(r).getInt() >> 8 & 0xff) == devfn).isPresent())
                        .findFirst();
                if (below.isPresent()) {
                    return below;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<byte[]> reg(DtNode node) {
        return node.getProperties().stream()
                .filter(property -> "reg".equals(property.getName()) && property.getValue().length >= MIN_REG)
                .map(DtProperty::getValue).findFirst();
    }

    private static String path(DtNode node) {
        return node.getParent() == null ? "/" : (node.getParent().getParent() == null ? "" : path(node.getParent()))
                + '/' + node.getName();
    }
}
