// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

import org.bindscope.model.PciFunction;

/** Which PCI functions are ends of NVLinks, by their ids (fdt-nvlink section 3.5). */
public final class NvLinkDevices {

    private static final int NVIDIA = 0x10de;
    private static final int IBM = 0x1014;
    private static final int NPU_DEVICE = 0x04ea;
    /** Bridge of another kind, programming interface 0. */
    private static final int OTHER_BRIDGE = 0x068000;
    /** Chip sets of before 2010 call network controllers other bridges too; their device ids are smaller. */
    private static final int FIRST_SWITCH = 0x1a00;
    /** GH200 (names in drivers/vfio/pci/nvgrace-gpu/main.c, Linux 6.12), GB200 and GB300. */
    private static final Set<Integer> GRACE = Set.of(0x2342, 0x2345, 0x2348, 0x2941, 0x31c2);

    private NvLinkDevices() {
    }

    /**
     * Whether a function is a display or 3D controller of NVIDIA.
     *
     * @param function function
     * @return false also where vendor or class are not known
     */
    public static boolean gpu(PciFunction function) {
        return vendor(function, NVIDIA) && function.isSetClassCode()
                && (function.getClassCode() >> 8 == 0x0302 || function.getClassCode() >> 8 == 0x0300);
    }

    /**
     * Whether a function is an NVSwitch. The class is compared as a whole: NPU functions of POWER9 differ from it
     * in the programming interface alone, and so do other vendors' bridges.
     *
     * @param function function
     * @return false also where an id is not known
     */
    public static boolean nvSwitch(PciFunction function) {
        return vendor(function, NVIDIA) && function.isSetClassCode() && function.getClassCode() == OTHER_BRIDGE
                && function.isSetDeviceId() && function.getDeviceId() >= FIRST_SWITCH;
    }

    /**
     * Whether a function is the processor's end of an NVLink on OpenPOWER.
     *
     * @param function function
     * @return false also where an id is not known
     */
    public static boolean npu(PciFunction function) {
        return vendor(function, IBM) && function.isSetDeviceId() && function.getDeviceId() == NPU_DEVICE;
    }

    /**
     * Whether a function is the GPU of a Grace superchip, whose memory its processor addresses over NVLink-C2C.
     *
     * @param function function
     * @return false also where an id is not known
     */
    public static boolean graceGpu(PciFunction function) {
        return gpu(function) && function.isSetDeviceId() && GRACE.contains(function.getDeviceId());
    }

    /** What stands there, as an end of links. */
    static NvLinkGraph.Kind kind(PciFunction function) {
        return gpu(function) ? NvLinkGraph.Kind.GPU : nvSwitch(function) ? NvLinkGraph.Kind.NVSWITCH
                : npu(function) ? NvLinkGraph.Kind.NPU : NvLinkGraph.Kind.UNKNOWN;
    }

    /** What one of its links usually runs at, GB/s per direction. */
    static OptionalDouble usualSpeed(PciFunction function) {
        return gpu(function) && function.isSetDeviceId() ? NvLinkSpeed.usual(OptionalInt.of(function.getDeviceId()))
                : OptionalDouble.empty();
    }

    private static boolean vendor(PciFunction function, int vendor) {
        return function.isSetVendorId() && function.getVendorId() == vendor;
    }
}
