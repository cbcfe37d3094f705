// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.HostDriver;
import org.bindscope.binding.PlannedDevice;
import org.bindscope.binding.SafeText;

/** Texts about a plan that several formats share. */
final class PlanText {

    /** The exit statuses of all scripts that change something. */
    static final List<String> EXIT_STATUS = List.of(
            "Exit status: 0 done, or nothing to do; 1 wrong usage; 2 refused before any change;",
            "3 another device is at an address now; 4 failed, everything put back; 5 failed, and not",
            "everything could be put back.");

    private PlanText() {
    }

    /**
     * The head of an export without comment signs: what it does, to which devices, from which
     * snapshot. Every text of the snapshot in it is cleaned.
     */
    static List<String> head(BindingPlan plan, String whatItDoes) {
        List<String> lines = new ArrayList<>();
        lines.add(whatItDoes);
        lines.add("");
        for (PlannedDevice device : plan.devices()) {
            lines.add("  " + device.address() + "  " + device.identity().ids()
                    + device.identity().subsystem().map(sub -> " (subsystem " + sub + ")").orElse("")
                    + "  " + old(device) + " -> " + device.targetName().orElse("no driver")
                    + device.iommuGroup().map(group -> "  [IOMMU group " + group + "]").orElse(""));
            device.identity().slotPath().ifPresent(path -> lines.add("      at " + path));
            if (!device.label().isEmpty()) {
                lines.add("      " + device.label());
            }
        }
        lines.add("");
        lines.add("Made by Bindscope" + plan.source().made().map(made -> " " + made).orElse("") + " from");
        lines.add(plan.source().line() + ", plan " + plan.id() + ".");
        if (!plan.accepted().isEmpty()) {
            lines.add("Findings that were accepted by name: " + String.join(", ", plan.accepted()) + ".");
        }
        return lines;
    }

    /** Puts a comment sign before every line. */
    static String comment(String sign, List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append((sign + " " + line).stripTrailing()).append('\n');
        }
        return text.toString();
    }

    static String old(PlannedDevice device) {
        return device.oldDriver().map(HostDriver::name).map(SafeText::label).orElse("no driver");
    }

    /** Refuses a plan that the caller should have asked about first. */
    static void require(ExportFormat format, BindingPlan plan) {
        if (!plan.isComplete()) {
            throw new IllegalArgumentException("The plan has wishes without a usable device, or none at all");
        }
        Optional<String> obstacle = format.obstacle(plan);
        if (obstacle.isPresent()) {
            throw new IllegalArgumentException(obstacle.get());
        }
    }

    /** Addresses for a sentence. */
    static String addresses(List<PlannedDevice> devices) {
        return String.join(", ", devices.stream().map(PlannedDevice::address).toList());
    }
}
