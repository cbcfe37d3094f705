// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.analysis.match.ReasonCode;
import org.bindscope.analysis.match.TraceStep;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.PciFunction;

/** An override that did not bring the driver that it names (fdt-nvlink section 4.4). */
public final class OverrideStateRule implements FindingRule {

    @Override
    public Set<String> ids() {
        return Set.of("driver-override-unbound", "driver-override-ignored");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        Bindings bindings = Bindings.of(context);
        return MachineIndex.functions(context.machine()).stream().flatMap(function -> bindings.override(function).stream()
                .flatMap(wanted -> check(context, function, wanted, bindings.driver(function))));
    }

    private static Stream<Finding> check(FindingContext context, PciFunction function, String wanted,
            DriverBinding binding) {
        if (binding.equals(DriverBinding.none())) {
            return Stream.of(unbound(context, function, wanted));
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

    /** What the matching knows of the reason, a refusal in the kernel log for example, comes first. */
    private static Finding unbound(FindingContext context, PciFunction function, String wanted) {
        String address = function.getAddress();
        Optional<DeviceVerdict> verdict = context.verdict(address);
        Optional<TraceStep> refusal = verdict.filter(each -> each.reason() == ReasonCode.PROBE_ERROR)
                .map(each -> each.steps().get(each.decidingStep()));
        List<EvidenceText> proof = new ArrayList<>(Proof.of(function, "driverOverride", "driver"));
        refusal.filter(step -> !step.source().isEmpty())
                .ifPresent(step -> proof.add(new EvidenceText(step.source(), step.text())));
        String why;
        String remedy;
        if (refusal.isPresent()) {
            why = refusal.get().text();
            remedy = DriverKind.vfio(wanted) ? "Remove the cause first: a VFIO driver refuses a function without an IOMMU group (EINVAL),"
                    + " and the kernel log tells more. Then write the address to drivers_probe."
                    : "Remove the cause first; the kernel log tells more. Then write the address to drivers_probe.";
        } else if (verdict.filter(each -> each.reason() == ReasonCode.OVERRIDE_MISSING).isPresent()) {
            why = verdict.get().sentence();
            remedy = "Load the module of " + wanted + ", then write the address to drivers_probe.";
        } else {
            why = "No driver of that name was registered when the function was probed, or its probe failed; the kernel log tells which.";
            remedy = "Load the module, then write the address to drivers_probe.";
        }
        return new Finding("driver-override-unbound", Severity.WARNING, List.of(address),
                "driver_override of " + address + " is " + wanted + ", and no driver has it.", why, proof, remedy);
    }
}
