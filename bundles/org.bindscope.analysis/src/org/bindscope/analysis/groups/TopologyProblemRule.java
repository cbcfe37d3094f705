// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.acpi.AcpiTables;
import org.bindscope.analysis.acpi.TableProblem;
import org.bindscope.analysis.config.ConfigProblem;
import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.PciFunction;

/** Contradictions in the snapshot: loops of bridges, groups that do not fit, damaged configuration space. */
public final class TopologyProblemRule implements FindingRule {

    private static final int MAX = 200;

    @Override
    public Set<String> ids() {
        return Set.of("inconsistent-topology", "config-space-damaged", "acpi-table-damaged");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        List<Finding> findings = new ArrayList<>();
        for (TopologyProblem problem : Groups.of(context).study().problems()) {
            findings.add(new Finding("inconsistent-topology", Severity.WARNING, problem.subjects(), problem.text(),
                    "What is concluded about these functions and their groups is not reliable.", problem.evidence(),
                    "Capture the machine again."));
        }
        for (TableProblem problem : AcpiTables.of(context.machine()).problems()) {
            findings.add(new Finding("acpi-table-damaged", Severity.WARNING, List.of("machine"),
                    problem.file() + " is damaged at offset 0x" + Integer.toHexString(problem.offset()) + ": " + problem.message() + ".",
                    "What the rest of the table says about devices is not known.",
                    List.of(new EvidenceText(problem.file(), "offset 0x" + Integer.toHexString(problem.offset()))),
                    "Capture the table again."));
        }
        for (PciFunction function : MachineIndex.functions(context.machine())) {
            if (function.getConfigSpace() == null) {
                continue;
            }
            ConfigSpace space = ConfigSpace.of(function.getConfigSpace());
            for (ConfigProblem problem : space.allOnes() ? List.<ConfigProblem>of() : space.problems()) {
                findings.add(new Finding("config-space-damaged", Severity.WARNING, List.of(function.getAddress()),
                        "Configuration space of " + function.getAddress() + ": " + problem.message() + ".",
                        "Capabilities that cannot be reached count as not readable, never as absent.",
                        List.of(new EvidenceText("sys/bus/pci/devices/" + function.getAddress() + "/config",
                                "offset 0x" + Integer.toHexString(problem.offset()))),
                                "Capture the file config again as root."));
            }
        }
        return findings.stream().limit(MAX);
    }
}
