// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node whose properties and children can be added and changed. Additions go before what is there, where libfdt's edits in
 * place put them.
 */
final class EditableNode {

    /** A property whose value can be replaced. */
    static final class Property {

        private final String name;
        private final int nameOffset;
        private FdtProperty original;
        private byte[] value;

        private Property(String name, int nameOffset, FdtProperty original, byte[] value) {
            this.name = name;
            this.nameOffset = nameOffset;
            this.original = original;
            this.value = value;
        }

        String name() {
            return name;
        }

        /** {@return the property as it is now} */
        FdtProperty snapshot() {
            return value == null ? original : FdtProperty.of(name, value);
        }

        /** {@return the value; to be changed only by the owner of the tree} */
        byte[] value() {
            if (value == null) {
                value = original.value();
            }
            return value;
        }

        /** {@return the property for the writer, with the offset of its name} */
        FdtProperty frozen() {
            return value == null ? original
                    : new FdtProperty(name, value, 0, value.length, nameOffset, FdtProperty.Availability.READ);
        }

        private void replace(byte[] newValue) {
            original = null;
            value = newValue;
        }
    }

    private final String name;
    private final EditableNode parent;
    private final Deque<Property> newProperties = new ArrayDeque<>();
    private final List<Property> oldProperties;
    private final Deque<EditableNode> newChildren = new ArrayDeque<>();
    private final List<EditableNode> oldChildren;
    private final Map<String, Property> propertyByName = new HashMap<>();
    private final Map<String, EditableNode> childByName = new HashMap<>();

    private EditableNode(String name, EditableNode parent, int properties, int children) {
        this.name = name;
        this.parent = parent;
        this.oldProperties = new ArrayList<>(properties);
        this.oldChildren = new ArrayList<>(children);
    }

    /** {@return a copy of a whole tree that can be edited; unknown values are left out} */
    static EditableNode copyOf(FdtNode root) {
        record Pair(FdtNode from, EditableNode to) {
        }
        EditableNode top = new EditableNode(root.name(), null, root.propertyArray().length, root.childArray().length);
        Deque<Pair> open = new ArrayDeque<>();
        open.push(new Pair(root, top));
        while (!open.isEmpty()) {
            Pair pair = open.pop();
            for (FdtProperty property : pair.from.propertyArray()) {
                Property copy = new Property(property.name(), property.nameOffset(), property, null);
                pair.to.oldProperties.add(copy);
                pair.to.propertyByName.putIfAbsent(property.name(), copy);
            }
            for (FdtNode child : pair.from.childArray()) {
                EditableNode copy = new EditableNode(child.name(), pair.to, child.propertyArray().length,
                        child.childArray().length);
                pair.to.oldChildren.add(copy);
                pair.to.childByName.putIfAbsent(copy.name, copy);
                pair.to.childByName.putIfAbsent(child.baseName(), copy);
                open.push(new Pair(child, copy));
            }
        }
        return top;
    }

    String name() {
        return name;
    }

    /** {@return the properties in order; a new list} */
    List<Property> properties() {
        List<Property> all = new ArrayList<>(newProperties);
        all.addAll(oldProperties);
        return all;
    }

    /** {@return the children in order; a new list} */
    List<EditableNode> children() {
        List<EditableNode> all = new ArrayList<>(newChildren);
        all.addAll(oldChildren);
        return all;
    }

    /** {@return the first property of that name, null when there is none} */
    Property property(String wanted) {
        return propertyByName.get(wanted);
    }

    /** {@return the first child that libfdt finds under that name, null when there is none} */
    EditableNode child(String wanted) {
        return childByName.get(wanted);
    }

    /** Sets a property; a new one is put before the others and gets its name from the table. */
    void set(String propertyName, byte[] value, StringTable strings) {
        Property there = propertyByName.get(propertyName);
        if (there != null) {
            there.replace(value);
        } else {
            Property added = new Property(propertyName, strings.offset(propertyName), null, value);
            newProperties.addFirst(added);
            propertyByName.put(propertyName, added);
        }
    }

    /** Adds a child before the others. */
    EditableNode add(String childName) {
        EditableNode child = new EditableNode(childName, this, 0, 0);
        newChildren.addFirst(child);
        int at = childName.indexOf('@');
        childByName.put(childName, child);
        childByName.put(at < 0 ? childName : childName.substring(0, at), child);
        return child;
    }

    /** {@return the phandle as libfdt sees it, 0 when there is none} */
    int phandle() {
        for (String phandleName : List.of("phandle", "linux,phandle")) {
            Property property = propertyByName.get(phandleName);
            if (property != null && property.value().length == 4) {
                return Bytes.i32(property.value(), 0);
            }
        }
        return 0;
    }

    String path() {
        if (parent == null) {
            return "/";
        }
        Deque<String> names = new ArrayDeque<>();
        for (EditableNode at = this; at.parent != null; at = at.parent) {
            names.push(at.name);
        }
        return "/" + String.join("/", names);
    }

    /** {@return this node and all below it in document order; a new list} */
    List<EditableNode> all() {
        List<EditableNode> list = new ArrayList<>();
        Deque<EditableNode> open = new ArrayDeque<>();
        open.push(this);
        while (!open.isEmpty()) {
            EditableNode node = open.pop();
            list.add(node);
            List<EditableNode> children = node.children();
            for (int i = children.size() - 1; i >= 0; i--) {
                open.push(children.get(i));
            }
        }
        return list;
    }

    /** {@return the tree below this root as it is now} */
    FdtNode frozen() {
        record Pair(EditableNode from, FdtNode to) {
        }
        FdtNode top = new FdtNode(name, -1, null);
        Deque<Pair> open = new ArrayDeque<>();
        open.push(new Pair(this, top));
        while (!open.isEmpty()) {
            Pair pair = open.pop();
            List<FdtNode> copies = new ArrayList<>();
            for (EditableNode child : pair.from.children()) {
                FdtNode copy = new FdtNode(child.name, -1, pair.to);
                copies.add(copy);
                open.push(new Pair(child, copy));
            }
            pair.to.complete(pair.from.properties().stream().map(Property::frozen).toList(), copies);
        }
        return top;
    }

    /**
     * Finds a node by path as {@link Fdt#find} does from this root.
     *
     * @throws BadPath when the path starts with no slash and no alias
     */
    EditableNode find(String path) throws BadPath {
        String rest = path;
        if (!path.startsWith("/")) {
            int slash = path.indexOf('/');
            String alias = slash < 0 ? path : path.substring(0, slash);
            EditableNode aliases = child("aliases");
            Property target = aliases == null ? null : aliases.property(alias);
            String aliased = target == null ? "" : text(target.value());
            if (!aliased.startsWith("/")) {
                throw new BadPath();
            }
            rest = aliased + (slash < 0 ? "" : path.substring(slash));
        }
        EditableNode at = this;
        for (int from = 0; from < rest.length() && at != null;) {
            if (rest.charAt(from) == '/') {
                from++;
                continue;
            }
            int to = rest.indexOf('/', from);
            to = to < 0 ? rest.length() : to;
            at = at.child(rest.substring(from, to));
            from = to;
        }
        return at;
    }

    /** A path that is neither absolute nor starts with an alias. */
    static final class BadPath extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** {@return the bytes up to the first NUL as characters} */
    static String text(byte[] value) {
        int end = 0;
        while (end < value.length && value[end] != 0) {
            end++;
        }
        return new String(Arrays.copyOf(value, end), StandardCharsets.ISO_8859_1);
    }
}
