// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.nvlink.DtValues;
import org.bindscope.model.DtNode;

/** Which kernel option builds the driver of an IOMMU that a device tree describes (drivers/iommu, of_device_id tables). */
final class TreeIommuDrivers {

    private static final Map<String, String> OPTIONS = options();

    private TreeIommuDrivers() {
    }

    private static Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("arm,smmu-v3", "CONFIG_ARM_SMMU_V3");
        for (String name : new String[] {"arm,smmu-v1", "arm,smmu-v2", "arm,mmu-400", "arm,mmu-401", "arm,mmu-500",
            "cavium,smmu-v2", "nvidia,smmu-500", "qcom,smmu-v2"}) {
            options.put(name, "CONFIG_ARM_SMMU");
        }
        options.put("virtio,pci-iommu", "CONFIG_VIRTIO_IOMMU");
        options.put("riscv,iommu", "CONFIG_RISCV_IOMMU");
        options.put("riscv,pci-iommu", "CONFIG_RISCV_IOMMU");
        options.put("rockchip,iommu", "CONFIG_ROCKCHIP_IOMMU");
        options.put("rockchip,rk3568-iommu", "CONFIG_ROCKCHIP_IOMMU");
        options.put("apple,t8103-dart", "CONFIG_APPLE_DART");
        options.put("apple,t8110-dart", "CONFIG_APPLE_DART");
        options.put("apple,t6000-dart", "CONFIG_APPLE_DART");
        return Map.copyOf(options);
    }

    /** The option for a node's {@code compatible}; empty for a device that is not on the list. */
    static Optional<String> option(DtNode node) {
        return OPTIONS.entrySet().stream().filter(entry -> DtValues.compatible(node, entry.getKey())).map(Map.Entry::getValue)
                .findFirst();
    }
}
