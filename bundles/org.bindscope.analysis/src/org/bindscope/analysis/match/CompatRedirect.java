// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The redirect of the March 2021 series: with VFIO_PCI_DRIVER_COMPAT=y the probe of vfio-pci hands
 * some devices on to a vendor driver (driver-match, sections 13.1 and 13.2). The driver link keeps
 * saying vfio-pci.
 */
public final class CompatRedirect {

    /** Driver for the NVLink2 GPUs. */
    public static final String NVLINK2_GPU = "nvlink2gpu-vfio-pci";
    /** Driver for the NVLink2 bridge functions of POWER9. */
    public static final String NPU2 = "npu2-vfio-pci";
    /** Driver for Intel integrated graphics. */
    public static final String IGD = "igd-vfio-pci";

    private static final Set<Integer> GPUS = Set.of(0x1db1, 0x1db5, 0x1db8, 0x1df5);

    private CompatRedirect() {
    }

    /**
     * The split drivers with the tables that the series gave them.
     *
     * @return in the order in which vfio-pci pulls them in
     */
    public static List<DriverModel> splitDrivers() {
        return List.of(
                DriverModel.of(NVLINK2_GPU, IdTable.of("10de:1db1", "10de:1db5", "10de:1db8", "10de:1df5"),
                        DriverModel.Flag.VFIO).withModule("nvlink2gpu_vfio_pci"),
                DriverModel.of(NPU2, IdTable.of("1014:04ea"), DriverModel.Flag.VFIO).withModule("npu2_vfio_pci"),
                DriverModel.of(IGD, IdTable.of("8086:*/030000/ff0000"), DriverModel.Flag.VFIO)
                        .withModule("igd_vfio_pci"));
    }

    /**
     * The driver that vfio-pci's hard-coded switch names, whether it is built or not.
     *
     * @param identity the device
     * @return empty when vfio-pci keeps the device
     */
    public static Optional<String> vendorDriver(DeviceIdentity identity) {
        if (identity.vendor() == 0x10de && GPUS.contains(identity.device())) {
            return Optional.of(NVLINK2_GPU);
        }
        if (identity.vendor() == 0x1014 && identity.device() == 0x04ea) {
            return Optional.of(NPU2);
        }
        if (identity.vendor() == 0x8086 && identity.classCode() == 0x030000) {
            return Optional.of(IGD);
        }
        return Optional.empty();
    }

    /**
     * The driver that takes over, if any: named by the switch, built, and confirmed by its own id table.
     *
     * @param state    the bus
     * @param function the function that vfio-pci is given
     * @return empty when vfio-pci serves it itself
     */
    static Optional<DriverModel> target(BusState state, BusFunction function) {
        if (!state.rules().compatRedirect()) {
            return Optional.empty();
        }
        return vendorDriver(function.identity()).flatMap(state::driver).filter(DriverModel::built)
                .filter(driver -> DriverMatcher.firstStatic(driver.table(), function.identity()).isPresent());
    }
}
