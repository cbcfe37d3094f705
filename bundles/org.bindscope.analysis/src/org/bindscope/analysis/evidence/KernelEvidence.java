// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.evidence;

import java.util.Optional;

import org.bindscope.analysis.match.DriverListing;
import org.bindscope.model.Machine;
import org.bindscope.model.TextFileKind;

/** What is lacking about the kernel, its modules and its firmware. */
final class KernelEvidence {

    private final MachineTraits traits;
    private final Machine machine;

    KernelEvidence(MachineTraits traits) {
        this.traits = traits;
        this.machine = traits.machine();
    }

    Optional<MissingEvidence> registeredDrivers() {
        return DriverListing.isCaptured(machine) ? Optional.empty() : missing(EvidenceClass.REGISTERED_DRIVERS, !machine.getDrivers().isEmpty(),
                "The folder /sys/bus/pci/drivers was not captured: drivers that have no device are not known.",
                "Which driver the next probe of a device would choose.", EvidenceReport.CAPTURE);
    }

    Optional<MissingEvidence> loadedModules() {
        boolean any = machine.getModules().stream().anyMatch(module -> module.isSetLoaded());
        return any ? Optional.empty() : missing(EvidenceClass.LOADED_MODULES, false, "No list of loaded modules was captured.",
                "Whether a driver is ready, still to be loaded, or built in.", "cat /proc/modules > modules.txt");
    }

    Optional<MissingEvidence> aliases() {
        return traits.has(TextFileKind.MODULES_ALIAS) ? Optional.empty() : missing(EvidenceClass.MODULE_ALIASES, false,
                "The lists of modules of " + traits.release().map(release -> "the kernel " + release).orElse("the kernel")
                        + " were not captured. They depend on the kernel's package alone: any machine with it has the same.",
                "Which module user space would load for a device.",
                traits.release().filter(KernelEvidence::isPlain)
                        .map(release -> "tar -czf modules.tar.gz /lib/modules/" + release + "/modules.*")
                        .orElse("tar -czf modules.tar.gz /lib/modules/$(uname -r)/modules.*"));
    }

    /** Whether a name from the snapshot can stand in a command. */
    private static boolean isPlain(String release) {
        return !release.isEmpty() && release.chars().allMatch(c -> Character.isLetterOrDigit(c) && c < 0x80
                || c == '.' || c == '-' || c == '_' || c == '+') && release.charAt(0) != '-' && !release.contains("..");
    }

    Optional<MissingEvidence> modprobeConfig() {
        return traits.has(TextFileKind.MODPROBE_CONFIG) ? Optional.empty() : missing(EvidenceClass.MODPROBE_CONFIG, false,
                "No file of modprobe.d was captured; there may be none.",
                "What is blacklisted, which ids vfio-pci takes at boot, which module waits for which.",
                "tar -czf modprobe.tar.gz /etc/modprobe.d /usr/lib/modprobe.d");
    }

    Optional<MissingEvidence> release() {
        return traits.release().isPresent() ? Optional.empty() : missing(EvidenceClass.KERNEL_RELEASE, false,
                "Nothing tells which kernel it is.", "Which rules of matching hold.", "uname -a > uname.txt");
    }

    Optional<MissingEvidence> commandLine() {
        return traits.commandLine().isPresent() ? Optional.empty() : missing(EvidenceClass.COMMAND_LINE, false,
                "The kernel command line was not captured.",
                "Whether the IOMMU was switched off by hand, an ACS override patch hides something, vfio-pci was given ids.",
                EvidenceReport.CAPTURE);
    }

    Optional<MissingEvidence> deviceTree() {
        boolean wanted = traits.isPower() || traits.isArm() && !traits.hasAcpiTables();
        return traits.hasDeviceTree() || !wanted ? Optional.empty() : missing(EvidenceClass.DEVICE_TREE, false,
                "The device tree was not captured.", traits.isPower()
                        ? "NVLinks and NPUs, partitionable endpoints, slots." : "Which IOMMU is wired to which device.",
                traits.isPower() ? "tar -chzf device-tree.tar.gz /proc/device-tree/" : "sudo cp /sys/firmware/fdt machine.dtb");
    }

    Optional<MissingEvidence> acpiTables() {
        boolean wanted = traits.isX86() || traits.isArm() && !traits.hasDeviceTree();
        return traits.hasAcpiTables() || !wanted ? Optional.empty() : missing(EvidenceClass.ACPI_TABLES, false,
                "The ACPI tables were not captured.",
                "Whether firmware hides the IOMMU, and which devices it keeps for itself.", EvidenceReport.CAPTURE);
    }

    Optional<MissingEvidence> nvLinks() {
        return !traits.hasNvidiaGpus() || traits.hasNvLinks() ? Optional.empty() : missing(EvidenceClass.NVLINK, false,
                "Nothing in the snapshot speaks of NVLinks.", "Which GPUs are linked, and what a guest would cut.",
                traits.isPower() ? "tar -chzf device-tree.tar.gz /proc/device-tree/" : "sudo nvidia-bug-report.sh");
    }

    Optional<MissingEvidence> hostUse() {
        return traits.has(TextFileKind.MOUNTS) ? Optional.empty() : missing(EvidenceClass.HOST_USE, false,
                "Mounts, swap and routes of the host were not captured.",
                "Whether the host boots from a device, pages to it, or is reached through it.", EvidenceReport.CAPTURE);
    }

    Optional<MissingEvidence> memoryMap() {
        return traits.has(TextFileKind.IOMEM) ? Optional.empty() : missing(EvidenceClass.MEMORY_MAP, false,
                "The memory map was not captured.", "Whether a framebuffer of firmware or the kernel holds a BAR.",
                "sudo cat /proc/iomem > iomem.txt");
    }

    Optional<MissingEvidence> log() {
        return traits.has(TextFileKind.KERNEL_LOG) ? Optional.empty() : missing(EvidenceClass.KERNEL_LOG, false,
                "The kernel log was not captured.", "What the kernel refused and why.", "sudo dmesg > dmesg.txt");
    }

    Optional<MissingEvidence> configuration() {
        return traits.has(TextFileKind.KERNEL_CONFIG) ? Optional.empty() : missing(EvidenceClass.KERNEL_CONFIG, false,
                "The kernel's configuration was not captured.",
                "Whether support for the IOMMU or for a GPU's NVLinks was built.", EvidenceReport.CAPTURE);
    }

    private static Optional<MissingEvidence> missing(EvidenceClass kind, boolean partly, String lack, String unanswered, String command) {
        return Optional.of(new MissingEvidence(kind, partly, lack, unanswered, command));
    }
}
