// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.config.Answer;
import org.bindscope.analysis.config.PcieType;
import org.bindscope.analysis.rules.KernelVersion;

/**
 * The kernel's knowledge about functions whose isolation their ACS capability does not tell
 * (drivers/pci/quirks.c, pci_dev_acs_enabled, as of 7.1; driver-match sections 16.5 and 16.7). The first
 * rule that decides counts.
 */
final class AcsQuirks {

    /**
     * What the quirks look at.
     *
     * @param vendor        Vendor ID
     * @param device        Device ID
     * @param pcie          port type; empty for conventional PCI
     * @param onRootBus     whether no bridge is above
     * @param multifunction whether it belongs to a multifunction device; UNKNOWN where not known
     * @param acs           its ACS capability
     */
    record Subject(int vendor, int device, Optional<PcieType> pcie, boolean onRootBus,
            Isolation.Verdict multifunction, AcsState acs) {

        /** What quirks look at of a described function; ids of 0 where they are not known. */
        static Subject of(TopologyFunction f) {
            int id = f.id().orElse(0);
            return new Subject(id >>> 16, id & 0xffff, f.pcie(), f.parent().isEmpty(), AcsRule.multifunction(f), f.acs());
        }

        boolean port() {
            return pcie.filter(type -> type == PcieType.ROOT_PORT || type == PcieType.DOWNSTREAM_PORT).isPresent();
        }

        boolean is(PcieType type) {
            return pcie.filter(type::equals).isPresent();
        }
    }

    /**
     * A list of ids of one vendor that isolate.
     *
     * @param ids     all of them, as of 7.1
     * @param added   those of them that 5.12 did not have
     */
    private record Vouched(IdSet ids, IdSet added) {
        static Vouched of(String old, String added) {
            return new Vouched(IdSet.of(old + " " + added), IdSet.of(added));
        }
    }

    private static final Map<Integer, IdSet> AMD_SOUTH_BRIDGE = Map.of(0x1002,
            IdSet.of("4383 4384 4385 4399 439c 439d"),
            0x1022, IdSet.of("7809 780f"));

    private static final Map<Integer, Vouched> ENDPOINTS = Map.of(
            0x1924, Vouched.of("0903 0923 0a03", ""),
            0x8086, Vouched.of("10c6 10db 10dd 10e1 10f1 10f7 10f8 10f9 10fa 10fb 10fc 1507 1514 151c 1529 152a 154d 154f "
                    + "1551 1558 1509 150e 150f 1510 1511 1516 1527 10c9 10e6 10e7 10e8 150a 150d 1518 1526 10a7 10a9 10d6 "
                    + "1521 1522 1523 1524 105e 105f 1060 10d9 15b7 15b8", ""),
            0x19a2, Vouched.of("0710", ""), 0x10df, Vouched.of("0720", ""),
            0x177d, Vouched.of("", "a026 a059 a060"),
            0x14e4, Vouched.of("", "16d7 1750-1752 1760-1763"),
            0x1d17, Vouched.of("3038 3104 9083", ""));

    private static final Map<Integer, Vouched> ROOT_PORTS = Map.of(
            0x17cb, Vouched.of("0400 0401", "0111 0115 0120"), 0x1dbf, Vouched.of("0401", ""),
            0x1def, Vouched.of("e005-e00c", ""), 0x10e8, Vouched.of("e004", ""), 0x14e4, Vouched.of("d714", ""),
            0x0014, Vouched.of("", "3c09 3c19 3c29 7a09 7a19 7a29 7a39 7a49 7a59 7a69"),
            0x1957, Vouched.of("", "8d80-8d83 8d88-8d8b 8d90-8d93 8d98-8d9b 8da0 8da1 8da8 8da9 8db0 8db1 8db8 8db9"));

    private static final IdSet CAVIUM_PORTS = IdSet.of("a000-a7ff af84 b884");
    private static final IdSet ZHAOXIN_PORTS = IdSet.of("0710-071e 0721 0723-0752");
    private static final IdSet WANGXUN = IdSet.of("0100-010f 1001 2001 5010 5025 5040 5110 5125 5140");
    private static final IdSet INTEL_PCH = IdSet.of("3b42-3b51 1c10-1c1f 1e10-1e1f 8c10-8c1f 9c10-9c1b 9c90-9c9b "
            + "1d10 1d12 1d14 1d16 1d18 1d1a 1d1c 1d1e 8d10-8d1e 8c90 8c92 8c94 8c96 8c98 8c9a 8c9c 8c9e");
    private static final IdSet INTEL_WIDE = IdSet.of("a110-a11f a167-a16a a290-a29f a2e7-a2ee 9d10-9d1b");

    private static final KernelVersion WITHOUT_ADDED = KernelVersion.of(5, 12);
    private static final KernelVersion READ = KernelVersion.of(7, 1);

    private final Optional<KernelVersion> version;
    private final Answer<Boolean> ivrs;
    private final Answer<Boolean> pchWorkaround;
    private final AcsOverride override;

    /**
     * @param version       kernel version; empty where not known, then the newest that was read counts
     * @param ivrs          whether firmware has the ACPI table IVRS
     * @param pchWorkaround whether the kernel log says that the isolation of Intel's chipset was switched on
     * @param override      what {@code pcie_acs_override=} asks for
     */
    AcsQuirks(Optional<KernelVersion> version, Answer<Boolean> ivrs, Answer<Boolean> pchWorkaround,
            AcsOverride override) {
        this.version = version;
        this.ivrs = ivrs;
        this.pchWorkaround = pchWorkaround;
        this.override = override;
    }

    /** Whether the ACS registers of the function are 32 bits wide. */
    static boolean wideRegisters(int vendor, int device, Optional<PcieType> pcie) {
        return vendor == 0x8086 && pcie.filter(PcieType.ROOT_PORT::equals).isPresent() && INTEL_WIDE.contains(device);
    }

    /** The capability register as the kernel keeps it: two IDT switches have source validation taken out. */
    static int correctedCapability(int vendor, int device, int capability) {
        return vendor == 0x111d && (device == 0x80b5 || device == 0x8090) ? capability & ~1 : capability;
    }

    /** The decision of the first quirk that has one. */
    Optional<QuirkDecision> decide(Subject s) {
        return builtIn(s).or(() -> override.decide(s));
    }

    private Optional<QuirkDecision> builtIn(Subject s) {
        IdSet southBridge = AMD_SOUTH_BRIDGE.get(s.vendor());
        if (southBridge != null && southBridge.contains(s.device()) && s.onRootBus()
                && s.multifunction() != Isolation.Verdict.NO) {
            return amdSouthBridge(s);
        }
        Vouched endpoints = ENDPOINTS.get(s.vendor());
        if (endpoints != null && endpoints.ids().contains(s.device())) {
            return vouched(s, endpoints);
        }
        if (s.vendor() == 0x8086 && s.is(PcieType.RC_ENDPOINT)) {
            return yes("is an Intel root complex integrated endpoint, which the kernel trusts");
        }
        if (s.vendor() == 0x8086 && s.is(PcieType.ROOT_PORT) && INTEL_PCH.contains(s.device())) {
            return pch();
        }
        Vouched ports = ROOT_PORTS.get(s.vendor());
        if (ports != null && ports.ids().contains(s.device())) {
            return vouched(s, ports);
        }
        if (s.vendor() == 0x1c36 && s.device() == 0x0031 && s.is(PcieType.ROOT_PORT)
                || s.vendor() == 0x177d && s.is(PcieType.ROOT_PORT) && CAVIUM_PORTS.contains(s.device())) {
            return yes(trusted(s));
        }
        if (s.vendor() == 0x1d17 && s.port()) {
            return ZHAOXIN_PORTS.contains(s.device()) ? yes(trusted(s))
                    : no("is a Zhaoxin port that the kernel does not trust");
        }
        if (s.vendor() == 0x8088) {
            return WANGXUN.contains(s.device()) ? added(s, trusted(s))
                    : no("is a Wangxun function that the kernel does not trust");
        }
        return Optional.empty();
    }

    private Optional<QuirkDecision> amdSouthBridge(Subject s) {
        if (!ivrs.known() || s.multifunction() == Isolation.Verdict.UNKNOWN) {
            return Optional.of(new QuirkDecision(Optional.empty(),
                    "is an AMD south bridge function, trusted only where firmware has the table IVRS, which was not captured"));
        }
        return ivrs.asOptional().isPresent()
                ? yes("is an AMD south bridge function, which the kernel trusts with the table IVRS")
                : Optional.empty();
    }

    private Optional<QuirkDecision> pch() {
        if (!pchWorkaround.known()) {
            return Optional.of(new QuirkDecision(Optional.empty(), "is an Intel chipset root port, and the kernel log,"
                    + " which tells whether its isolation was switched on, was not captured"));
        }
        return pchWorkaround.asOptional().isPresent()
                ? yes("is an Intel chipset root port whose isolation the kernel switched on")
                : no("is an Intel chipset root port, and the kernel log does not say that its isolation was switched on");
    }

    private Optional<QuirkDecision> vouched(Subject s, Vouched list) {
        return list.added().contains(s.device()) ? added(s, trusted(s)) : yes(trusted(s));
    }

    /** A quirk that 7.1 has and 5.12 has not. */
    private Optional<QuirkDecision> added(Subject s, String reason) {
        if (version.isEmpty() || version.get().atLeast(READ)) {
            return yes(reason);
        }
        if (WITHOUT_ADDED.atLeast(version.get())) {
            return Optional.empty();
        }
        return Optional.of(new QuirkDecision(Optional.empty(),
                "is on the kernel's list of trusted functions in 7.1 and not in 5.12;"
                + " whether " + version.get() + " has it was not checked"));
    }

    private static String trusted(Subject s) {
        HexFormat hex = HexFormat.of();
        return "is on the kernel's list of functions that isolate without saying so ("
                + hex.toHexDigits((short) s.vendor())
                + ":" + hex.toHexDigits((short) s.device()) + ")";
    }

    private static Optional<QuirkDecision> yes(String reason) {
        return Optional.of(new QuirkDecision(Optional.of(true), reason));
    }

    private static Optional<QuirkDecision> no(String reason) {
        return Optional.of(new QuirkDecision(Optional.of(false), reason));
    }
}
