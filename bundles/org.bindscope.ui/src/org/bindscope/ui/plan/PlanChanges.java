// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.binding.HostDriver;
import org.bindscope.binding.PlanPredictor.PredictedStep;
import org.bindscope.binding.PlannedDevice;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.FactText;
import org.bindscope.ui.labels.ObjectText;

/**
 * What differs between the snapshot and the machine after the shell script of a plan, in the unified format of
 * diff: driver and driver_override of each planned function, and what the others of their IOMMU groups keep.
 */
final class PlanChanges {

    private static final int NAME_WIDTH = 17;
    private static final String UNSET = "(not set)";

    private final PlanEvaluation evaluation;
    private final StringBuilder text = new StringBuilder();

    private PlanChanges(PlanEvaluation evaluation) {
        this.evaluation = evaluation;
    }

    /**
     * Compares.
     *
     * @param evaluation an evaluated plan
     * @return lines, each ended by a line feed; empty for an empty plan
     */
    static String of(PlanEvaluation evaluation) {
        if (evaluation.draft().isEmpty()) {
            return "";
        }
        PlanChanges changes = new PlanChanges(evaluation);
        changes.write();
        return changes.text.toString();
    }

    private void write() {
        String source = evaluation.plan().source().source();
        text.append("--- ").append(source.substring(source.lastIndexOf('/') + 1)).append('\n');
        text.append("+++ after the shell script\n");
        for (PlanEvaluation.Row row : evaluation.rows()) {
            row.device().ifPresent(device -> device(device, row.function()));
        }
        others();
    }

    private void device(PlannedDevice device, Optional<PciFunction> function) {
        head(device.address(), function);
        Optional<PredictedStep> last = last(device.address());
        String before = device.oldDriver().map(HostDriver::name).orElse("none");
        Optional<String> refused = evaluation.steps().stream()
                .filter(step -> step.address().equals(device.address())).flatMap(step -> step.errno().stream()).findFirst();
        String after;
        if (last.filter(step -> !step.known()).isPresent()) {
            after = device.targetName().orElse("none") + "  (wished; whether it comes so cannot be told)";
        } else {
            after = last.map(step -> step.driver().orElse("none")).orElse(device.isFulfilled() ? before
                    : device.targetName().orElse("none") + "  (wished)") + refused.map(errno -> "  (" + errno + ")").orElse("");
        }
        pair("driver", before, after);
        pair("driver_override", function.map(found -> FactText.of(found, "driverOverride", found.getDriverOverride()))
                .map(fact -> fact.value().orElseGet(() -> fact.silence().filter(FactText.Silence.NONE::equals).isPresent()
                        ? UNSET : fact.text())).orElse(device.oldOverride().orElse(UNSET)),
                device.targetName().orElse("none"));
    }

    private Optional<PredictedStep> last(String address) {
        return evaluation.steps().stream().filter(step -> step.address().equals(address)).reduce((first, second) -> second);
    }

    private void pair(String name, String before, String after) {
        String padded = name + " ".repeat(NAME_WIDTH - name.length());
        if (before.equals(after)) {
            text.append(' ').append(padded).append(before).append('\n');
        } else {
            text.append('-').append(padded).append(before).append('\n');
            text.append('+').append(padded).append(after).append('\n');
        }
    }

    private void head(String address, Optional<PciFunction> function) {
        text.append("@@ ").append(address);
        function.ifPresent(found -> text.append("  ").append(ObjectText.shortName(found)).append("  IOMMU group ")
                .append(FactText.group(found).text()));
        text.append(" @@\n");
    }

    /** Functions of the same groups that the plan leaves alone. */
    private void others() {
        Set<PciFunction> planned = new HashSet<>();
        evaluation.rows().stream().filter(row -> row.device().isPresent())
                .forEach(row -> row.function().ifPresent(planned::add));
        List<PciFunction> others = planned.stream().map(PciFunction::getIommuGroup).filter(group -> group != null)
                .distinct().flatMap(group -> group.getFunctions().stream()).filter(member -> !planned.contains(member))
                .sorted((a, b) -> a.getAddress().compareTo(b.getAddress())).toList();
        for (PciFunction other : others) {
            head(other.getAddress(), Optional.of(other));
            String driver = FactText.driver(other).text();
            pair("driver", driver, driver);
        }
    }
}
