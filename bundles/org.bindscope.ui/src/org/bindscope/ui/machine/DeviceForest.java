// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import org.bindscope.model.PciFunction;

/**
 * Devices as trees, for one order. Elements are model objects and {@link DeviceBucket}s, compared by
 * identity. Built once and then only read.
 */
public final class DeviceForest {

    private final List<Object> roots = new ArrayList<>();
    private final Map<Object, List<Object>> children = new IdentityHashMap<>();
    private final Map<Object, Object> parents = new IdentityHashMap<>();
    private int devices;

    /** Starts an empty forest. */
    DeviceForest() {
    }

    /**
     * Adds an element. Each element is added once, after its parent.
     *
     * @param parent the element above; null for a root
     * @param element the element
     */
    void add(Object parent, Object element) {
        if (parent == null) {
            roots.add(element);
        } else {
            children.computeIfAbsent(parent, key -> new ArrayList<>()).add(element);
            parents.put(element, parent);
        }
        if (element instanceof PciFunction) {
            devices++;
        }
    }

    /**
     * The elements at the top.
     *
     * @return in the order in which they are shown
     */
    public List<Object> roots() {
        return roots;
    }

    /**
     * The elements below one.
     *
     * @param element an element
     * @return empty for a leaf
     */
    public List<Object> children(Object element) {
        return children.getOrDefault(element, List.of());
    }

    /**
     * The element above one.
     *
     * @param element an element
     * @return empty for a root, and for what is not in the forest
     */
    public Optional<Object> parent(Object element) {
        return Optional.ofNullable(parents.get(element));
    }

    /**
     * How many elements stand above one.
     *
     * @param element an element
     * @return 0 for a root
     */
    public int depth(Object element) {
        int depth = 0;
        for (Object at = parents.get(element); at != null; at = parents.get(at)) {
            depth++;
        }
        return depth;
    }

    /**
     * Whether an element is in the forest.
     *
     * @param element any object
     * @return true when it is
     */
    public boolean contains(Object element) {
        return parents.containsKey(element) || roots.stream().anyMatch(root -> root == element);
    }

    /**
     * How many functions are in the forest.
     *
     * @return functions, not rows
     */
    public int devices() {
        return devices;
    }

    /**
     * The forest without the functions that do not match; what stands above a match stays.
     *
     * @param wanted tells which functions match
     * @return another forest
     */
    public DeviceForest filter(Predicate<PciFunction> wanted) {
        DeviceForest kept = new DeviceForest();
        for (Object root : roots) {
            keep(kept, null, root, wanted);
        }
        return kept;
    }

    /** Depth is that of bridges below bridges, at most 256 buses, so recursion is safe. */
    private boolean keep(DeviceForest kept, Object parent, Object element, Predicate<PciFunction> wanted) {
        DeviceForest below = new DeviceForest();
        boolean matches = element instanceof PciFunction function && wanted.test(function);
        boolean any = matches;
        for (Object child : children(element)) {
            any |= keep(below, element, child, wanted);
        }
        if (any) {
            kept.add(parent, element);
            if (element instanceof PciFunction && !matches) {
                kept.devices--;
            }
            kept.children.putAll(below.children);
            kept.parents.putAll(below.parents);
            kept.devices += below.devices;
        }
        return any;
    }
}
