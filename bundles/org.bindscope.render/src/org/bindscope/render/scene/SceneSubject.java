// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.OptionalInt;

/**
 * What an element of a scene stands for: the key under which the model or an analysis knows it.
 *
 * @param kind what it is
 * @param id   see {@link Kind}
 */
public record SceneSubject(Kind kind, String id) {

    /** Kinds of subjects, and what their ids are. */
    public enum Kind {
        /** A PCI function; its canonical address. */
        FUNCTION,
        /** A root bus; {@code dddd:bb}. */
        ROOT_BUS,
        /** An IOMMU group; its number. */
        GROUP,
        /** An end of NVLinks; its id in the NVLink graph. */
        ENDPOINT,
        /** A processor; its name in the NVLink graph. */
        PROCESSOR,
        /** A NUMA node; its number. */
        NUMA_NODE,
        /** A physical NVLink; {@code a|b|index}. */
        LINK
    }

    /**
     * A PCI function.
     *
     * @param address canonical address
     * @return the subject
     */
    public static SceneSubject function(String address) {
        return new SceneSubject(Kind.FUNCTION, address);
    }

    /**
     * An IOMMU group.
     *
     * @param number number as sysfs names it
     * @return the subject
     */
    public static SceneSubject group(String number) {
        return new SceneSubject(Kind.GROUP, number);
    }

    /**
     * An end of NVLinks.
     *
     * @param id id in the NVLink graph
     * @return the subject
     */
    public static SceneSubject endpoint(String id) {
        return new SceneSubject(Kind.ENDPOINT, id);
    }

    /**
     * A physical NVLink.
     *
     * @param a     id of its first end in the NVLink graph
     * @param b     id of its second end
     * @param index its number; empty where no source tells
     * @return the subject
     */
    public static SceneSubject link(String a, String b, OptionalInt index) {
        return new SceneSubject(Kind.LINK, a + "|" + b + "|" + (index.isPresent() ? Integer.toString(index.getAsInt()) : "?"));
    }
}
