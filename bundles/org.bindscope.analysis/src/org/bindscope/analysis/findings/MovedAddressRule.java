// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.model.PciFunction;

/** R25: a configuration names an address where another device sits now, or none. */
final class MovedAddressRule implements FindingRule {

    private static final String RULE = "R25-moved-address";

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        if (context.machine().getDomains().isEmpty()) {
            return Stream.empty();
        }
        return DeviceClaims.of(context).all().stream().flatMap(claim -> problem(context, claim).stream()
                .map(problem -> new Finding(RULE, Finding.Severity.ERROR, List.of(claim.address()), problem,
                        "Bus numbers change when cards, firmware settings or the kernel change, and a configuration by address then means another device.",
                        List.of(FindingText.evidence(claim.place(), claim.text())), "Find the device by its ids and correct the address in "
                                + claim.place().file() + ".")));
    }

    private static Optional<String> problem(FindingContext context, DeviceClaims.Claim claim) {
        Optional<PciFunction> function = FindingText.functions(context.machine())
                .filter(each -> claim.address().equals(each.getAddress())).findFirst();
        if (function.isEmpty()) {
            return Optional.of(claim.place() + " names " + claim.address() + ", and the machine has no such device.");
        }
        boolean other = claim.vendor().filter(id -> function.get().isSetVendorId() && id != function.get().getVendorId()).isPresent()
                || claim.device().filter(id -> function.get().isSetDeviceId() && id != function.get().getDeviceId()).isPresent();
        return other ? Optional.of(String.format(java.util.Locale.ROOT, "%s expects other ids at %s than %04x:%04x.", claim.place(), claim.address(),
                function.get().getVendorId(), function.get().getDeviceId())) : Optional.empty();
    }
}
