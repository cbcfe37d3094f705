// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps that bring an overlay whose references are right into a base, with a record of what changes. */
final class OverlayMerge {

    private static final String INSIDE = "/__overlay__";
    /** A record of changes may hold paths of this many characters together. */
    private static final long PATH_BUDGET = 1L << 26;
    /** How often a target may be searched anew because phandles are not unique. */
    private static final int SEARCHES = 1000;

    private record Pair(EditableNode target, EditableNode from) {
    }

    /** Where a fragment goes; the path is null when it is given by a phandle. */
    private record Target(EditableNode node, String path) {
    }

    private final EditableNode base;
    private final EditableNode overlay;
    private final int index;
    private final StringTable strings;
    private final List<OverlayChange> changes;
    private Map<Integer, EditableNode> byPhandle;
    private int searches;
    private long pathCharacters;

    OverlayMerge(EditableNode base, EditableNode overlay, int index, StringTable strings, List<OverlayChange> changes) {
        this.base = base;
        this.overlay = overlay;
        this.index = index;
        this.strings = strings;
        this.changes = changes;
    }

    /** Merges every child of the root that has an __overlay__ into its target. */
    void mergeFragments() throws OverlayException {
        for (EditableNode fragment : overlay.children()) {
            EditableNode content = fragment.child("__overlay__");
            if (content != null) {
                merge(fragment.name(), target(fragment, null).node, content);
            }
        }
    }

    private void merge(String fragment, EditableNode target, EditableNode content) throws OverlayException {
        Deque<Pair> open = new ArrayDeque<>();
        open.push(new Pair(target, content));
        // the targets of children are made when their turn comes, so that nodes appear in the order of libfdt
        boolean top = true;
        while (!open.isEmpty()) {
            Pair pair = open.pop();
            EditableNode node = pair.target;
            if (!top) {
                node = pair.target.child(pair.from.name());
                if (node == null) {
                    node = pair.target.add(pair.from.name());
                    change(fragment, OverlayChange.Kind.NODE_ADDED, node, null, null, null);
                }
            }
            top = false;
            for (EditableNode.Property property : pair.from.properties()) {
                set(fragment, node, property.name(), property.value());
            }
            List<EditableNode> children = pair.from.children();
            for (int i = children.size() - 1; i >= 0; i--) {
                open.push(new Pair(node, children.get(i)));
            }
        }
    }

    private void set(String fragment, EditableNode node, String name, byte[] value) throws OverlayException {
        EditableNode.Property there = node.property(name);
        FdtProperty before = there == null ? null : there.snapshot();
        boolean phandle = name.equals("phandle") || name.equals("linux,phandle");
        int old = phandle ? node.phandle() : 0;
        if (there == null || !Arrays.equals(there.value(), value)) {
            node.set(name, value, strings);
            change(fragment, before == null ? OverlayChange.Kind.PROPERTY_ADDED : OverlayChange.Kind.PROPERTY_CHANGED, node,
                    name, before, node.property(name).snapshot());
        }
        if (phandle && byPhandle != null && old != node.phandle()) {
            boolean unique = byPhandle.putIfAbsent(node.phandle(), node) == null;
            byPhandle = old == 0 && unique ? byPhandle : null;
        }
    }

    /**
     * Finds where a fragment goes.
     *
     * @param label of the symbol that asks, null for none
     */
    private Target target(EditableNode fragment, String label) throws OverlayException {
        EditableNode.Property target = fragment.property("target");
        if (target != null) {
            int phandle = target.value().length == 4 ? Bytes.i32(target.value(), 0) : -1;
            if (phandle == -1) {
                throw failure(FdtError.BADPHANDLE, fragment, label,
                        "The target of " + fragment.name() + " is not one resolved phandle.");
            }
            if (phandle != 0) {
                EditableNode node = byPhandle(phandle);
                if (node == null) {
                    throw failure(FdtError.NOTFOUND, fragment, label, String.format(
                            "The target of %s is the phandle 0x%x, which no node of the base has.", fragment.name(), phandle));
                }
                return new Target(node, null);
            }
        }
        EditableNode.Property path = fragment.property("target-path");
        if (path == null) {
            throw failure(FdtError.BADOVERLAY, fragment, label, fragment.name() + " has neither target nor target-path.");
        }
        String text = EditableNode.text(path.value());
        try {
            EditableNode node = base.find(text);
            if (node == null) {
                throw failure(FdtError.NOTFOUND, fragment, label,
                        "The target of " + fragment.name() + " is " + text + ", which the base does not have.");
            }
            return new Target(node, text);
        } catch (EditableNode.BadPath e) {
            throw failure(FdtError.BADPATH, fragment, label,
                    "The target of " + fragment.name() + " is \"" + text + "\", which is neither a path nor an alias.");
        }
    }

    /** The first node in document order, as libfdt finds it. */
    private EditableNode byPhandle(int phandle) throws OverlayException {
        if (byPhandle == null) {
            if (++searches > SEARCHES) {
                throw new OverlayException(FdtError.LIMIT, index, null, null,
                        "Phandles of base and overlay collide in more than " + SEARCHES + " fragments.");
            }
            byPhandle = new HashMap<>();
            base.all().forEach(node -> byPhandle.putIfAbsent(node.phandle(), node));
        }
        return byPhandle.get(phandle);
    }

    /** Makes the symbols of the overlay symbols of the base. */
    void takeSymbols() throws OverlayException {
        EditableNode symbols = overlay.child("__symbols__");
        if (symbols == null) {
            return;
        }
        EditableNode target = base.child("__symbols__");
        if (target == null) {
            target = base.add("__symbols__");
            change("__symbols__", OverlayChange.Kind.NODE_ADDED, target, null, null, null);
        }
        for (EditableNode.Property symbol : symbols.properties()) {
            byte[] value = symbol.value();
            String path = EditableNode.text(value);
            if (path.length() != value.length - 1 || !path.startsWith("/")) {
                throw new OverlayException(FdtError.BADVALUE, index, null, symbol.name(),
                        "The symbol " + symbol.name() + " of the overlay is not one absolute path.");
            }
            int slash = path.indexOf('/', 1);
            if (slash < 0) {
                continue;
            }
            boolean below = path.startsWith(INSIDE + "/", slash) && path.length() >= slash + INSIDE.length() + 1;
            if (!below && !path.substring(slash).equals(INSIDE)) {
                continue;
            }
            String rest = below ? path.substring(slash + INSIDE.length() + 1) : "";
            set("__symbols__", target, symbol.name(), OverlayApplier.string(moved(symbol.name(), path, rest)));
        }
    }

    private String moved(String label, String path, String rest) throws OverlayException {
        EditableNode fragment = overlay.child(OverlayApplier.fragmentOf(path));
        if (fragment == null || fragment.child("__overlay__") == null) {
            throw new OverlayException(FdtError.BADOVERLAY, index, OverlayApplier.fragmentOf(path), label,
                    "The symbol " + label + " of the overlay leads to " + path + ", which is in no fragment.");
        }
        Target target = target(fragment, label);
        String start = target.path == null ? target.node.path() : target.path;
        return (start.length() > 1 ? start : "") + "/" + rest;
    }

    private void change(String fragment, OverlayChange.Kind kind, EditableNode node, String property, FdtProperty before,
            FdtProperty after) throws OverlayException {
        String path = node.path();
        pathCharacters += path.length();
        if (pathCharacters > PATH_BUDGET) {
            throw new OverlayException(FdtError.LIMIT, index, fragment, null,
                    "The overlay changes too many nodes at too great a depth to keep a record of it.");
        }
        changes.add(new OverlayChange(index, fragment, kind, path, Optional.ofNullable(property), Optional.ofNullable(before),
                Optional.ofNullable(after)));
    }

    private OverlayException failure(FdtError error, EditableNode fragment, String label, String message) {
        return new OverlayException(error, index, fragment.name(), label, message);
    }
}
