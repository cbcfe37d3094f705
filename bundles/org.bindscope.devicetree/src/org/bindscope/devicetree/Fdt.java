// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.List;
import java.util.Optional;

/**
 * A device tree in memory, read from a blob or a directory or built: header fields, memory reservations, nodes, and what was
 * wrong with the input.
 */
public final class Fdt {

    private final FdtHeader header;
    private final List<MemoryReservation> reservations;
    private final FdtNode root;
    private final List<FdtProblem> problems;
    private final boolean complete;

    Fdt(FdtHeader header, List<MemoryReservation> reservations, FdtNode root, List<FdtProblem> problems, boolean complete) {
        this.header = header;
        this.reservations = List.copyOf(reservations);
        this.root = root;
        this.problems = List.copyOf(problems);
        this.complete = complete;
    }

    /** {@return the header as stored; for trees that were not read from a blob version 17 with all sizes and offsets 0} */
    public FdtHeader header() {
        return header;
    }

    /** {@return the memory reservations in order, without the entry that ends them} */
    public List<MemoryReservation> reservations() {
        return reservations;
    }

    /** {@return the root node; an empty one when not even that could be read} */
    public FdtNode root() {
        return root;
    }

    /** {@return everything that was wrong or remarkable, in order of discovery; empty for a blob without blemish} */
    public List<FdtProblem> problems() {
        return problems;
    }

    /** {@return the first problem of severity ERROR} */
    public Optional<FdtProblem> firstError() {
        return problems.stream().filter(p -> p.severity() == FdtProblem.Severity.ERROR).findFirst();
    }

    /**
     * {@return whether everything was decoded up to the end of the tree: true for every strictly read blob, and for a
     * leniently read one whose errors did not cost a node or property}
     */
    public boolean complete() {
        return complete;
    }

    /**
     * Finds a node by its path as libfdt does: repeated and trailing slashes do not matter, a name without unit address
     * matches the first node of that name with any unit address, and a path that does not start with a slash starts with an
     * alias, a property of {@code /aliases}.
     */
    public Optional<FdtNode> find(String path) {
        String rest = path;
        FdtNode at = root;
        if (!path.startsWith("/")) {
            int slash = path.indexOf('/');
            String alias = slash < 0 ? path : path.substring(0, slash);
            Optional<String> target = root.child("aliases").flatMap(a -> a.property(alias)).map(FdtProperty::text);
            if (target.isEmpty() || !target.get().startsWith("/")) {
                return Optional.empty();
            }
            rest = target.get() + (slash < 0 ? "" : path.substring(slash));
        }
        int from = 0;
        while (from < rest.length()) {
            if (rest.charAt(from) == '/') {
                from++;
                continue;
            }
            int to = rest.indexOf('/', from);
            to = to < 0 ? rest.length() : to;
            Optional<FdtNode> next = at.child(rest.substring(from, to));
            if (next.isEmpty()) {
                return next;
            }
            at = next.get();
            from = to;
        }
        return Optional.of(at);
    }

    /** {@return the number of nodes, the root included} */
    public int nodeCount() {
        int[] count = {0};
        root.walk(node -> count[0]++);
        return count[0];
    }

    /** {@return whether boot CPU, reservations and nodes are the same, in the same order} */
    public boolean sameContent(Fdt other) {
        return header.bootCpuId() == other.header.bootCpuId() && reservations.equals(other.reservations)
                && root.sameContent(other.root);
    }
}
