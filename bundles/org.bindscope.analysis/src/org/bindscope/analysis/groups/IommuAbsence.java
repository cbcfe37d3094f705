// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.acpi.AcpiTables;
import org.bindscope.analysis.acpi.IortTable;
import org.bindscope.analysis.config.Answer;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.groups.IommuStatus.State;
import org.bindscope.analysis.nvlink.DtIndex;
import org.bindscope.analysis.nvlink.DtValues;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.DtNode;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/**
 * Finds out why a machine has no IOMMU groups, from firmware's tables or device tree, the kernel command line, the
 * kernel configuration and the kernel log (diagnostics R12).
 */
final class IommuAbsence {

    private static final int CLASS_IOMMU = 0x0806;
    private static final int MAX_LINES = 5;
    private static final String NONE = "There are no IOMMU groups";

    private final Machine machine;
    private final MachineFacts facts;
    private final List<EvidenceText> evidence = new ArrayList<>();

    IommuAbsence(Machine machine) {
        this.machine = machine;
        this.facts = new MachineFacts(machine);
        evidence.addAll(Proof.of(machine, "iommuGroupsCaptured"));
        facts.commandLine().ifPresent(line -> evidence.add(new EvidenceText("proc/cmdline", line)));
    }

    IommuStatus find() {
        if (!machine.isIommuGroupsCaptured()) {
            return status(State.DRIVER_MISSING, NONE + ": the kernel was built without IOMMU support, it has no"
                    + " /sys/kernel/iommu_groups.", "Use a kernel with CONFIG_IOMMU_SUPPORT=y and the driver of this machine's IOMMU.");
        }
        Optional<PciFunction> virtual = MachineIndex.functions(machine).stream()
                .filter(f -> f.isSetVendorId() && f.getVendorId() == 0x1af4 && f.isSetClassCode()
                        && f.getClassCode() >> 8 == CLASS_IOMMU && f.getDriver() == null)
                .findFirst();
        if (virtual.isPresent()) {
            evidence.addAll(Proof.of(virtual.get(), "classCode", "driver"));
            return status(State.DRIVER_MISSING, "The virtio IOMMU " + virtual.get().getAddress()
                    + " has no driver, so there are no IOMMU groups.",
                    "Load the module virtio_iommu early, from the initial RAM file system.");
        }
        if (facts.configSaysOff("CONFIG_IOMMU_SUPPORT")) {
            return configured("CONFIG_IOMMU_SUPPORT", "the kernel");
        }
        Answer<Set<String>> tables = facts.acpiTables();
        if (tables instanceof Answer.Present<Set<String>> present) {
            evidence.addAll(facts.acpiEvidence());
            return byTables(present.value());
        }
        Optional<IommuStatus> tree = byTree();
        if (tree.isPresent()) {
            return tree.get();
        }
        Optional<String> off = off("iommu", "intel_iommu", "amd_iommu");
        if (off.isPresent()) {
            return status(State.KERNEL_OFF, NONE + ", and the kernel command line has " + off.get() + ".",
                    "Remove " + off.get() + " from the kernel command line.");
        }
        return status(State.UNDECIDED, NONE + ", and neither ACPI tables, a device tree nor the start of the"
                + " kernel log were captured, so the snapshot does not tell why.", "Capture ACPI tables and the kernel log too.");
    }

    private IommuStatus status(State state, String summary, String remedy) {
        return new IommuStatus(state, summary, remedy, evidence);
    }

    /** The last word of one of some options, where it switches an IOMMU off. */
    private Optional<String> off(String... options) {
        for (String option : options) {
            Optional<String> last = last(option);
            if (last.filter(word -> words(word).contains("off")).isPresent()) {
                return last;
            }
        }
        return Optional.empty();
    }

    private Optional<String> last(String option) {
        return facts.commandLineWords().stream().filter(word -> word.startsWith(option + "=")).reduce((first, second) -> second);
    }

    private static List<String> words(String option) {
        return List.of(option.substring(option.indexOf('=') + 1).split(","));
    }

    private IommuStatus byTables(Set<String> tables) {
        if (tables.contains("DMAR")) {
            return off("iommu", "intel_iommu").map(word -> told("DMAR", word)).orElseGet(this::intel);
        }
        if (tables.contains("IVRS")) {
            return off("iommu", "amd_iommu").map(word -> told("IVRS", word))
                    .orElseGet(() -> driver("CONFIG_AMD_IOMMU", "IVRS", "AMD-Vi"));
        }
        if (tables.contains("VIOT")) {
            return driver("CONFIG_VIRTIO_IOMMU", "VIOT", "virtio_iommu");
        }
        if (tables.contains("IORT")) {
            Optional<IortTable> content = AcpiTables.of(machine).iort();
            if (content.filter(table -> !table.smmu() && !table.smmuV3() && table.problems().isEmpty()).isPresent()) {
                return status(State.FIRMWARE_OFF, NONE + ", and firmware's table IORT describes interrupts but no SMMU.",
                        "Enable the SMMU in the firmware setup.");
            }
            return content.filter(table -> table.smmu() && !table.smmuV3()).isPresent()
                    ? driver("CONFIG_ARM_SMMU", "IORT", "arm-smmu") : driver("CONFIG_ARM_SMMU_V3", "IORT", "arm-smmu-v3");
        }
        Optional<String> guest = log("Hypervisor detected:");
        return status(State.FIRMWARE_OFF, NONE + ", and firmware gives none of the ACPI tables DMAR, IVRS, IORT and VIOT: the IOMMU"
                + " is switched off in firmware, or there is none.", guest.isPresent()
                ? "The machine is a guest itself: its host has to give it a virtual IOMMU."
                : "Enable VT-d (Intel), AMD-Vi or IOMMU (AMD), or SMMU (Arm) in the firmware setup.");
    }

    private IommuStatus told(String table, String word) {
        return status(State.KERNEL_OFF, "Firmware describes an IOMMU (" + table + "), but the kernel command line has " + word + ".",
                "Remove " + word + " from the kernel command line"
                        + (table.equals("DMAR") ? " and add intel_iommu=on." : "."));
    }

    private IommuStatus intel() {
        if (facts.config("CONFIG_INTEL_IOMMU").asOptional().filter("n"::equals).isPresent()) {
            return configured("CONFIG_INTEL_IOMMU", "Firmware describes an IOMMU (DMAR), but the kernel");
        }
        boolean on = last("intel_iommu").filter(word -> words(word).contains("on")).isPresent();
        if (!on && facts.config("CONFIG_INTEL_IOMMU_DEFAULT_ON").asOptional().filter("n"::equals).isPresent()) {
            evidence.addAll(facts.configEvidence("CONFIG_INTEL_IOMMU_DEFAULT_ON"));
            return status(State.KERNEL_OFF, "Firmware describes an IOMMU (DMAR), but this kernel leaves it off by default and the"
                    + " command line has no intel_iommu=on.", "Add intel_iommu=on to the kernel command line.");
        }
        return undecided("DMAR", "DMAR", on ? " although the command line has intel_iommu=on"
                : facts.config("CONFIG_INTEL_IOMMU_DEFAULT_ON").known() ? " although the kernel switches it on by default"
                        : "; the command line has no intel_iommu=on, and whether the kernel switches it on by default was not captured",
                on || facts.config("CONFIG_INTEL_IOMMU_DEFAULT_ON").known() ? "" : "Add intel_iommu=on to the kernel command line.");
    }

    private IommuStatus driver(String option, String table, String name) {
        Optional<String> built = facts.config(option).asOptional();
        if (built.filter("n"::equals).isPresent()) {
            return configured(option, "Firmware describes an IOMMU (" + table + "), but the kernel");
        }
        if (built.filter("m"::equals).isPresent()) {
            evidence.addAll(facts.configEvidence(option));
            return status(State.DRIVER_MISSING, "Firmware describes an IOMMU (" + table + "), and its driver (" + name
                    + ") is a module that made no groups.", "Load the module early, from the initial RAM file system.");
        }
        return undecided(table, name, "", "");
    }

    private IommuStatus configured(String option, String subject) {
        evidence.addAll(facts.configEvidence(option));
        return status(State.DRIVER_MISSING, (Character.isLowerCase(subject.charAt(0)) ? NONE + ": " : "") + subject
                + " was built without " + option + ".", "Use a kernel with " + option + "=y.");
    }

    /** Firmware and kernel look right: what the driver logged is all there is. */
    private IommuStatus undecided(String table, String name, String although, String remedy) {
        List<EvidenceText> lines = lines(name);
        evidence.addAll(lines);
        return status(State.UNDECIDED, "Firmware describes an IOMMU (" + table + "), and there are no IOMMU groups" + although
                + (lines.isEmpty() ? although.startsWith(";") ? "." : "; the kernel log would tell why."
                        : although.startsWith(";") ? "." : "; the kernel log has lines about it."),
                !remedy.isEmpty() ? remedy : "Look for lines of " + name + " in the kernel log.");
    }

    private Optional<String> log(String words) {
        Optional<EvidenceText> line = lines(words).stream().findFirst();
        line.ifPresent(evidence::add);
        return line.map(EvidenceText::text);
    }

    private List<EvidenceText> lines(String words) {
        List<EvidenceText> found = new ArrayList<>();
        for (TextFile file : facts.texts(TextFileKind.KERNEL_LOG)) {
            String[] lines = file.getText().split("\n");
            for (int i = 0; i < lines.length && found.size() < MAX_LINES; i++) {
                if (lines[i].contains(words) && !lines[i].contains("ACPI: ")) {
                    found.add(Proof.line(file.getPath(), i + 1, lines[i]));
                }
            }
        }
        return found;
    }

    /** Host bridges name their IOMMU by {@code iommu-map}; POWER host bridges have one by design. */
    private Optional<IommuStatus> byTree() {
        return MachineIndex.tree(machine).map(DtIndex::new).map(index -> {
            List<DtNode> mapped = index.nodes().stream().filter(node -> DtValues.has(node, "iommu-map")).toList();
            boolean power = index.nodes().stream().anyMatch(node -> DtValues.has(node, "ibm,opal-phbid"));
            mapped.stream().limit(MAX_LINES).forEach(node -> evidence.add(new EvidenceText(index.path(node), "iommu-map")));
            if (mapped.isEmpty() && !power) {
                return status(State.FIRMWARE_OFF, NONE + ", and no PCI host bridge of the device tree has an"
                        + " iommu-map: firmware describes no IOMMU for PCI.", "Use firmware or an overlay that describes the IOMMU.");
            }
            Optional<String> off = off("iommu");
            if (off.isPresent()) {
                return status(State.KERNEL_OFF, "The device tree describes an IOMMU for PCI, but the kernel command line has "
                        + off.get() + ".", "Remove " + off.get() + " from the kernel command line.");
            }
            List<DtNode> iommus = mapped.stream().map(node -> DtValues.cells(node, "iommu-map")).filter(cells -> cells.size() >= 4)
                    .flatMap(cells -> index.resolve(cells.get(1)).stream()).distinct().toList();
            Optional<DtNode> disabled = iommus.stream().filter(node -> DtValues.string(node, "status")
                    .filter(s -> !s.equals("okay") && !s.equals("ok")).isPresent()).findFirst();
            if (disabled.isPresent()) {
                evidence.add(new EvidenceText(index.path(disabled.get()), "status"));
                return status(State.FIRMWARE_OFF, "The device tree describes an IOMMU for PCI and disables it by its status.",
                        "Enable " + index.path(disabled.get()) + " in firmware or by an overlay.");
            }
            Optional<String> option = iommus.stream().flatMap(node -> TreeIommuDrivers.option(node).stream()).findFirst();
            if (option.isPresent() && facts.config(option.get()).asOptional().filter("n"::equals).isPresent()) {
                return configured(option.get(), "The device tree describes an IOMMU for PCI, but the kernel");
            }
            return status(State.DRIVER_MISSING, "The device tree describes an IOMMU for PCI, but the kernel made no groups: its"
                    + " driver is missing or did not start.", option.map(name -> "Use a kernel with " + name
                            + "=y; if it is a module, load it early, from the initial RAM file system.")
                            .orElse("Use a kernel with the driver of that IOMMU built in."));
        });
    }
}
