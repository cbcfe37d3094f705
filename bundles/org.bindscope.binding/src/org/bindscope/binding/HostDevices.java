// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.List;
import java.util.Map;

/**
 * Names that the kernel gave to what functions drive: block devices and network interfaces. The
 * machine model does not hold them; who read the snapshot can.
 *
 * @param blockDevices      for a PCI address the block devices below it, for example {@code nvme0n1}
 * @param networkInterfaces for a PCI address its interfaces, for example {@code eth0}
 */
public record HostDevices(Map<String, List<String>> blockDevices, Map<String, List<String>> networkInterfaces) {

    /** Copies the maps. */
    public HostDevices {
        blockDevices = Map.copyOf(blockDevices);
        networkInterfaces = Map.copyOf(networkInterfaces);
    }

    /**
     * For a snapshot whose block devices and interfaces nobody looked up.
     *
     * @return empty maps
     */
    public static HostDevices unknown() {
        return new HostDevices(Map.of(), Map.of());
    }
}
