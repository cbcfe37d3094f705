// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.rules.KernelChange;
import org.bindscope.model.TextFileKind;

/** R05: a script writes new_id although driver_override exists, or writes the same id twice. */
final class NewIdWriteRule implements FindingRule {

    private static final String RULE = "R05-new-id-write";

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        if (!context.rules().has(KernelChange.DRIVER_OVERRIDE)) {
            return Stream.empty();
        }
        List<Finding> found = new ArrayList<>();
        Map<String, FindingText.Line> before = new HashMap<>();
        for (FindingText.Line line : FindingText.linesWith(FindingText.texts(context.machine(), TextFileKind.OTHER,
                TextFileKind.MODPROBE_CONFIG), "/new_id")) {
            FindingText.Line first = before.putIfAbsent(line.text(), line);
            found.add(first == null ? new Finding(RULE, Finding.Severity.WARNING, List.of(line.place().toString()),
                    line.place() + " writes new_id.",
                    "new_id takes every free device with these ids, cannot be listed afterwards, and takes no device from another driver.",
                    List.of(FindingText.evidence(line.place(), line.text())),
                    "Write the driver's name to driver_override of the one address, then unbind and drivers_probe.")
                    : new Finding(RULE, Finding.Severity.ERROR, List.of(line.place().toString()), line.place()
                            + " writes an id that was written before.", "The driver has the id already, so the write answers EEXIST.",
                            List.of(FindingText.evidence(first.place(), first.text()), FindingText.evidence(line.place(), line.text())),
                            "Remove the second write; better, replace both by driver_override."));
        }
        return found.stream();
    }
}
