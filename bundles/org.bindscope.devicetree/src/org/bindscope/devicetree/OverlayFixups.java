// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The steps that make the references inside of an overlay right for a base: phandles moved, fixups done. */
final class OverlayFixups {

    private record Pair(EditableNode tree, EditableNode fixups) {
    }

    private final EditableNode base;
    private final EditableNode overlay;
    private final int index;
    private final int delta;

    OverlayFixups(EditableNode base, EditableNode overlay, int index) {
        this.base = base;
        this.overlay = overlay;
        this.index = index;
        this.delta = base.all().stream().mapToInt(EditableNode::phandle).reduce(0,
                (a, b) -> Integer.compareUnsigned(a, b) >= 0 ? a : b);
    }

    /** Adds the highest phandle of the base to every phandle of the overlay. */
    void moveLocalPhandles() throws OverlayException {
        for (EditableNode node : overlay.all()) {
            for (String name : List.of("phandle", "linux,phandle")) {
                EditableNode.Property property = node.property(name);
                if (property == null) {
                    continue;
                }
                if (property.value().length != 4) {
                    throw failure(FdtError.BADPHANDLE, node.path(), null, "The property " + name + " of " + node.path()
                            + " has " + property.value().length + " bytes instead of 4.");
                }
                int old = Bytes.i32(property.value(), 0);
                int moved = old + delta;
                if (Integer.compareUnsigned(moved, old) < 0 || moved == -1) {
                    throw failure(FdtError.NOPHANDLES, node.path(), null, String.format(
                            "The phandle 0x%x of %s cannot be moved above the highest phandle 0x%x of the base.",
                            old, node.path(), delta));
                }
                Bytes.put32(property.value(), 0, moved);
            }
        }
    }

    /** Adds the same number at every place that __local_fixups__ lists. */
    void followLocalReferences() throws OverlayException {
        EditableNode start = overlay.child("__local_fixups__");
        if (start == null) {
            return;
        }
        Deque<Pair> open = new ArrayDeque<>();
        open.push(new Pair(overlay, start));
        while (!open.isEmpty()) {
            Pair pair = open.pop();
            for (EditableNode.Property fixup : pair.fixups.properties()) {
                follow(pair.tree, fixup);
            }
            List<EditableNode> children = pair.fixups.children();
            for (int i = children.size() - 1; i >= 0; i--) {
                EditableNode target = pair.tree.child(children.get(i).name());
                if (target == null) {
                    throw failure(FdtError.BADOVERLAY, pair.tree.path(), null, "__local_fixups__ lists the node "
                            + children.get(i).name() + ", which " + pair.tree.path() + " does not have.");
                }
                open.push(new Pair(target, children.get(i)));
            }
        }
    }

    private void follow(EditableNode node, EditableNode.Property fixup) throws OverlayException {
        EditableNode.Property property = node.property(fixup.name());
        byte[] places = fixup.value();
        if (property == null || places.length % 4 != 0) {
            throw failure(FdtError.BADOVERLAY, node.path(), null, "__local_fixups__ lists the property " + fixup.name() + " of "
                    + node.path() + (property == null ? ", which does not exist." : " with a value that is no list of cells."));
        }
        byte[] value = property.value();
        for (int i = 0; i < places.length; i += 4) {
            long place = Bytes.u32(places, i);
            if (place + 4 > value.length) {
                throw failure(FdtError.BADOVERLAY, node.path(), null, "__local_fixups__ lists byte " + place
                        + " of the property " + fixup.name() + " of " + node.path() + ", which has " + value.length + " bytes.");
            }
            Bytes.put32(value, (int) place, Bytes.i32(value, (int) place) + delta);
        }
    }

    /** Stores the phandles of the labels that __fixups__ lists. */
    void resolveLabels() throws OverlayException {
        EditableNode fixups = overlay.child("__fixups__");
        if (fixups == null) {
            return;
        }
        EditableNode symbols = base.child("__symbols__");
        for (EditableNode.Property label : fixups.properties()) {
            byte[] list = label.value();
            int from = 0;
            // libfdt looks at the list once even when it is empty, which fails
            do {
                int to = from;
                while (to < list.length && list[to] != 0) {
                    to++;
                }
                if (to == list.length) {
                    throw failure(FdtError.BADOVERLAY, null, label.name(),
                            "The list of places for the label " + label.name() + " in __fixups__ is not terminated.");
                }
                place(label.name(), new String(list, from, to - from, StandardCharsets.ISO_8859_1), symbols);
                from = to + 1;
            } while (from < list.length);
        }
    }

    /** One entry of the list of a label, path:property:offset. */
    private void place(String label, String entry, EditableNode symbols) throws OverlayException {
        int first = entry.indexOf(':');
        int second = entry.indexOf(':', first + 1);
        if (first < 0 || second < 0 || second == first + 1 || !isNumber(entry, second + 1)) {
            throw failure(FdtError.BADOVERLAY, entry, label, "The place \"" + entry + "\" for the label " + label
                    + " in __fixups__ is not of the form path:property:offset.");
        }
        String path = entry.substring(0, first);
        String name = entry.substring(first + 1, second);
        int phandle = phandle(label, path, symbols);
        EditableNode node = find(overlay, path);
        if (node == null) {
            throw failure(FdtError.BADOVERLAY, path, label,
                    "The label " + label + " is to be stored at " + path + ", which the overlay does not have.");
        }
        EditableNode.Property property = node.property(name);
        if (property == null) {
            throw failure(FdtError.NOTFOUND, path, label,
                    "The label " + label + " is to be stored in the property " + name + " of " + path + ", which is not there.");
        }
        long offset = number(entry, second + 1);
        if (offset + 4 > property.value().length) {
            throw failure(FdtError.NOSPACE, path, label, "The label " + label + " is to be stored at byte " + offset
                    + " of the property " + name + " of " + path + ", which has " + property.value().length + " bytes.");
        }
        Bytes.put32(property.value(), (int) offset, phandle);
    }

    private int phandle(String label, String path, EditableNode symbols) throws OverlayException {
        if (symbols == null) {
            throw failure(FdtError.NOTFOUND, path, label,
                    "The base has no __symbols__, so that the label " + label + " cannot be resolved.");
        }
        EditableNode.Property symbol = symbols.property(label);
        if (symbol == null) {
            throw failure(FdtError.NOTFOUND, path, label, "The label " + label + " is not among the __symbols__ of the base.");
        }
        String target = EditableNode.text(symbol.value());
        EditableNode node;
        try {
            node = base.find(target);
        } catch (EditableNode.BadPath e) {
            throw failure(FdtError.BADPATH, path, label, "The symbol " + label + " of the base is no path: " + target);
        }
        if (node == null || node.phandle() == 0) {
            throw failure(FdtError.NOTFOUND, path, label, "The symbol " + label + " of the base leads to " + target
                    + (node == null ? ", which does not exist." : ", which has no phandle."));
        }
        return node.phandle();
    }

    private static EditableNode find(EditableNode root, String path) {
        try {
            return root.find(path);
        } catch (EditableNode.BadPath e) {
            return null;
        }
    }

    private static boolean isNumber(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return from < text.length();
    }

    /** {@return the number, or a value above every length when it has more than nine digits} */
    private static long number(String text, int from) {
        return text.length() - from > 9 ? Integer.MAX_VALUE : Long.parseLong(text, from, text.length(), 10);
    }

    private OverlayException failure(FdtError error, String path, String label, String message) {
        return new OverlayException(error, index, path == null ? null : OverlayApplier.fragmentOf(path), label, message);
    }
}
