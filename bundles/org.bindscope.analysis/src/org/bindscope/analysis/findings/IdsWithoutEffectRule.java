// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.match.MatchAnalysis;
import org.bindscope.analysis.modprobe.KernelCommandLine;
import org.bindscope.analysis.modprobe.ModprobeConfig;
import org.bindscope.model.TextFileKind;

/** R03: ids= of vfio-pci stands in modprobe.d, but vfio-pci is built in. */
final class IdsWithoutEffectRule implements FindingRule {

    private static final String RULE = "R03-ids-without-effect";

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        MatchAnalysis match = DeviceClaims.match(context);
        List<FindingText.Line> built = FindingText.linesWith(FindingText.texts(context.machine(), TextFileKind.KERNEL_CONFIG),
                "CONFIG_VFIO_PCI=y");
        boolean builtin = match.files().inventory().builtin().containsKey("vfio_pci") || !built.isEmpty();
        List<ModprobeConfig.Parameter> values = match.config().parameter("vfio-pci", "ids");
        boolean onCommandLine = values.stream().anyMatch(value -> value.place().file().equals(KernelCommandLine.FILE));
        if (!builtin || onCommandLine || values.isEmpty()) {
            return Stream.empty();
        }
        Finding.EvidenceText proof = built.isEmpty()
                ? FindingText.evidence(match.files().inventory().builtin().get("vfio_pci"), "vfio_pci")
                : FindingText.evidence(built.get(0).place(), built.get(0).text());
        return values.stream().map(value -> new Finding(RULE, Finding.Severity.ERROR, List.of("vfio-pci"),
                "ids= of vfio-pci in " + value.place() + " has no effect.",
                "vfio-pci is part of the kernel image, and modprobe.d is read only when a module is loaded.",
                List.of(FindingText.evidence(value.place(), "ids=" + value.value()), proof),
                "Put vfio-pci.ids=" + value.value() + " on the kernel command line."));
    }
}
