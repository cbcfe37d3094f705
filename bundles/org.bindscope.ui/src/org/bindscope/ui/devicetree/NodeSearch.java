// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;

/**
 * Finds nodes by path, name, compatible, property name, phandle or value. A word such as {@code name:}
 * in front restricts the search to one of them; without it all are looked at. Upper and lower case are
 * the same. A number (0x1f or 31) is compared with phandles and with every cell of 32 bits.
 */
final class NodeSearch {

    /** Most hits that are listed; all are counted. */
    static final int MOST = 5000;

    /** What is looked at. */
    enum Field {
        /** The full path. */
        PATH("path"),
        /** The node's own name. */
        NAME("name"),
        /** The strings of compatible. */
        COMPATIBLE("compatible"),
        /** Names of properties. */
        PROPERTY("property"),
        /** The node's phandle. */
        PHANDLE("phandle"),
        /** Strings and cells of all properties. */
        VALUE("value");

        private final String word;

        Field(String word) {
            this.word = word;
        }
    }

    /**
     * A node that was found.
     *
     * @param node  the node
     * @param path  its path
     * @param where what of it fits
     */
    record Hit(DtNode node, String path, String where) {
    }

    /**
     * What was found.
     *
     * @param hits  in tree order, at most {@link #MOST}
     * @param total number of nodes that fit
     */
    record Result(List<Hit> hits, int total) {
    }

    private final Optional<Field> only;
    private final String needle;
    private final Optional<Integer> number;

    private NodeSearch(Optional<Field> only, String needle) {
        this.only = only;
        this.needle = needle;
        this.number = number(needle);
    }

    /**
     * Reads what the user typed.
     *
     * @param text any text
     * @return empty when there is nothing to look for
     */
    static Optional<NodeSearch> parse(String text) {
        String rest = text.strip().toLowerCase(Locale.ROOT);
        int colon = rest.indexOf(':');
        if (colon > 0) {
            String word = rest.substring(0, colon);
            Optional<Field> field = Arrays.stream(Field.values()).filter(f -> f.word.equals(word)).findFirst();
            if (field.isPresent()) {
                String needle = rest.substring(colon + 1).strip();
                return needle.isEmpty() ? Optional.empty() : Optional.of(new NodeSearch(field, needle));
            }
        }
        return rest.isEmpty() ? Optional.empty() : Optional.of(new NodeSearch(Optional.empty(), rest));
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(text.startsWith("0x") ? Integer.parseUnsignedInt(text.substring(2), 16)
                    : Integer.parseUnsignedInt(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Searches a tree, the root first.
     *
     * @param root the root node
     * @return hits and their number
     */
    Result run(DtNode root) {
        List<Hit> hits = new ArrayList<>();
        int total = 0;
        Deque<DtNode> nodes = new ArrayDeque<>();
        Deque<String> paths = new ArrayDeque<>();
        nodes.push(root);
        paths.push("/");
        while (!nodes.isEmpty()) {
            DtNode node = nodes.pop();
            String path = paths.pop();
            Optional<String> where = fits(node, path);
            if (where.isPresent()) {
                total++;
                if (hits.size() < MOST) {
                    hits.add(new Hit(node, path, where.get()));
                }
            }
            List<DtNode> children = node.getChildren();
            for (int i = children.size() - 1; i >= 0; i--) {
                nodes.push(children.get(i));
                paths.push((path.equals("/") ? "/" : path + "/") + children.get(i).getName());
            }
        }
        return new Result(List.copyOf(hits), total);
    }

    private boolean looksAt(Field field) {
        return only.isEmpty() || only.get() == field;
    }

    private Optional<String> fits(DtNode node, String path) {
        if (looksAt(Field.NAME) && contains(node.getName())) {
            return Optional.of("name");
        }
        if (looksAt(Field.PATH) && contains(path)) {
            return Optional.of("path");
        }
        for (DtProperty property : node.getProperties()) {
            String name = property.getName();
            boolean compatible = "compatible".equals(name);
            if (looksAt(Field.PROPERTY) && contains(name)) {
                return Optional.of(name);
            }
            if (looksAt(Field.VALUE) || compatible && looksAt(Field.COMPATIBLE)) {
                Optional<String> string = string(property);
                if (string.isPresent()) {
                    return Optional.of(name + " = \"" + string.get() + "\"");
                }
            }
            if (number.isPresent()) {
                boolean phandle = "phandle".equals(name) || "linux,phandle".equals(name) || "ibm,phandle".equals(name);
                boolean asked = looksAt(Field.VALUE) || phandle && looksAt(Field.PHANDLE);
                int cell = asked ? cell(property) : -1;
                if (cell >= 0) {
                    return Optional.of(name + (phandle ? "" : ", cell " + (cell + 1)) + " = 0x"
                            + Integer.toHexString(number.get()));
                }
            }
        }
        return Optional.empty();
    }

    private boolean contains(String text) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(needle);
    }

    private Optional<String> string(DtProperty property) {
        byte[] value = property.getValue();
        if (value == null || value.length < 2 || value[value.length - 1] != 0) {
            return Optional.empty();
        }
        for (byte b : value) {
            if (b != 0 && (b < ' ' || b == 0x7f)) {
                return Optional.empty();
            }
        }
        return NodePaths.strings(property).stream().filter(this::contains).findFirst();
    }

    private int cell(DtProperty property) {
        byte[] value = property.getValue();
        if (value == null || value.length % 4 != 0) {
            return -1;
        }
        int wanted = number.get();
        for (int i = 0; i < value.length; i += 4) {
            int cell = (value[i] & 0xff) << 24 | (value[i + 1] & 0xff) << 16 | (value[i + 2] & 0xff) << 8 | value[i + 3] & 0xff;
            if (cell == wanted) {
                return i / 4;
            }
        }
        return -1;
    }
}
