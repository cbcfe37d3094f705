// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.model.PciFunction;

/** R19: a wanted function cannot be reset, is reset only together with others, or does not answer. */
public final class ResetRule implements FindingRule {

    @Override
    public Set<String> ids() {
        return Set.of("R19-d3cold", "R19-does-not-answer", "R19-needs-vendor-reset", "R19-no-reset", "R19-reset-reaches-others");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        VfioTargets targets = VfioTargets.of(context);
        ResetAnalysis resets = Groups.resets(context);
        List<Finding> findings = new ArrayList<>();
        for (PciFunction function : targets.functions()) {
            if (dead(function, findings)) {
                continue;
            }
            ResetAnalysis.Report report = resets.of(function);
            boolean alone = report.alone().orElse(false);
            List<String> outside = report.others().stream().filter(address -> !targets.contains(address)).toList();
            if (vendorReset(function, report)) {
                findings.add(new Finding("R19-needs-vendor-reset", Severity.WARNING, List.of(function.getAddress()),
                        function.getAddress() + " is a GPU of a family that does not come back from the resets that the kernel has.",
                        report.why() + " GPUs of the Polaris, Vega and first Navi families often fail in the second guest that gets them.",
                        proof(function),
                        "Load the module vendor-reset and write device_specific to reset_method, or restart the machine between guests."));
            } else if (report.methods().isPresent() && !alone && !outside.isEmpty()) {
                findings.add(new Finding("R19-reset-reaches-others", Severity.WARNING,
                        Stream.concat(Stream.of(function.getAddress()), outside.stream()).toList(),
                        function.getAddress() + " can only be reset together with " + String.join(", ", outside) + ".",
                        report.why() + " VFIO does it only when all of them are in the same user's hands.",
                        proof(function), "Give " + Words.and(outside) + " to the same user, or do without a reset."));
            } else if (report.methods().isPresent() && !alone) {
                findings.add(new Finding("R19-no-reset", report.others().isEmpty() ? Severity.WARNING : Severity.INFO,
                        List.of(function.getAddress()),
                        "The kernel knows no way to reset " + function.getAddress() + (report.others().isEmpty() ? "." : " alone."),
                        report.why() + (report.others().isEmpty()
                                ? " A guest gets the device as the one before left it. An empty reset_method also stands for methods that"
                                        + " were switched off."
                                : " All of them are wanted for user space, so VFIO's hot reset works if one user has them."),
                        proof(function), report.others().isEmpty()
                                ? "Write default to reset_method in case methods were switched off, or restart the machine between guests."
                                : "Give all of them to the same user."));
            }
        }
        return findings.stream();
    }

    private static boolean vendorReset(PciFunction function, ResetAnalysis.Report report) {
        return function.isSetVendorId() && function.isSetDeviceId()
                && ResetQuirks.needsVendorReset(function.getVendorId(), function.getDeviceId())
                && report.methods().filter(methods -> !methods.contains("device_specific")).isPresent();
    }

    /** The file reset_method where it was captured, else the capabilities that the methods were taken from. */
    private static List<EvidenceText> proof(PciFunction function) {
        List<EvidenceText> file = Proof.of(function, "resetMethods");
        return file.isEmpty() ? List.of(new EvidenceText("sys/bus/pci/devices/" + function.getAddress() + "/config",
                "methods follow from the PCI Express, Advanced Features and Power Management capabilities")) : file;
    }

    /** Whether nothing more can be said because the function does not answer. */
    private static boolean dead(PciFunction function, List<Finding> findings) {
        if (function.getConfigSpace() != null && ConfigSpace.of(function.getConfigSpace()).allOnes()) {
            findings.add(new Finding("R19-does-not-answer", Severity.ERROR, List.of(function.getAddress()),
                    function.getAddress() + " does not answer: its configuration space reads 0xff everywhere.",
                    "It has fallen off the bus, is without power, or a reset went wrong.",
                    Proof.of(function, "configSpace"),
                    "Write 1 to remove of the device and to rescan of the bus, or power the machine off."));
            return true;
        }
        if ("D3cold".equals(function.getPowerState())) {
            findings.add(new Finding("R19-d3cold", Severity.INFO, List.of(function.getAddress()), function.getAddress()
                    + " is in D3cold.",
                    "It has no power; what files tell about it may be from before.",
                    List.of(new EvidenceText("sys/bus/pci/devices/" + function.getAddress() + "/power_state",
                    "D3cold")),
                    "Write 0 to d3cold_allowed if it does not come back."));
        }
        return false;
    }
}
