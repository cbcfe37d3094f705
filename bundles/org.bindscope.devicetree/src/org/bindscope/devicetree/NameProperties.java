// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Decides which {@code name} properties dtc leaves out. Its check of these removes those that only repeat the name of their node
 * without unit address; with {@code -f} it is skipped when an earlier check found an error: two nodes or two properties of one
 * name in one node, a character outside of {@code 0-9a-zA-Z,._+-} (in property names also {@code *#?}), more than one {@code @} in
 * a node name, or a {@code name} that is not one string.
 */
final class NameProperties {

    private NameProperties() {
    }

    /** {@return whether redundant name properties of this tree are left out} */
    static boolean areDropped(FdtNode top) {
        return anyRedundant(top) && checksPass(top);
    }

    /** {@return the name property of a node if it only repeats the node's name, else null} */
    static FdtProperty redundant(FdtNode node) {
        FdtProperty property = node.findProperty("name");
        if (property == null) {
            return null;
        }
        int at = node.name().indexOf('@');
        int baseLength = at < 0 ? node.name().length() : at;
        return property.length() == baseLength + 1 && node.name().startsWith(property.text()) ? property : null;
    }

    private static boolean anyRedundant(FdtNode top) {
        Deque<FdtNode> open = new ArrayDeque<>();
        open.push(top);
        while (!open.isEmpty()) {
            FdtNode node = open.pop();
            if (redundant(node) != null) {
                return true;
            }
            for (FdtNode child : node.childArray()) {
                open.push(child);
            }
        }
        return false;
    }

    private static boolean checksPass(FdtNode top) {
        Deque<FdtNode> open = new ArrayDeque<>();
        open.push(top);
        while (!open.isEmpty()) {
            FdtNode node = open.pop();
            FdtProperty name = node.findProperty("name");
            if (name != null && !name.isOneString() || !isNodeName(node.name())) {
                return false;
            }
            // a new set for each node: clearing one that has been large takes as long as filling it
            Set<String> names = new HashSet<>();
            for (FdtProperty property : node.propertyArray()) {
                if (!names.add(property.name()) || !isName(property.name(), ",._+-*#?")) {
                    return false;
                }
            }
            names = new HashSet<>();
            for (FdtNode child : node.childArray()) {
                if (!names.add(child.name())) {
                    return false;
                }
                open.push(child);
            }
        }
        return true;
    }

    private static boolean isNodeName(String name) {
        int at = name.indexOf('@');
        return at < 0 ? isName(name, ",._+-") : isName(name.substring(0, at), ",._+-") && isName(name.substring(at + 1), ",._+-");
    }

    private static boolean isName(String name, String signs) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letterOrDigit && signs.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
