// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.rules.KernelChange;
import org.bindscope.model.TextFileKind;

/** R24: a configuration names vfio_virqfd, which is no module any more. */
final class VirqfdRule implements FindingRule {

    private static final String RULE = "R24-vfio-virqfd";

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        if (!context.rules().has(KernelChange.VIRQFD_MERGED)) {
            return Stream.empty();
        }
        return FindingText.linesWith(FindingText.texts(context.machine(), TextFileKind.MODPROBE_CONFIG, TextFileKind.OTHER), "vfio_virqfd")
                .stream().map(line -> new Finding(RULE, Finding.Severity.WARNING, List.of(line.place().toString()),
                        line.place() + " names vfio_virqfd, which this kernel does not have.",
                        "It became part of vfio in 6.2. Some tools that build an initial RAM file system leave out all modules of the line when one is missing.",
                        List.of(FindingText.evidence(line.place(), line.text())), "Take vfio_virqfd out of the line."));
    }
}
