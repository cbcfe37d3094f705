// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.PciFunction;

/** An override that did not bring the driver that it names (fdt-nvlink section 4.4). */
public final class OverrideStateRule implements FindingRule {

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        return MachineIndex.functions(context.machine()).stream()
                .filter(function -> function.getDriverOverride() != null)
                .flatMap(OverrideStateRule::check);
    }

    private static Stream<Finding> check(PciFunction function) {
        String wanted = function.getDriverOverride();
        DriverBinding binding = DriverBinding.inSnapshot(function);
        if (binding.equals(DriverBinding.none())) {
            return Stream.of(new Finding("driver-override-unbound", Severity.WARNING, List.of(function.getAddress()),
                    "driver_override of " + function.getAddress() + " is " + wanted + ", and no driver has it.",
                    "No driver of that name was registered when the function was probed, or its probe failed; the kernel log tells which.",
                    Proof.of(function, "driverOverride", "driver"),
                    "Load the module, then write the address to drivers_probe."));
        }
        if (binding.driver().filter(driver -> !driver.equals(wanted)).isPresent()) {
            return Stream.of(new Finding("driver-override-ignored", Severity.WARNING, List.of(function.getAddress()),
                    "driver_override of " + function.getAddress() + " is " + wanted + ", and " + binding.driver().get()
                    + " has it.",
                    "Writing an override moves nothing: a bound function keeps its driver until it is unbound.",
                    Proof.of(function, "driverOverride", "driver"), "Unbind it from " + binding.driver().get()
                            + " and write its address to drivers_probe."));
        }
        return Stream.empty();
    }
}
