// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.groups.DriverKind;
import org.bindscope.analysis.match.DeviceVerdict.SpecialSupport;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.PciBus;
import org.bindscope.model.PciDomain;
import org.bindscope.model.PciFunction;

/**
 * What comes of special support when a VFIO user opens a device (driver-match, sections 9.4, 13 and
 * 14). It never decides which driver gets the device; where it is missing the device is a plain one.
 */
final class SpecialSupportAnalysis {

    private static final int NVIDIA = 0x10de;
    private static final int IBM = 0x1014;
    private static final int INTEL = 0x8086;
    private static final Set<Integer> GRACE = Set.of(0x2342, 0x2345, 0x2348, 0x2941, 0x31c2);
    private static final String GRACE_DRIVER = "nvgrace_gpu_vfio_pci";
    private static final int OPREGION = 0xfc;

    private final MatchBase base;
    private final KernelRules rules;
    private final NvLink2Support nvLink;

    SpecialSupportAnalysis(MatchBase base, KernelRules rules) {
        this.base = base;
        this.rules = rules;
        this.nvLink = new NvLink2Support(base, rules);
    }

    /**
     * Judges one function.
     *
     * @param server driver whose operations would serve it; empty for none
     */
    List<SpecialSupport> of(PciFunction source, BusFunction state, Optional<String> server) {
        DeviceIdentity id = state.identity();
        if (state.hardware().headerType().orElse(0) != 0) {
            return List.of();
        }
        Optional<String> vfio = server.filter(DriverKind::vfio);
        if (id.vendor() == NVIDIA && GRACE.contains(id.device())) {
            return List.of(grace(vfio));
        }
        if (id.vendor() == NVIDIA && id.classCode() >>> 16 == 0x03 && onPower(source)) {
            return List.of(nvLink.gpu(source, state, vfio));
        }
        if (id.vendor() == IBM && onPower(source) && nvLink.looksLikeNpu(source, id)) {
            return List.of(nvLink.npu(source, state, vfio));
        }
        if (id.vendor() == INTEL && id.classCode() >>> 8 == 0x0300) {
            return List.of(igd(source, id, vfio));
        }
        return List.of();
    }

    private boolean onPower(PciFunction source) {
        String architecture = base.machine().getProvenance() == null ? null
                : base.machine().getProvenance().getArchitecture();
        return architecture != null ? architecture.startsWith("ppc64") : source.getDeviceTreeNode() != null;
    }

    private static SpecialSupport grace(Optional<String> vfio) {
        if (vfio.isPresent() && !vfio.get().equals(GRACE_DRIVER)) {
            return new SpecialSupport("grace-memory", Optional.of("ENODEV"), vfio.get()
                    + " does not know the memory of Grace GPUs, so the guest gets the device without its coherent memory; "
                    + GRACE_DRIVER + " would add it.");
        }
        return new SpecialSupport("grace-memory", Optional.empty(), GRACE_DRIVER
                + " looks for the firmware properties nvidia,gpu-mem-base-pa and nvidia,gpu-mem-size of the device's ACPI node, which no file of a snapshot shows; without them the device is a plain one.");
    }

    private SpecialSupport igd(PciFunction source, DeviceIdentity id, Optional<String> vfio) {
        String who = vfio.map(name -> "").orElse("Once a VFIO driver has the device: ");
        if (rules.splitDrivers()) {
            boolean served = vfio.isEmpty() ? id.classCode() == 0x030000 && rules.compatRedirect()
                    : vfio.get().equals(CompatRedirect.IGD);
            if (!served) {
                return new SpecialSupport("igd", Optional.of("ENODEV"), who
                        + "in the series of March 2021 only igd-vfio-pci adds the regions of Intel graphics, and it does not serve this device.");
            }
        }
        byte[] config = source.getConfigSpace();
        if (config == null || config.length < OPREGION + 4) {
            return new SpecialSupport("igd", Optional.empty(), who
                    + "the OpRegion's address stands in configuration register fc, which was not captured.");
        }
        int address = (config[OPREGION] & 0xff) | (config[OPREGION + 1] & 0xff) << 8 | (config[OPREGION + 2] & 0xff) << 16
                | (config[OPREGION + 3] & 0xff) << 24;
        if (address == 0 || address == -1) {
            return new SpecialSupport("igd", Optional.of("ENODEV"), who
                    + "configuration register fc gives no OpRegion, so the guest gets no OpRegion and no copies of the bridges' registers.");
        }
        Optional<String> bridge = wrongBridge("0000:00:00.0", 0x060000, "host bridge").or(() -> wrongBridge("0000:00:1f.0",
                0x060100, "ISA bridge"));
        if (bridge.isPresent()) {
            boolean absent = bridge.get().startsWith("there is no");
            return new SpecialSupport("igd", Optional.of(absent ? "ENODEV" : "EINVAL"), who + bridge.get() + ".");
        }
        return new SpecialSupport("igd", Optional.of("enabled"), who + "configuration register fc points to an OpRegion at 0x"
                + Hex.lower(new StringBuilder(), address & 0xffffffffL, 8)
                + ", and host bridge and ISA bridge are Intel's; the OpRegion's own signature is not in a snapshot.");
    }

    private Optional<String> wrongBridge(String address, int classCode, String what) {
        for (PciDomain domain : base.machine().getDomains()) {
            for (PciBus bus : domain.getBuses()) {
                if (domain.getNumber() != 0 || bus.getNumber() != 0) {
                    continue;
                }
                for (PciFunction function : bus.getFunctions()) {
                    if (address.equals(function.getAddress())) {
                        boolean right = function.getVendorId() == INTEL && function.getClassCode() == classCode;
                        return right ? Optional.empty()
                                : Optional.of("the function at " + address + " is no Intel " + what);
                    }
                }
            }
        }
        return Optional.of("there is no " + what + " at " + address);
    }
}
