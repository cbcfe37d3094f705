// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.evidence;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.bindscope.analysis.config.Answer;
import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.Evidence;
import org.bindscope.model.Evidenced;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** What is lacking about the functions and groups themselves. */
final class DeviceEvidence {

    private static final String LSPCI = "sudo lspci -Dnnvvvxxxx > lspci.txt";

    private final Machine machine;
    private final List<PciFunction> functions;

    DeviceEvidence(Machine machine) {
        this.machine = machine;
        this.functions = MachineIndex.functions(machine);
    }

    Optional<MissingEvidence> functions() {
        return functions.isEmpty() ? missing(EvidenceClass.FUNCTIONS, false, "The snapshot holds no PCI function.",
                "Anything about PCI devices.", EvidenceReport.CAPTURE) : Optional.empty();
    }

    Optional<MissingEvidence> configSpace() {
        long none = count(function -> function.getConfigSpace() == null);
        long user = count(function -> function.getConfigSpace() != null
                && function.getConfigSpace().length <= ConfigSpace.HEADER_SIZE);
        long half = count(DeviceEvidence::lacksExtendedSpace);
        if (none + user + half == 0) {
            return Optional.empty();
        }
        String lack = sentence(none, "have no configuration space") + sentence(user, "have only the first 64 bytes of it")
                + sentence(half, "have its first 256 bytes without the extended capabilities");
        return missing(EvidenceClass.CONFIG_SPACE, none < functions.size(), lack.strip(),
                "ACS and so why groups are as they are, resets, SR-IOV, BAR sizes that can change, link speeds.", LSPCI);
    }

    private String sentence(long count, String what) {
        return count == 0 ? "" : (count == functions.size() ? "All functions " : count + " of " + functions.size() + " functions ")
                + what + ". ";
    }

    /** A PCI Express function of which only the conventional part was captured. */
    private static boolean lacksExtendedSpace(PciFunction function) {
        byte[] bytes = function.getConfigSpace();
        return bytes != null && bytes.length == ConfigSpace.CONVENTIONAL_SIZE
                && ConfigSpace.of(bytes).find(ConfigSpace.CAP_PCIE) instanceof Answer.Present;
    }

    /** What a capture without root rights looks like. */
    Optional<String> banner() {
        List<PciFunction> with = functions.stream().filter(function -> function.getConfigSpace() != null).toList();
        boolean user = !with.isEmpty() && with.stream().allMatch(function -> function.getConfigSpace().length <= ConfigSpace.HEADER_SIZE);
        return user ? Optional.of("Captured without root rights: the snapshot holds the first 64 bytes of configuration space only."
                + " Capabilities, ACS and resets are not known; that is not the same as absent.") : Optional.empty();
    }

    Optional<MissingEvidence> groups() {
        boolean captured = machine.isSetIommuGroupsCaptured();
        long unknown = count(function -> function.getIommuGroup() == null && !said(function, "iommuGroup"));
        return unknown == 0 || captured && machine.getIommuGroups().isEmpty() ? Optional.empty()
                : missing(EvidenceClass.IOMMU_GROUPS, unknown < functions.size(),
                        sentence(unknown, "have no IOMMU group in the snapshot, and it does not say that they have none").strip(),
                        "Which devices go to a guest together, and whether VFIO may have them.",
                        "sudo lspci -Dvv > lspci.txt");
    }

    Optional<MissingEvidence> bindings() {
        long unknown = count(function -> function.getDriver() == null && !said(function, "driver"));
        return unknown == 0 ? Optional.empty() : missing(EvidenceClass.BINDINGS, unknown < functions.size(),
                sentence(unknown, "have no driver in the snapshot, and it does not say that they have none").strip(),
                "Which driver has them now, and what a guest would take from the host.", "lspci -Dnnk > lspci.txt");
    }

    Optional<MissingEvidence> overrides() {
        long unknown = count(function -> function.getDriverOverride() == null && !said(function, "driverOverride"));
        return unknown == 0 ? Optional.empty() : missing(EvidenceClass.OVERRIDES, unknown < functions.size(),
                sentence(unknown, "do not tell their driver_override").strip(),
                "What the next probe does with them: an override comes before every id table.", EvidenceReport.CAPTURE);
    }

    Optional<MissingEvidence> reservedRegions() {
        List<IommuGroup> groups = machine.getIommuGroups();
        long unknown = groups.stream().filter(group -> !said(group, "reservedRegions")).count();
        return unknown == 0 ? Optional.empty() : missing(EvidenceClass.RESERVED_REGIONS, unknown < groups.size(),
                (unknown == groups.size() ? "No IOMMU group" : unknown + " of " + groups.size() + " IOMMU groups do not")
                        + (unknown == groups.size() ? " tells its reserved regions." : " tell their reserved regions."),
                "Whether firmware claims memory that forbids a group to guests.", EvidenceReport.CAPTURE);
    }

    Optional<MissingEvidence> resetMethods() {
        boolean any = functions.stream().anyMatch(function -> said(function, "resetMethods"));
        return any || functions.isEmpty() ? Optional.empty() : missing(EvidenceClass.RESET_METHODS, false,
                "No function tells its reset_method.", "How the kernel would reset a device between guests, and in which order it tries.",
                EvidenceReport.CAPTURE);
    }

    Optional<MissingEvidence> numaNodes() {
        boolean any = functions.stream().anyMatch(function -> said(function, "numaNode"));
        return any || functions.isEmpty() ? Optional.empty() : missing(EvidenceClass.NUMA_NODES, false,
                "No function tells its NUMA node.", "Which CPUs and memory are near a device.", "lspci -Dvv > lspci.txt");
    }

    private long count(Predicate<PciFunction> test) {
        return functions.stream().filter(test).count();
    }

    /** Whether any source answers, be it with none or with what could not be read. */
    private static boolean said(Evidenced owner, String feature) {
        for (Evidence evidence : owner.getEvidence()) {
            if (feature.equals(evidence.getFeature())) {
                return true;
            }
        }
        return false;
    }

    private static Optional<MissingEvidence> missing(EvidenceClass kind, boolean partly, String lack, String unanswered, String command) {
        return Optional.of(new MissingEvidence(kind, partly, lack, unanswered, command));
    }
}
