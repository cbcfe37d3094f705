// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.rules.KernelChange;
import org.bindscope.analysis.rules.KernelRules;

/**
 * Offers a function to one driver: match, DMA ownership, the gate for virtual functions, the checks
 * of VFIO drivers, and the driver's own probe, in the kernel's order (drivers/base/dd.c,
 * really_probe; drivers/pci/pci-driver.c, pci_device_probe; driver-match, sections 7 to 9).
 */
final class ProbeGate {

    private static final Set<Integer> QAT = Set.of(0x0435, 0x0443, 0x37c8, 0x37c9, 0x19e2, 0x19e3);
    private static final Set<Integer> DSA_IAX = Set.of(0x0b25, 0x0cfe);
    private static final String VFIO_PCI = "vfio-pci";

    private static final TraceStep DULL = new TraceStep("", "");

    private final BusState state;
    private final KernelRules rules;
    private final DriverMatcher matcher;
    private final MatchText text;

    ProbeGate(BusState state) {
        this.state = state;
        this.rules = state.rules();
        this.matcher = new DriverMatcher(rules);
        this.text = new MatchText(rules);
    }

    MatchText text() {
        return text;
    }

    /** The match alone. */
    DriverMatch match(DriverModel driver, BusFunction function) {
        return matcher.match(driver, function.identity(), function.override());
    }

    /** Match and probe. The bus gate is the caller's business. */
    Attempt attempt(DriverModel driver, BusFunction function) {
        DriverMatch match = match(driver, function);
        if (match.reason() == ReasonCode.NO_ID || match.reason() == ReasonCode.OVERRIDE_OTHER) {
            // Most pairs end here, and the walk says them together in one sentence.
            return Attempt.noMatch(driver, match, DULL);
        }
        if (!match.matches()) {
            return Attempt.noMatch(driver, match, new TraceStep(
                    text.clause(driver, match, function) + ".", text.matchSource()));
        }
        String fits = text.clause(driver, match, function);
        if (!driver.managesDma() && rules.has(KernelChange.DMA_OWNERSHIP) && state.held(function)) {
            return Attempt.refused(driver, match, ReasonCode.DMA_OWNED, Errno.EBUSY, true, new TraceStep(fits
                    + ", but a VFIO user holds group " + function.group().group().orElse("")
                    + ": a host driver cannot own the DMA of the group at the same time, so the bus stops with EBUSY before the driver is called, and tries no other driver.",
                    rules.source(KernelChange.DMA_OWNERSHIP.source())));
        }
        Optional<Attempt> gate = virtualFunctionGate(driver, function, match, fits);
        if (gate.isPresent()) {
            return gate.get();
        }
        return probe(driver, function, match, fits);
    }

    private Optional<Attempt> virtualFunctionGate(DriverModel driver, BusFunction function, DriverMatch match,
            String fits) {
        boolean off = rules.has(KernelChange.SRIOV_AUTOPROBE)
                && function.virtualFunction().flatMap(BusFunction.Virtual::driversAutoprobe).filter(on -> !on).isPresent();
        if (!off) {
            return Optional.empty();
        }
        String source = rules.source(KernelChange.SRIOV_AUTOPROBE.source());
        if (!rules.has(KernelChange.VF_REFUSAL)) {
            return Optional.of(new Attempt(driver, match, ReasonCode.GHOST_BOUND, true, Optional.empty(), false,
                    Optional.empty(), Optional.empty(), new TraceStep(fits
                            + "; the physical function's sriov_drivers_autoprobe is 0, and this kernel then reports success and sets the driver link without ever calling the driver's probe.",
                            source)));
        }
        if (function.override().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(Attempt.refused(driver, match, ReasonCode.VF_AUTOPROBE_OFF, Errno.ENODEV, false,
                new TraceStep(fits
                        + ", but the device is a virtual function whose physical function has sriov_drivers_autoprobe=0 and no override is set, so its probe is refused with ENODEV; an override would lift that.",
                        source)));
    }

    private Attempt probe(DriverModel driver, BusFunction function, DriverMatch match, String fits) {
        if (driver.name().equals(VFIO_PCI) && driver.isVfio()) {
            Optional<ProbeRule.Refusal> denied = denylist(function);
            if (denied.isPresent()) {
                return refusal(driver, match, fits, denied.get());
            }
            Optional<DriverModel> vendor = CompatRedirect.target(state, function);
            if (vendor.isPresent()) {
                return redirected(driver, vendor.get(), function, match, fits);
            }
        }
        Optional<ProbeRule.Refusal> refusal = (driver.isVfio() ? vfioChecks(function) : Optional.<ProbeRule.Refusal>empty())
                .or(() -> driver.probe().refuse(function, function.override().isPresent()));
        if (refusal.isPresent()) {
            return refusal(driver, match, fits, refusal.get());
        }
        return bound(driver, match, match.reason(), Optional.empty(), driver.isVfio() ? groupCondition(function) : Optional.empty(),
                fits + ", and its probe takes the device" + heldWarning(driver, function) + ".");
    }

    private Attempt redirected(DriverModel driver, DriverModel vendor, BusFunction function, DriverMatch match,
            String fits) {
        String handed = fits + "; its probe hands the device on to " + vendor.name()
                + ", because VFIO_PCI_DRIVER_COMPAT is set, the id is in vfio-pci's list and "
                + vendor.name() + "'s own table confirms it";
        Optional<ProbeRule.Refusal> refusal = vfioChecks(function)
                .or(() -> vendor.probe().refuse(function, function.override().isPresent()));
        if (refusal.isPresent()) {
            return refusal(driver, match, handed, refusal.get());
        }
        return bound(driver, match, ReasonCode.COMPAT_REDIRECT, Optional.of(vendor.name()), groupCondition(function),
                handed + ". The driver link still says vfio-pci.");
    }

    private Attempt bound(DriverModel driver, DriverMatch match, ReasonCode reason, Optional<String> operations,
            Optional<String> condition, String sentence) {
        return new Attempt(driver, match, reason, true, Optional.empty(), false, operations, condition,
                new TraceStep(sentence, reason == ReasonCode.COMPAT_REDIRECT
                        ? "drivers/vfio/pci/vfio_pci.c, series of March 2021" : text.matchSource()));
    }

    private Attempt refusal(DriverModel driver, DriverMatch match, String fits, ProbeRule.Refusal refusal) {
        boolean defers = refusal.errno() == Errno.EPROBE_DEFER;
        String sentence = fits + ", but its probe answers " + refusal.errno() + ": " + refusal.why()
                + (defers ? "; the device is tried again when another driver binds" : "")
                + "; the bus goes on to the next driver.";
        return Attempt.refused(driver, match, defers ? ReasonCode.DEFERRED : ReasonCode.PROBE_ERROR, refusal.errno(),
                false, new TraceStep(sentence, refusal.source()));
    }

    /** Up to 5.18 the kernel stopped on purpose when a host driver was bound into a group in use. */
    private String heldWarning(DriverModel driver, BusFunction function) {
        boolean dangerous = !driver.managesDma() && state.held(function) && !rules.has(KernelChange.DMA_OWNERSHIP)
                && function.hardware().headerType().orElse(0) == 0 && !driver.name().equals("pci-stub");
        return dangerous ? "; but a VFIO user holds its group, and a kernel before 5.19 then stops on purpose (BUG)" : "";
    }

    private Optional<String> groupCondition(BusFunction function) {
        return function.group() instanceof IommuMembership.NotKnown unknown
                ? Optional.of("an IOMMU serves the device (" + unknown.why() + ")") : Optional.empty();
    }

    private Optional<ProbeRule.Refusal> denylist(BusFunction function) {
        DeviceIdentity id = function.identity();
        boolean listed = rules.has(KernelChange.VFIO_DENYLIST) && id.vendor() == 0x8086
                && (QAT.contains(id.device())
                        || rules.has(KernelChange.DENYLIST_DSA_IAX) && DSA_IAX.contains(id.device()));
        if (!listed || state.conditions().denylistDisabled()) {
            return Optional.empty();
        }
        return Optional.of(new ProbeRule.Refusal(Errno.EINVAL, id.id()
                + " is on vfio-pci's deny list (module parameter disable_denylist=1 lifts it)",
                rules.source(KernelChange.VFIO_DENYLIST.source())));
    }

    private Optional<ProbeRule.Refusal> vfioChecks(BusFunction function) {
        String core = rules.source(rules.has(KernelChange.OVERRIDE_ONLY) ? "drivers/vfio/pci/vfio_pci_core.c"
                : "drivers/vfio/pci/vfio_pci.c");
        int header = function.hardware().headerType().orElse(0);
        if (header != 0) {
            return Optional.of(new ProbeRule.Refusal(Errno.EINVAL, String.format(Locale.ROOT,
                    "VFIO takes only functions with header type 0, and this one has type %d (%s)", header,
                    header == 1 ? "a PCI bridge" : header == 2 ? "a CardBus bridge" : "unknown"), core));
        }
        if (function.numVfs() > 0) {
            return Optional.of(new ProbeRule.Refusal(Errno.EBUSY, function.numVfs()
                    + " virtual functions of this physical function are enabled", core));
        }
        if (function.group() instanceof IommuMembership.NoGroup none && !state.conditions().unsafeNoIommu()) {
            return Optional.of(new ProbeRule.Refusal(Errno.EINVAL,
                    "the device has no IOMMU group, so no IOMMU protects the host from it"
                            + (none.why().isEmpty() ? "" : " (" + none.why() + ")"), core));
        }
        if (rules.has(KernelChange.VFIO_COHERENCY) && !(function.group() instanceof IommuMembership.NoGroup)
                && state.conditions().cacheCoherent().filter(coherent -> !coherent).isPresent()) {
            return Optional.of(new ProbeRule.Refusal(Errno.EINVAL, "the IOMMU does not enforce cache coherency",
                    rules.source(KernelChange.VFIO_COHERENCY.source())));
        }
        return Optional.empty();
    }
}
