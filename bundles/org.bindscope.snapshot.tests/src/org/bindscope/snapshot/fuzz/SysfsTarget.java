// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import org.bindscope.snapshot.TarBuilder;

/**
 * The same promise as {@link ArchiveTarget} for archives whose form is right and whose files hold anything:
 * the input says which files of a machine hold what. Entry point of coverage-guided fuzzing.
 */
public final class SysfsTarget {

    private static final String PORT = "sys/devices/pci0000:00/0000:00:01.0";
    private static final String GPU = PORT + "/0000:01:00.0";
    private static final List<String> FILES = List.of(PORT + "/vendor", PORT + "/config", PORT + "/resource",
            PORT + "/uevent", PORT + "/modalias", GPU + "/class", GPU + "/numa_node", GPU + "/driver_override",
            GPU + "/reset_method", GPU + "/config", GPU + "/sriov_totalvfs", GPU + "/current_link_speed",
            "sys/kernel/iommu_groups/1/type", "sys/kernel/iommu_groups/1/reserved_regions", "sys/firmware/fdt",
            "sys/firmware/devicetree/base/a/reg", "proc/version", "proc/modules", "proc/cpuinfo", "proc/cmdline",
            "proc/iomem", "proc/config.gz", "lib/modules/1/modules.alias", "lib/modules/1/modules.builtin.modinfo",
            "etc/modprobe.d/a.conf", "sys/devices/system/node/node0/cpumap", "sys/devices/system/node/node0/meminfo",
            "sys/module/m/refcnt", "sys/bus/pci/slots/a/address", "bindscope-capture/unreadable", "dmesg.txt",
            "lspci.txt", "udevadm.txt", "nvidia-smi-topo-m.txt", "nvidia-bug-report.log", "hwloc.xml");
    private static final List<String> LINKS = List.of(GPU + "/driver", GPU + "/iommu_group", GPU + "/physfn",
            GPU + "/of_node", "sys/bus/pci/devices/0000:01:00.0", "sys/module/m/drivers/pci:x", "proc/self", GPU + "/iommu");

    private SysfsTarget() {
    }

    /**
     * Tries one input.
     *
     * @param data records of a file's number, a length of two bytes and the content; numbers behind those of
     *             the files are links, whose content is their target
     */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        TarBuilder tar = new TarBuilder().function(PORT, "8086", "3420", "060400").function(GPU, "10de", "1db5", "030200");
        int at = 0;
        while (at + 3 <= data.length) {
            int name = (data[at] & 0xff) % (FILES.size() + LINKS.size());
            int length = Math.min((data[at + 1] & 0x3f) << 8 | data[at + 2] & 0xff, data.length - at - 3);
            byte[] content = Arrays.copyOfRange(data, at + 3, at + 3 + length);
            if (name < FILES.size()) {
                tar.file(FILES.get(name), content);
            } else {
                tar.link(LINKS.get(name - FILES.size()),
                        new String(content, 0, Math.min(100, content.length), StandardCharsets.ISO_8859_1).replace('\0', '0'));
            }
            at += 3 + length;
        }
        ArchiveTarget.fuzzerTestOneInput(tar.tar());
    }
}
