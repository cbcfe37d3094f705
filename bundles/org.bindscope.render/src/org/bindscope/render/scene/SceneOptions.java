// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a picture of a machine shows.
 *
 * @param kind     which picture
 * @param colour   by what it is coloured
 * @param labels   how much text nodes carry
 * @param unfolded ids of the folds that stand open ({@link SceneFold#id()}); {@link #ALL} and
 *                 {@link #ALL_LINKS} open what the bounds allow
 * @param planned  driver that a plan wants for a device, by address; empty for none
 * @param taken    ids of NVLink endpoints and addresses that go away: links with one end among them are cut
 * @param legend   whether the picture explains its colours and signs
 * @param maxNodes most nodes; where there would be more, devices are folded harder
 */
public record SceneOptions(SceneKind kind, ColourBy colour, LabelLength labels, Set<String> unfolded,
        Map<String, Optional<String>> planned, Set<String> taken, boolean legend, int maxNodes) {

    /** Most nodes of a picture unless said otherwise. */
    public static final int DEFAULT_MAX_NODES = 600;
    /** In {@link #unfolded()}: all devices that stand together. */
    public static final String ALL = "*";
    /** In {@link #unfolded()}: all bundles of NVLinks. */
    public static final String ALL_LINKS = "links:*";

    /** Copies the collections. */
    public SceneOptions {
        unfolded = Set.copyOf(unfolded);
        planned = Collections.unmodifiableMap(new TreeMap<>(planned));
        taken = Set.copyOf(taken);
    }

    /**
     * The usual options for a picture: coloured by driver, groups by themselves, medium labels, nothing unfolded.
     *
     * @param kind which picture
     * @return options
     */
    public static SceneOptions of(SceneKind kind) {
        return new SceneOptions(kind, kind == SceneKind.IOMMU ? ColourBy.GROUP : ColourBy.DRIVER, LabelLength.MEDIUM,
                Set.of(), Map.of(), Set.of(), true, DEFAULT_MAX_NODES);
    }

    /** The same with another colouring. */
    public SceneOptions colouredBy(ColourBy value) {
        return new SceneOptions(kind, value, labels, unfolded, planned, taken, legend, maxNodes);
    }

    /** The same with more or less text. */
    public SceneOptions labelled(LabelLength value) {
        return new SceneOptions(kind, colour, value, unfolded, planned, taken, legend, maxNodes);
    }

    /** The same with these folds open. */
    public SceneOptions unfolding(Set<String> value) {
        return new SceneOptions(kind, colour, labels, value, planned, taken, legend, maxNodes);
    }

    /** The same with a plan's wishes. */
    public SceneOptions planning(Map<String, Optional<String>> value) {
        return new SceneOptions(kind, colour, labels, unfolded, value, taken, legend, maxNodes);
    }

    /** The same with devices that go away. */
    public SceneOptions taking(Set<String> value) {
        return new SceneOptions(kind, colour, labels, unfolded, planned, value, legend, maxNodes);
    }

    /** The same with or without legend. */
    public SceneOptions withLegend(boolean value) {
        return new SceneOptions(kind, colour, labels, unfolded, planned, taken, value, maxNodes);
    }

    /** The same with another bound on nodes. */
    public SceneOptions atMost(int nodes) {
        return new SceneOptions(kind, colour, labels, unfolded, planned, taken, legend, nodes);
    }
}
