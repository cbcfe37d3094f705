// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.bindscope.analysis.config.Answer;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.model.Evidence;
import org.bindscope.model.Machine;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/** Facts about a machine that grouping needs and that stand in several places of the model. */
final class MachineFacts {

    private static final String TABLES = "sys/firmware/acpi/tables";
    private static final int SIGNATURE = 4;
    private static final Set<String> IOMMU_TABLES = Set.of("DMAR", "IVRS", "IORT", "VIOT");
    private static final int MAX_EVIDENCE = 20;

    private final Machine machine;

    MachineFacts(Machine machine) {
        this.machine = machine;
    }

    Optional<String> commandLine() {
        return machine.getProvenance() == null ? Optional.empty()
                : Optional.ofNullable(machine.getProvenance().getCommandLine());
    }

    /** Machine name as {@code uname -m} prints it. */
    Optional<String> architecture() {
        return machine.getProvenance() == null ? Optional.empty()
                : Optional.ofNullable(machine.getProvenance().getArchitecture());
    }

    /** Captured texts of one kind that could be read. */
    List<TextFile> texts(TextFileKind kind) {
        return machine.getTextFiles().stream()
                .filter(file -> file.getKind() == kind && !file.isUnreadable() && file.getText() != null).toList();
    }

    /**
     * The ACPI tables that firmware gives.
     *
     * @return not readable when neither the tables' directory nor the whole kernel log was captured
     */
    Answer<Set<String>> acpiTables() {
        Set<String> names = new TreeSet<>();
        boolean captured = false;
        for (Evidence evidence : machine.getEvidence()) {
            String file = evidence.getFile();
            if (file != null && (file.equals(TABLES) || file.startsWith(TABLES + "/"))) {
                captured = true;
                if (file.length() > TABLES.length() + 1) {
                    names.add(signature(file.substring(TABLES.length() + 1)));
                }
            }
        }
        for (TextFile file : machine.getTextFiles()) {
            if (file.getPath() != null && file.getPath().startsWith(TABLES + "/")) {
                captured = true;
                names.add(signature(file.getPath().substring(TABLES.length() + 1)));
            }
        }
        for (TextFile log : texts(TextFileKind.KERNEL_LOG)) {
            boolean whole = false;
            for (String line : log.getText().split("\n")) {
                int at = line.indexOf("ACPI: ");
                if (at < 0 || line.length() < at + 6 + SIGNATURE + 3) {
                    continue;
                }
                String word = line.substring(at + 6, at + 6 + SIGNATURE);
                if (line.startsWith(" 0x", at + 6 + SIGNATURE)) {
                    names.add(word);
                    // RSDP is logged first; a log that begins later says nothing about absent tables.
                    whole |= word.equals("RSDP");
                }
            }
            captured |= whole;
        }
        if (captured) {
            return new Answer.Present<>(names);
        }
        return names.isEmpty()
                ? new Answer.NotReadable<>("neither ACPI tables nor the start of the kernel log were captured")
                : new Answer.Present<>(names);
    }

    /** Where the names of ACPI tables come from: their files, else the lines of the kernel log. */
    List<EvidenceText> acpiEvidence() {
        List<EvidenceText> found = new ArrayList<>();
        for (Evidence evidence : machine.getEvidence()) {
            if (evidence.getFile() != null && evidence.getFile().startsWith(TABLES + "/")
                    && IOMMU_TABLES.contains(signature(evidence.getFile().substring(TABLES.length() + 1)))) {
                found.add(new EvidenceText(evidence.getFile(), "the table is there"));
            }
        }
        for (TextFile log : texts(TextFileKind.KERNEL_LOG)) {
            String[] lines = log.getText().split("\n");
            for (int i = 0; i < lines.length && found.size() < MAX_EVIDENCE; i++) {
                int at = lines[i].indexOf("ACPI: ");
                if (at >= 0 && IOMMU_TABLES.stream().anyMatch(lines[i].substring(at + 6)::startsWith)) {
                    found.add(Proof.line(log.getPath(), i + 1, lines[i]));
                }
            }
        }
        return found;
    }

    private static String signature(String name) {
        return name.length() > SIGNATURE ? name.substring(0, SIGNATURE) : name;
    }

    /** Whether firmware has one table. */
    Answer<Boolean> acpiTable(String name) {
        return acpiTables().then(names -> names.contains(name) ? new Answer.Present<>(true) : new Answer.Absent<>());
    }

    /** Whether a captured kernel log has a line with these words. */
    Answer<Boolean> logSays(String words) {
        List<TextFile> logs = texts(TextFileKind.KERNEL_LOG);
        if (logs.isEmpty()) {
            return new Answer.NotReadable<>("the kernel log was not captured");
        }
        return logs.stream().anyMatch(log -> log.getText().contains(words)) ? new Answer.Present<>(true)
                : new Answer.Absent<>();
    }

    /** The value of an option of the kernel configuration: {@code y}, {@code m}, {@code n}. */
    Answer<String> config(String option) {
        List<TextFile> files = texts(TextFileKind.KERNEL_CONFIG);
        if (files.isEmpty()) {
            return new Answer.NotReadable<>("the kernel configuration was not captured");
        }
        for (TextFile file : files) {
            for (String line : file.getText().split("\n")) {
                if (line.startsWith(option + "=")) {
                    return new Answer.Present<>(line.substring(option.length() + 1).strip());
                }
            }
        }
        return new Answer.Present<>("n");
    }

    /** Whether a configuration says outright that an option is off. */
    boolean configSaysOff(String option) {
        return texts(TextFileKind.KERNEL_CONFIG).stream()
                .anyMatch(file -> file.getText().lines().anyMatch(("# " + option + " is not set")::equals));
    }

    /** The line that sets an option of the kernel configuration, or the file that has none. */
    List<EvidenceText> configEvidence(String option) {
        List<EvidenceText> found = new ArrayList<>();
        for (TextFile file : texts(TextFileKind.KERNEL_CONFIG)) {
            String[] lines = file.getText().split("\n");
            int line = 0;
            while (line < lines.length && !lines[line].startsWith(option + "=") && !lines[line].equals("# " + option + " is not set")) {
                line++;
            }
            found.add(line < lines.length ? Proof.line(file.getPath(), line + 1, lines[line])
                    : new EvidenceText(file.getPath(), "there is no line " + option));
        }
        return found;
    }

    /** The words of the kernel command line. */
    List<String> commandLineWords() {
        return commandLine().map(line -> List.of(line.strip().split("\\s+"))).orElse(List.of());
    }
}
