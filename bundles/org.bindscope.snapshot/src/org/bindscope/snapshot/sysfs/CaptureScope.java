// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.Collection;

import org.bindscope.snapshot.FileTree;

/**
 * What a capture covers. Some tools copy a few attributes only: then a missing link does not say that
 * there is none.
 *
 * @param drivers whether driver links were looked for
 * @param groups  whether group links were looked for
 */
record CaptureScope(boolean drivers, boolean groups) {

    static CaptureScope of(FileTree files, Collection<FoundDevice> devices) {
        return new CaptureScope(files.isDirectory("sys/bus/pci/drivers") || any(files, devices, "driver"),
                files.isDirectory("sys/kernel/iommu_groups") || any(files, devices, "iommu_group"));
    }

    private static boolean any(FileTree files, Collection<FoundDevice> devices, String name) {
        return devices.stream().anyMatch(device -> files.exists(device.folder() + '/' + name));
    }
}
