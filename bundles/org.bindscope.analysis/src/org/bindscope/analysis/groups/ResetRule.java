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
        return Set.of("R19-d3cold", "R19-does-not-answer", "R19-no-reset", "R19-reset-reaches-others");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        VfioTargets targets = VfioTargets.of(context);
        ResetAnalysis resets = new ResetAnalysis(context.machine());
        List<Finding> findings = new ArrayList<>();
        for (PciFunction function : targets.functions()) {
            dead(function, findings);
            ResetAnalysis.Report report = resets.of(function);
            if (report.methods().filter(List::isEmpty).isPresent()) {
                findings.add(new Finding("R19-no-reset", Severity.WARNING, List.of(function.getAddress()),
                        "The kernel knows no way to reset " + function.getAddress() + ".",
                        "A guest gets the device as the one before left it; many devices then fail until the machine is powered off. An empty"
                                + " reset_method also stands for methods that were switched off.",
                        proof(function),
                        "Look for a device specific reset (vendor-reset for AMD GPUs), or restart the machine between guests."));
            } else if (report.alone().filter(alone -> !alone).isPresent()) {
                List<String> others = report.together().stream()
                        .filter(address -> !address.equals(function.getAddress()) && !targets.contains(address))
                        .toList();
                if (!others.isEmpty()) {
                    findings.add(new Finding("R19-reset-reaches-others", Severity.WARNING,
                            Stream.concat(Stream.of(function.getAddress()), others.stream()).toList(),
                            function.getAddress() + " can only be reset together with " + String.join(", ", others)
                            + ".", report.why()
                                    + " VFIO does it only when all of them are in the same user's hands.",
                            proof(function),
                            "Give all of them to the same user, or do without a reset."));
                }
            }
        }
        return findings.stream();
    }

    /** The file reset_method where it was captured, else the capabilities that the methods were taken from. */
    private static List<EvidenceText> proof(PciFunction function) {
        List<EvidenceText> file = Proof.of(function, "resetMethods");
        return file.isEmpty() ? List.of(new EvidenceText("sys/bus/pci/devices/" + function.getAddress() + "/config",
                "methods follow from the PCI Express, Advanced Features and Power Management capabilities")) : file;
    }

    private static void dead(PciFunction function, List<Finding> findings) {
        if (function.getConfigSpace() != null && ConfigSpace.of(function.getConfigSpace()).allOnes()) {
            findings.add(new Finding("R19-does-not-answer", Severity.ERROR, List.of(function.getAddress()),
                    function.getAddress() + " does not answer: its configuration space reads 0xff everywhere.",
                    "It has fallen off the bus, is without power, or a reset went wrong.",
                    Proof.of(function, "configSpace"),
                    "Remove and rescan the device, or power the machine off."));
        } else if ("D3cold".equals(function.getPowerState())) {
            findings.add(new Finding("R19-d3cold", Severity.INFO, List.of(function.getAddress()), function.getAddress()
                    + " is in D3cold.",
                    "It has no power; what files tell about it may be from before.",
                    List.of(new EvidenceText("sys/bus/pci/devices/" + function.getAddress() + "/power_state",
                    "D3cold")),
                    "Write 0 to d3cold_allowed if it does not come back."));
        }
    }
}
