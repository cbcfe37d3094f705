// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.nvlink.NvLinkDevices;
import org.bindscope.model.PciFunction;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/**
 * R22: the GPU of a Grace superchip goes to user space by plain vfio-pci, which does not hand over the memory
 * that the processor reaches over NVLink-C2C, or the guest that gets it is given no NUMA nodes for that memory
 * (drivers/vfio/pci/nvgrace-gpu/main.c, Linux 6.12).
 */
final class GraceRule implements FindingRule {

    private static final String PLAIN = "R22-grace-on-plain-vfio";
    private static final String NODES = "R22-grace-without-memory-nodes";
    private static final String PLAIN_DRIVER = "vfio-pci";
    private static final String DRIVER = "nvgrace_gpu_vfio_pci";
    /** How a guest is given nodes: an object of QEMU, or libvirt's element in the device. */
    private static final List<String> NODE_WORDS = List.of("acpi-generic-initiator", "<acpi nodeset=");

    @Override
    public Set<String> ids() {
        return Set.of(PLAIN, NODES);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        List<Finding> findings = new ArrayList<>();
        for (PciFunction function : VfioTargets.of(context).functions()) {
            if (NvLinkDevices.graceGpu(function)) {
                plain(context, function).ifPresentOrElse(findings::add, () -> guests(context, function, findings));
            }
        }
        return findings.stream();
    }

    private static Optional<Finding> plain(FindingContext context, PciFunction function) {
        Bindings bindings = Bindings.of(context);
        Optional<String> driver = bindings.driver(function).driver();
        Optional<String> override = bindings.override(function);
        boolean made = override.or(() -> driver).filter(DRIVER::equals).isPresent();
        if (made) {
            return Optional.empty();
        }
        List<EvidenceText> proofs = new ArrayList<>(Proof.of(function, "deviceId", "driverOverride"));
        proofs.addAll(Proof.driver(function));
        String how = driver.filter(PLAIN_DRIVER::equals).isPresent() ? "is on plain vfio-pci" : "goes to plain vfio-pci";
        return Optional.of(new Finding(PLAIN, Severity.WARNING, List.of(function.getAddress()), function.getAddress()
                + " is the GPU of a Grace superchip and " + how + ".",
                "The guest gets the GPU without the memory that the processor reaches over NVLink-C2C; NVIDIA's driver does not"
                        + " start on it.", proofs, "Load " + DRIVER.replace('_', '-') + " and write " + DRIVER
                        + " to driver_override."));
    }

    /** A guest configuration that names the device and gives it no node. */
    private static void guests(FindingContext context, PciFunction function, List<Finding> findings) {
        for (TextFile file : context.machine().getTextFiles()) {
            if (file.getKind() != TextFileKind.OTHER || file.getText() == null || file.getPath() == null
                    || NODE_WORDS.stream().anyMatch(file.getText()::contains)) {
                continue;
            }
            String address = function.getAddress();
            boolean named = GuestDevices.in(file.getPath(), file.getText()).stream()
                    .anyMatch(claim -> claim.equals(address) || address.startsWith(claim + "."));
            if (named) {
                findings.add(new Finding(NODES, Severity.WARNING, List.of(address), "The guest of " + file.getPath() + " gets "
                        + address + ", the GPU of a Grace superchip, without NUMA nodes for its memory.",
                        "The guest's driver adds the GPU's memory to nodes that have to exist when the guest starts: up to eight,"
                                + " which QEMU makes of acpi-generic-initiator objects.",
                        List.of(new EvidenceText(file.getPath(), "no acpi-generic-initiator")),
                        "Add eight memory-less NUMA nodes and acpi-generic-initiator objects for the device to the guest."));
            }
        }
    }
}
