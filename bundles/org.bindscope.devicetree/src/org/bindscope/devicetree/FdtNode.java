// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One node of a device tree with its properties and children in the order in which they were read. Nodes are immutable for
 * everybody outside of this package and may be read by several threads once the tree is complete.
 */
public final class FdtNode {

    private static final FdtProperty[] NO_PROPERTIES = {};
    private static final FdtNode[] NO_CHILDREN = {};
    /** From this many entries on, names are looked up in a map. */
    private static final int INDEX_FROM = 16;

    private final String name;
    private final int offset;
    private final FdtNode parent;
    private FdtProperty[] properties = NO_PROPERTIES;
    private FdtNode[] children = NO_CHILDREN;
    private volatile Map<String, FdtProperty> propertyIndex;
    private volatile Map<String, Integer> childIndex;

    FdtNode(String name, int offset, FdtNode parent) {
        this.name = Objects.requireNonNull(name);
        this.offset = offset;
        this.parent = parent;
    }

    /** Ends the construction of this node. */
    void complete(List<FdtProperty> itsProperties, List<FdtNode> itsChildren) {
        properties = itsProperties.isEmpty() ? NO_PROPERTIES : itsProperties.toArray(NO_PROPERTIES);
        children = itsChildren.isEmpty() ? NO_CHILDREN : itsChildren.toArray(NO_CHILDREN);
    }

    /** {@return the name with its unit address, one character for each byte; normally empty for the root} */
    public String name() {
        return name;
    }

    /** {@return the part of the name before the first {@code @}} */
    public String baseName() {
        int at = name.indexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }

    /** {@return the part of the name after the first {@code @}, if it has one} */
    public Optional<String> unitAddress() {
        int at = name.indexOf('@');
        return at < 0 ? Optional.empty() : Optional.of(name.substring(at + 1));
    }

    /** {@return the offset of the node's BEGIN_NODE token from the start of the blob, -1 when it was not read from a blob} */
    public int offset() {
        return offset;
    }

    /** {@return the parent, empty for the root} */
    public Optional<FdtNode> parent() {
        return Optional.ofNullable(parent);
    }

    /** {@return the properties in order, unmodifiable} */
    public List<FdtProperty> properties() {
        return Collections.unmodifiableList(Arrays.asList(properties));
    }

    /** {@return the children in order, unmodifiable} */
    public List<FdtNode> children() {
        return Collections.unmodifiableList(Arrays.asList(children));
    }

    /** {@return the first property of that name} */
    public Optional<FdtProperty> property(String wanted) {
        return Optional.ofNullable(findProperty(wanted));
    }

    /**
     * Finds a child as libfdt does: the first child whose name equals the wanted one or, when the wanted name has no unit
     * address, whose name without unit address equals it.
     */
    public Optional<FdtNode> child(String wanted) {
        if (children.length < INDEX_FROM) {
            for (FdtNode child : children) {
                if (matches(child.name, wanted)) {
                    return Optional.of(child);
                }
            }
            return Optional.empty();
        }
        Map<String, Integer> index = childIndex;
        if (index == null) {
            index = new HashMap<>(children.length * 2);
            for (int i = 0; i < children.length; i++) {
                index.putIfAbsent(children[i].name, i);
                index.putIfAbsent(children[i].baseName(), i);
            }
            childIndex = index;
        }
        return Optional.ofNullable(index.get(wanted)).map(i -> children[i]);
    }

    static boolean matches(String nodeName, String wanted) {
        return nodeName.startsWith(wanted) && (nodeName.length() == wanted.length()
                || nodeName.charAt(wanted.length()) == '@' && wanted.indexOf('@') < 0);
    }

    /** {@return the number of ancestors, 0 for the root} */
    public int depth() {
        int depth = 0;
        for (FdtNode at = parent; at != null; at = at.parent) {
            depth++;
        }
        return depth;
    }

    /** {@return the full path, {@code /} for the root} */
    public String path() {
        if (parent == null) {
            return "/";
        }
        Deque<String> names = new ArrayDeque<>();
        for (FdtNode at = this; at.parent != null; at = at.parent) {
            names.push(at.name);
        }
        return "/" + String.join("/", names);
    }

    /** Visits this node and everything below it, parents before their children, in order; does not recurse. */
    public void walk(Consumer<? super FdtNode> visitor) {
        Deque<FdtNode> open = new ArrayDeque<>();
        open.push(this);
        while (!open.isEmpty()) {
            FdtNode node = open.pop();
            visitor.accept(node);
            for (int i = node.children.length - 1; i >= 0; i--) {
                open.push(node.children[i]);
            }
        }
    }

    /**
     * {@return whether both nodes have the same name, the same properties and, all the way down, the same children, all in the
     * same order}
     */
    public boolean sameContent(FdtNode other) {
        Deque<FdtNode> left = new ArrayDeque<>(List.of(this));
        Deque<FdtNode> right = new ArrayDeque<>(List.of(other));
        while (!left.isEmpty()) {
            FdtNode a = left.pop();
            FdtNode b = right.pop();
            if (!a.name.equals(b.name) || a.properties.length != b.properties.length
                    || a.children.length != b.children.length) {
                return false;
            }
            for (int i = 0; i < a.properties.length; i++) {
                if (!a.properties[i].sameContent(b.properties[i])) {
                    return false;
                }
            }
            for (int i = 0; i < a.children.length; i++) {
                left.push(a.children[i]);
                right.push(b.children[i]);
            }
        }
        return true;
    }

    /** {@return the path and the counts, for logs} */
    @Override
    public String toString() {
        return path() + " (" + properties.length + " properties, " + children.length + " children)";
    }

    /** {@return the first property of that name, null when there is none} */
    FdtProperty findProperty(String wanted) {
        if (properties.length < INDEX_FROM) {
            for (FdtProperty property : properties) {
                if (property.name().equals(wanted)) {
                    return property;
                }
            }
            return null;
        }
        Map<String, FdtProperty> index = propertyIndex;
        if (index == null) {
            index = new HashMap<>(properties.length * 2);
            for (FdtProperty property : properties) {
                index.putIfAbsent(property.name(), property);
            }
            propertyIndex = index;
        }
        return index.get(wanted);
    }

    /** {@return the children, not to be changed} */
    FdtNode[] childArray() {
        return children;
    }

    /** {@return the properties, not to be changed} */
    FdtProperty[] propertyArray() {
        return properties;
    }
}
