// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.List;

/** The VFIO drivers of the mainline kernel by the name that driver_override takes (up to 7.1). */
final class VfioDrivers {

    /** Driver names; the spelling is not uniform. */
    static final List<String> NAMES = List.of("vfio-pci", "mlx5_vfio_pci", "hisi_acc_vfio_pci", "pds_vfio_pci",
            "virtio_vfio_pci", "nvgrace_gpu_vfio_pci", "qat_vfio_pci", "xe-vfio-pci", "ism_vfio_pci",
            "nvlink2gpu-vfio-pci", "npu2-vfio-pci");

    private VfioDrivers() {
    }
}
