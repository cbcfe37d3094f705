// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.Map;

/**
 * Block devices and network interfaces that PCI functions drive. The model does not hold them; who has the
 * snapshot's files gives them.
 *
 * @param blockDevices      names such as {@code nvme0n1}, by PCI address
 * @param networkInterfaces names such as {@code enp1s0}, by PCI address
 */
public record HostUse(Map<String, List<String>> blockDevices, Map<String, List<String>> networkInterfaces) {

    /** Copies the maps. */
    public HostUse {
        blockDevices = Map.copyOf(blockDevices);
        networkInterfaces = Map.copyOf(networkInterfaces);
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
