// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.Map;

/**
 * Functions of which the kernel knows that a way to reset them, although their capabilities offer it, does harm
 * (drivers/pci/quirks.c: quirk_no_flr, quirk_no_pm_reset, quirk_no_bus_reset; as of 6.15), and GPUs that do not come
 * back from a bus reset without the out-of-tree module vendor-reset. Needed only where {@code reset_method} was not
 * captured: that file has the kernel's own decision.
 */
final class ResetQuirks {

    private static final Map<Integer, IdSet> NO_FLR = Map.of(0x1022, IdSet.of("1487 148c 149c 7901"),
            0x8086, IdSet.of("1502 1503"), 0x14c3, IdSet.of("0616"));
    private static final Map<Integer, IdSet> NO_BUS_RESET = Map.of(0x168c, IdSet.of("0030 0032-0034 003c 003e"),
            0x177d, IdSet.of("a100"), 0x104c, IdSet.of("b005"), 0x10de, IdSet.of("2340-237f 1eb8"));
    /** Polaris, Vega and the first Navi: the families that the module has code for. */
    private static final IdSet AMD_GPUS = IdSet.of("67c0-67df 67e0-67ff 6980-699f 6860-687f 69a0-69af 66a0-66af 7310-731f 7340-734f"
            + " 7360-736f");
    private static final int ATI = 0x1002;
    private static final int CLASS_VGA = 0x0300;

    private ResetQuirks() {
    }

    static boolean noFlr(int vendor, int device) {
        return listed(NO_FLR, vendor, device);
    }

    static boolean noBusReset(int vendor, int device) {
        return listed(NO_BUS_RESET, vendor, device);
    }

    /** A reset by power management does nothing on AMD's VGA controllers. */
    static boolean noPmReset(int vendor, int classCode) {
        return vendor == ATI && classCode >> 8 == CLASS_VGA;
    }

    static boolean needsVendorReset(int vendor, int device) {
        return vendor == ATI && AMD_GPUS.contains(device);
    }

    private static boolean listed(Map<Integer, IdSet> table, int vendor, int device) {
        IdSet ids = table.get(vendor);
        return ids != null && ids.contains(device);
    }
}
