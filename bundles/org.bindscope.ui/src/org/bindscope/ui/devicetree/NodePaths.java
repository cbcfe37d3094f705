// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import org.bindscope.model.DeviceTree;
import org.bindscope.model.DeviceTreeOrigin;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;

/** Paths of nodes, and where a node or a value stands in the snapshot. */
final class NodePaths {

    private NodePaths() {
    }

    /** The nodes from the root down to this one, both included. */
    static List<DtNode> chain(DtNode node) {
        List<DtNode> chain = new ArrayList<>();
        for (DtNode at = node; at != null; at = at.getParent()) {
            chain.add(at);
        }
        Collections.reverse(chain);
        return chain;
    }

    /** The full path; a slash for the root. */
    static String path(DtNode node) {
        if (node.getParent() == null) {
            return "/";
        }
        StringBuilder out = new StringBuilder();
        for (DtNode at : chain(node)) {
            if (at.getParent() != null) {
                out.append('/').append(at.getName());
            }
        }
        return out.toString();
    }

    /** The node at a full path, or the deepest one on the way to it that there is. */
    static DtNode find(DtNode root, String path) {
        DtNode at = root;
        for (String step : path.split("/")) {
            Optional<DtNode> next = step.isEmpty() ? Optional.of(at)
                    : at.getChildren().stream().filter(child -> step.equals(child.getName())).findFirst();
            if (next.isEmpty()) {
                return at;
            }
            at = next.get();
        }
        return at;
    }

    /** The first property of a name. */
    static Optional<DtProperty> property(DtNode node, String name) {
        return node.getProperties().stream().filter(property -> name.equals(property.getName())).findFirst();
    }

    /** The strings of a property that holds some; a last one without NUL counts too. */
    static List<String> strings(DtProperty property) {
        byte[] value = property.getValue();
        List<String> out = new ArrayList<>();
        int start = 0;
        for (int i = 0; value != null && i < value.length; i++) {
            if (value[i] == 0) {
                out.add(latin(value, start, i));
                start = i + 1;
            }
        }
        if (value != null && start < value.length) {
            out.add(latin(value, start, value.length));
        }
        return out;
    }

    private static String latin(byte[] value, int from, int to) {
        return new String(value, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** The first string of compatible. */
    static Optional<String> compatible(DtNode node) {
        return property(node, "compatible").map(NodePaths::strings).flatMap(list -> list.stream().findFirst());
    }

    /** The phandle, from phandle or one of the older names. */
    static Optional<Integer> phandle(DtNode node) {
        for (String name : List.of("phandle", "linux,phandle", "ibm,phandle")) {
            Optional<byte[]> value = property(node, name).map(DtProperty::getValue).filter(bytes -> bytes.length == 4);
            if (value.isPresent()) {
                return Optional.of(ByteBuffer.wrap(value.get()).getInt());
            }
        }
        return Optional.empty();
    }

    /** Whether the node's status keeps it from being used (Devicetree Specification 0.4, section 2.3.4). */
    static Optional<String> notOkay(DtNode node) {
        return property(node, "status").map(NodePaths::strings).flatMap(list -> list.stream().findFirst())
                .filter(status -> !status.equals("okay") && !status.equals("ok"));
    }

    /** Where the value stands: an offset in a blob, a file in the directory form. */
    static String source(DeviceTree tree, DtProperty property) {
        if (tree.getOrigin() == DeviceTreeOrigin.DIRECTORY) {
            String folder = path(property.getNode());
            return folder.equals("/") ? property.getName() : folder.substring(1) + "/" + property.getName();
        }
        return property.isSetOffset() ? String.format("0x%06x", property.getOffset()) : "";
    }
}
