// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.PCI_FUNCTION__DEVICE_TREE_NODE;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciFunction;
import org.bindscope.snapshot.facts.Answer;
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

    private final Reading reading;
    private final Optional<DeviceTree> tree;
    private final Optional<DeviceTree> other;
    /** Host bridge nodes by the domain number that they carry. */
    private final Map<Integer, DtNode> hosts = new HashMap<>();

    DeviceTreeBinder(Reading reading, DeviceTreeReader trees) {
        this.reading = reading;
        this.tree = trees.directory().or(trees::blob);
        this.other = trees.directory().isPresent() ? trees.blob() : Optional.empty();
    }

    /** Binds all functions; bridges come before what lies behind them. */
    void bind(Collection<FoundDevice> devices) {
        if (tree.isEmpty()) {
            return;
        }
        findHosts(tree.get().getRoot());
        for (FoundDevice device : devices) {
            PciFunction function = reading.catalog().functions().get(device.address());
            Attributes attributes = reading.attributes(device.folder());
            Optional<Answer> link = byLink(attributes.folder());
            Optional<Answer> devspec = attributes.text("devspec")
                    .filter(answer -> answer.isSaid() && !((String) answer.value()).isEmpty())
                    .map(answer -> node(answer.place(), answer.text(), answer.text().substring(1)));
            Optional<Object> node = reading.facts().choose(function, PCI_FUNCTION__DEVICE_TREE_NODE, link, devspec);
            if (node.isEmpty()) {
                reading.facts().choose(function, PCI_FUNCTION__DEVICE_TREE_NODE, byWalk(device, function));
            }
        }
    }

    /** The link of_node of a folder. */
    private Optional<Answer> byLink(String folder) {
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

    private Optional<Answer> byWalk(FoundDevice device, PciFunction function) {
        PciBus bus = function.getBus();
        if (function.getPhysicalFunction() != null) {
            return Optional.empty();
        }
        Optional<DtNode> above = bus.getBridge() != null ? Optional.ofNullable(bus.getBridge().getDeviceTreeNode())
                : host(device);
        int devfn = device.address().device() << 3 | device.address().function();
        return above.flatMap(node -> child(node, devfn))
                .map(node -> Answer.said(node, Place.file(tree.get().getFile()),
                        "no of_node link; found by device and function number below " + path(node.getParent())));
    }

    /** Node of the root bus: of its folder, of its bus or of the folder above, else the one that carries the domain. */
    private Optional<DtNode> host(FoundDevice device) {
        String folder = device.folder();
        while (!folder.isEmpty() && !PciNames.isRootBus(TreePaths.name(folder))) {
            folder = TreePaths.parent(folder);
        }
        if (!folder.isEmpty()) {
            String root = folder;
            String bus = TreePaths.name(root).substring("pci".length());
            Optional<Answer> link = byLink(root).or(() -> byLink(root + "/pci_bus/" + bus))
                    .or(() -> byLink(TreePaths.parent(root)));
            if (link.isPresent() && link.get().isSaid()) {
                return Optional.of((DtNode) link.get().value());
            }
        }
        return Optional.ofNullable(hosts.get(device.address().domain()));
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
