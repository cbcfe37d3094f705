// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bindscope.analysis.groups.HostUse;
import org.bindscope.binding.SafeText;
import org.bindscope.snapshot.FileTree;

/**
 * Finds the block devices and network interfaces that PCI functions drive: the links of
 * {@code sys/class/block} and {@code sys/class/net} lead through the function's folder.
 */
public final class HostDeviceNames {

    /** Most entries of one class that are looked at. */
    private static final int MAX_ENTRIES = 10_000;

    private HostDeviceNames() {
    }

    /**
     * Looks the names up.
     *
     * @param files the captured files
     * @return empty maps where the links were not captured
     */
    public static HostUse of(FileTree files) {
        return new HostUse(byFunction(files, "sys/class/block"), byFunction(files, "sys/class/net"));
    }

    private static Map<String, List<String>> byFunction(FileTree files, String folder) {
        Map<String, List<String>> names = new TreeMap<>();
        int looked = 0;
        for (String name : files.list(folder)) {
            if (looked++ == MAX_ENTRIES) {
                break;
            }
            files.linkTarget(folder + "/" + name).flatMap(HostDeviceNames::function)
                    .ifPresent(address -> names.computeIfAbsent(address, key -> new ArrayList<>()).add(name));
        }
        return names;
    }

    /** The last folder of a path that is named as a PCI function. */
    private static Optional<String> function(String path) {
        int end = path.length();
        while (end > 0) {
            int start = path.lastIndexOf('/', end - 1);
            String part = path.substring(start + 1, end);
            if (SafeText.isAddress(part)) {
                return Optional.of(part);
            }
            end = start;
        }
        return Optional.empty();
    }
}
