// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.groups.DriverKind;
import org.bindscope.analysis.match.BusFunction;
import org.bindscope.analysis.match.DeviceVerdict;

/** R04: one id of ids= covers several devices. */
final class IdenticalDevicesRule implements FindingRule {

    private static final String RULE = "R04-identical-devices";

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        List<BusFunction> functions = List.copyOf(DeviceClaims.match(context).busState().functions().values());
        return DeviceClaims.of(context).ids().stream().flatMap(claim -> {
            List<BusFunction> meant = functions.stream().filter(function -> claim.id().fits(function.identity())).toList();
            if (meant.size() < 2) {
                return Stream.empty();
            }
            boolean virtual = meant.stream().anyMatch(function -> function.virtualFunction().isPresent());
            // Where VFIO has all of them, that is most likely what was wanted.
            boolean all = meant.stream().allMatch(function -> DeviceClaims.match(context).verdict(function.address())
                    .flatMap(DeviceVerdict::current).filter(DriverKind::vfio).isPresent());
            return Stream.of(new Finding(RULE, all ? Finding.Severity.INFO : Finding.Severity.WARNING, meant.stream().map(BusFunction::address).toList(),
                    "The id " + claim.id().text() + " of " + claim.driver() + " covers " + meant.size() + " devices"
                            + (virtual ? ", virtual functions among them." : "."),
                    "ids= names ids, not addresses, so it cannot tell equal devices apart; all that are free go to " + claim.driver() + ".",
                    List.of(FindingText.evidence(claim.place(), claim.id().text())),
                    "If not all of them are wanted, use driver_override for each address instead."));
        });
    }
}
