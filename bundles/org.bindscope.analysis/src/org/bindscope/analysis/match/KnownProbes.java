// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the probes of some drivers refuse although an id fits (driver-match, section 10, and observed). */
final class KnownProbes {

    private static final Set<Integer> PORT_TYPES = Set.of(4, 5, 6, 10);

    private KnownProbes() {
    }

    static ProbeRule of(String driver) {
        return switch (driver) {
            case "pcieport" -> KnownProbes::pcieport;
            case "shpchp" -> KnownProbes::shpchp;
            case "virtio-pci" -> KnownProbes::virtio;
            case "pciback" -> KnownProbes::pciback;
            case "uio_pci_generic" -> KnownProbes::uioGeneric;
            case "8139too" -> (function, override) -> realtek(function, true);
            case "8139cp" -> (function, override) -> realtek(function, false);
            default -> ProbeRule.ACCEPTS;
        };
    }

    private static Optional<ProbeRule.Refusal> pcieport(BusFunction function, boolean override) {
        if (function.hardware().pciePortType().isEmpty()) {
            return Optional.empty();
        }
        int type = function.hardware().pciePortType().getAsInt();
        return PORT_TYPES.contains(type) ? Optional.empty() : Optional.of(new ProbeRule.Refusal(Errno.ENODEV,
                "it serves only PCI Express root, upstream and downstream ports and event collectors, and this bridge is "
                        + (type < 0 ? "conventional PCI" : "of PCI Express type " + type), "drivers/pci/pcie/portdrv.c"));
    }

    private static Optional<ProbeRule.Refusal> shpchp(BusFunction function, boolean override) {
        return function.hardware().hotPlugShpc().filter(has -> !has).map(has -> new ProbeRule.Refusal(Errno.ENODEV,
                "the bridge has no standard hot-plug controller (capability 0x0c)", "drivers/pci/hotplug/shpchp_core.c"));
    }

    private static Optional<ProbeRule.Refusal> virtio(BusFunction function, boolean override) {
        int device = function.identity().device();
        return device >= 0x1000 && device <= 0x107f ? Optional.empty() : Optional.of(new ProbeRule.Refusal(Errno.ENODEV,
                String.format(Locale.ROOT, "only device ids 1000 to 107f are virtio devices, and this is %04x", device),
                "drivers/virtio/virtio_pci_modern_dev.c"));
    }

    private static Optional<ProbeRule.Refusal> pciback(BusFunction function, boolean override) {
        return override ? Optional.empty() : Optional.of(new ProbeRule.Refusal(Errno.ENODEV,
                "the device is not known to be on its hide list and has no override", "drivers/xen/xen-pciback/pci_stub.c"));
    }

    private static Optional<ProbeRule.Refusal> uioGeneric(BusFunction function, boolean override) {
        return function.hardware().interruptPin().filter(has -> !has).map(has -> new ProbeRule.Refusal(Errno.ENODEV,
                "the device has no legacy interrupt", "drivers/uio/uio_pci_generic.c"));
    }

    /** 10ec:8139 is one id for two chips, which only the revision tells apart. */
    private static Optional<ProbeRule.Refusal> realtek(BusFunction function, boolean old) {
        DeviceIdentity id = function.identity();
        if (id.vendor() != 0x10ec || id.device() != 0x8139 || function.hardware().revision().isEmpty()) {
            return Optional.empty();
        }
        int revision = function.hardware().revision().getAsInt();
        if (old == revision < 0x20) {
            return Optional.empty();
        }
        return Optional.of(new ProbeRule.Refusal(Errno.ENODEV, String.format(Locale.ROOT,
                "revision %02x is %s 8139C+ chip, which is for %s", revision, old ? "an enhanced" : "no",
                old ? "8139cp" : "8139too"), "drivers/net/ethernet/realtek/" + (old ? "8139too.c" : "8139cp.c")));
    }
}
