// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.alias.FilePlace;
import org.bindscope.analysis.groups.DriverKind;
import org.bindscope.analysis.match.MatchAnalysis;
import org.bindscope.model.PciFunction;

/** R02: the host driver takes the device before vfio-pci, whose ids= wants it. */
final class HostDriverFirstRule implements FindingRule {

    private static final String RULE = "R02-host-driver-first";

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        DeviceClaims claims = DeviceClaims.of(context);
        return FindingText.functions(context.machine()).flatMap(function -> claims.all().stream()
                .filter(claim -> claim.address().equals(function.getAddress()) && claim.driver().equals("vfio-pci"))
                .filter(claim -> claim.kind() == DeviceClaims.Kind.MODPROBE || claim.kind() == DeviceClaims.Kind.COMMAND_LINE)
                .limit(1).flatMap(claim -> finding(context, function, claim).stream()));
    }

    private static Optional<Finding> finding(FindingContext context, PciFunction function, DeviceClaims.Claim claim) {
        Optional<String> driver = FindingText.driver(function).filter(name -> !DriverKind.managed(name));
        if (driver.isEmpty()) {
            return Optional.empty();
        }
        MatchAnalysis match = DeviceClaims.match(context);
        String module = function.getDriver().getModule() == null ? driver.get()
                : function.getDriver().getModule().getName();
        boolean builtin = function.getDriver().getModule() != null && function.getDriver().getModule().isSetBuiltin()
                && function.getDriver().getModule().isBuiltin();
        Optional<FilePlace> early = FindingText.initramfsModule(context.machine(), module);
        boolean vfioEarly = FindingText.initramfsModule(context.machine(), "vfio_pci").isPresent();
        boolean softdep = match.config().softdep(module).filter(line -> line.pre().contains("vfio_pci")).isPresent();
        List<Finding.EvidenceText> evidence = new ArrayList<>();
        evidence.add(FindingText.evidence(claim.place(), claim.text()));
        evidence.add(FindingText.link(function.getAddress(), driver.get()));
        early.ifPresent(place -> evidence.add(FindingText.evidence(place, module)));
        String why = builtin ? "It is built into the kernel and registers before any module."
                : early.isPresent() && !vfioEarly ? "Its module is in the initial RAM file system, and vfio_pci is not."
                : softdep ? "A softdep asks for vfio-pci first, so vfio-pci had not yet its ids, or the driver was loaded by something else."
                : "No softdep loads vfio-pci before it, and the device's modalias asks for it alone.";
        String remedy = builtin ? "Use driver_override for this address and rebind, or keep the driver from starting with initcall_blacklist=."
                : "Add \"softdep " + module + " pre: vfio-pci\" to modprobe.d and rebuild the initial RAM file system, or use driver_override for this address.";
        return Optional.of(new Finding(RULE, Finding.Severity.WARNING, List.of(function.getAddress()), driver.get() + " has "
                + function.getAddress() + ", although ids= of vfio-pci names it.", "The ids of vfio-pci take only devices that have no driver. " + why,
                evidence, remedy));
    }
}
