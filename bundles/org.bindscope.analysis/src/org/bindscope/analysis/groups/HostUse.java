// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.Map;

/**
 * Block devices and network interfaces that PCI functions drive. The model does not hold them; who has the
 * snapshot's files gives them.
 *
 * @param blockDevices      names below /dev such as {@code nvme0n1} or {@code disk/by-uuid/X}, by PCI address
 * @param networkInterfaces names such as {@code enp1s0}, by PCI address
 * @param blocksTold        how much of the block devices the snapshot tells
 * @param interfacesTold    how much of the network interfaces it tells
 */
public record HostUse(Map<String, List<String>> blockDevices, Map<String, List<String>> networkInterfaces, Told blocksTold,
        Told interfacesTold) {

    /** How much a snapshot tells of one kind of device. */
    public enum Told {
        /** All of them and what is built upon them: a function without a name drives none. */
        ALL,
        /** Those that are named; what is built upon them, or others, may be missing. */
        SOME,
        /** It does not say. */
        NOT_SAID,
        /** They were there and could not be read. */
        UNREADABLE
    }

    /** Copies the maps. */
    public HostUse {
        blockDevices = Map.copyOf(blockDevices);
        networkInterfaces = Map.copyOf(networkInterfaces);
    }

    /**
     * Names of which a kind is told as a whole when there is one.
     *
     * @param blockDevices      names by PCI address
     * @param networkInterfaces names by PCI address
     */
    public HostUse(Map<String, List<String>> blockDevices, Map<String, List<String>> networkInterfaces) {
        this(blockDevices, networkInterfaces, blockDevices.isEmpty() ? Told.NOT_SAID : Told.ALL,
                networkInterfaces.isEmpty() ? Told.NOT_SAID : Told.ALL);
    }

    /**
     * Nothing is known.
     *
     * @return empty maps
     */
    public static HostUse none() {
        return new HostUse(Map.of(), Map.of());
    }
}
