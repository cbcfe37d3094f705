// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.List;
import java.util.Optional;

import org.bindscope.binding.export.AnsiblePlaybook;
import org.bindscope.binding.export.DpdkScript;
import org.bindscope.binding.export.DriverctlScript;
import org.bindscope.binding.export.KernelCommandLine;
import org.bindscope.binding.export.KubeVirtYaml;
import org.bindscope.binding.export.LibvirtXml;
import org.bindscope.binding.export.ModprobeConfig;
import org.bindscope.binding.export.ProxmoxScript;
import org.bindscope.binding.export.QemuScript;
import org.bindscope.binding.export.SpdkScript;
import org.bindscope.binding.export.SysfsScript;
import org.bindscope.binding.export.SystemdUnit;
import org.bindscope.binding.export.UdevRules;

/** All export formats. */
public final class ExportFormats {

    /**
     * Why a plan cannot be written in a format.
     *
     * @param reason     one sentence
     * @param formatsThatCan names of the formats that can express the plan; empty where none can
     */
    public record Refusal(String reason, List<String> formatsThatCan) {

        /** Copies the list. */
        public Refusal {
            formatsThatCan = List.copyOf(formatsThatCan);
        }

        /**
         * One line for people.
         *
         * @return reason and alternatives
         */
        public String line() {
            return formatsThatCan.isEmpty() ? reason
                    : reason + " Formats that can: " + String.join(", ", formatsThatCan) + ".";
        }
    }

    private final List<ExportFormat> formats = List.of(
            new SysfsScript(), new DriverctlScript(), new ModprobeConfig(), new UdevRules(),
            new SystemdUnit(), new KernelCommandLine(), new LibvirtXml(), new QemuScript(),
            new ProxmoxScript(), new DpdkScript(), new AnsiblePlaybook(), new KubeVirtYaml(), new SpdkScript());

    /**
     * All formats, the default first.
     *
     * @return an immutable list
     */
    public List<ExportFormat> all() {
        return formats;
    }

    /**
     * A format by its word.
     *
     * @param name for example {@code udev}
     * @return empty where there is none
     */
    public Optional<ExportFormat> byName(String name) {
        return formats.stream().filter(format -> format.name().equals(name)).findFirst();
    }

    /**
     * Whether a format can write a plan.
     *
     * @param format the format
     * @param plan   any plan
     * @return empty where it can
     */
    public Optional<Refusal> refusal(ExportFormat format, BindingPlan plan) {
        if (plan.wishes().isEmpty()) {
            return Optional.of(new Refusal("The plan is empty.", List.of()));
        }
        Optional<Wish> lost = plan.wishes().stream()
                .filter(wish -> plan.device(wish.address()).isEmpty())
                .findFirst();
        if (lost.isPresent()) {
            return Optional.of(new Refusal(lost.get().isSafe()
                    ? "The snapshot has no usable function at " + lost.get().address() + "."
                    : "Address or driver of the wish " + SafeText.label(lost.get().address()) + " = "
                            + SafeText.label(lost.get().driver().orElse("no driver")) + " is not well formed.",
                    List.of()));
        }
        return format.obstacle(plan).map(reason -> new Refusal(reason, formats.stream()
                .filter(other -> other.obstacle(plan).isEmpty())
                .map(ExportFormat::name)
                .toList()));
    }
}
