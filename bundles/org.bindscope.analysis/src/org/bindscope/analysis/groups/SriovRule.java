// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.KernelModule;
import org.bindscope.model.PciFunction;
import org.bindscope.model.SrIov;

/** R16: virtual functions without driver, and physical functions mixed with VFIO (driver-match sections 7 and 9.1). */
public final class SriovRule implements FindingRule {

    @Override
    public Set<String> ids() {
        return Set.of("R16-vf-autoprobe-off", "R16-vf-needs-token", "R16-pf-has-vfs",
                "R16-pf-on-vfio-without-sriov");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        return MachineIndex.functions(context.machine()).stream().flatMap(function -> Stream.of(
                unboundVf(context, function), token(context, function), pfWithVfs(context, function),
                pfWithoutParameter(context, function))
                .flatMap(Optional::stream));
    }

    private static Optional<Finding> unboundVf(FindingContext context, PciFunction vf) {
        SrIov pf = vf.getPhysicalFunction() == null ? null : vf.getPhysicalFunction().getSriov();
        if (pf == null || !pf.isSetDriversAutoprobe() || pf.isDriversAutoprobe() || Bindings.of(context).override(vf).isPresent()
                || !Bindings.of(context).driver(vf).equals(DriverBinding.none())) {
            return Optional.empty();
        }
        return Optional.of(new Finding("R16-vf-autoprobe-off", Severity.WARNING,
                List.of(vf.getAddress(), vf.getPhysicalFunction().getAddress()),
                "The virtual function " + vf.getAddress()
                + " has no driver, and its physical function keeps drivers away from it.",
                "sriov_drivers_autoprobe of " + vf.getPhysicalFunction().getAddress()
                + " is 0: a virtual function without an override is not probed.",
                Stream.concat(Proof.of(vf.getPhysicalFunction(), "sriov.driversAutoprobe").stream(),
                Proof.of(vf, "driver").stream()).toList(),
                "Set driver_override of " + vf.getAddress()
                + ", which lifts that, or write 1 to sriov_drivers_autoprobe before making the"
                        + " virtual functions."));
    }

    /** As captured: what is supposed of a physical function comes after the virtual functions that it has now. */
    private static boolean vfio(PciFunction function) {
        return function.getDriver() != null && DriverKind.vfio(function.getDriver().getName());
    }

    private static Optional<Finding> token(FindingContext context, PciFunction vf) {
        Bindings bindings = Bindings.of(context);
        if (vf.getPhysicalFunction() == null || !bindings.vfio(vf) || !bindings.vfio(vf.getPhysicalFunction())) {
            return Optional.empty();
        }
        return Optional.of(new Finding("R16-vf-needs-token", Severity.INFO,
                List.of(vf.getAddress(), vf.getPhysicalFunction().getAddress()),
                "A user of " + vf.getAddress() + " must give the token that the user of its physical function set.",
                "The physical function " + vf.getPhysicalFunction().getAddress()
                + " is on a VFIO driver too, and its user can reach the"
                        + " traffic of the virtual functions.", Proof.driver(vf.getPhysicalFunction()),
                "Give both the same vf-token, or leave the physical function to the host."));
    }

    private static Optional<Finding> pfWithVfs(FindingContext context, PciFunction pf) {
        if (pf.getSriov() == null || pf.getSriov().getNumVfs() == 0 || vfio(pf)
                || !VfioTargets.of(context).contains(pf.getAddress())) {
            return Optional.empty();
        }
        return Optional.of(new Finding("R16-pf-has-vfs", Severity.ERROR, List.of(pf.getAddress()), pf.getAddress()
                + " is meant for a VFIO driver"
                + " while it has " + pf.getSriov().getNumVfs() + " virtual functions.",
                "A VFIO driver refuses a physical function with virtual functions enabled (EBUSY), and unbinding its driver removes them.",
                Proof.of(pf, "sriov.numVfs", "driverOverride"),
                "Write 0 to sriov_numvfs first, or give virtual functions to user space instead."));
    }

    private static Optional<Finding> pfWithoutParameter(FindingContext context, PciFunction pf) {
        if (pf.getSriov() == null || pf.getSriov().getTotalVfs() == 0 || !vfio(pf)
                || !pf.getDriver().getName().equals("vfio-pci")) {
            return Optional.empty();
        }
        Optional<String> value = parameter(context, "vfio_pci", "enable_sriov");
        return value.filter("N"::equals).map(off -> new Finding("R16-pf-on-vfio-without-sriov", Severity.INFO,
                List.of(pf.getAddress()),
                pf.getAddress() + " is a physical function on vfio-pci, which cannot make virtual functions now.",
                "The module parameter enable_sriov is N, so a write to sriov_numvfs gives ENOENT.",
                List.of(new EvidenceText("sys/module/vfio_pci/parameters/enable_sriov", off)),
                "Load vfio-pci with enable_sriov=1 if its user must make virtual functions."));
    }

    static Optional<String> parameter(FindingContext context, String module, String name) {
        for (KernelModule each : context.machine().getModules()) {
            if (module.equals(each.getName())) {
                return each.getParameters().stream().filter(p -> name.equals(p.getName()) && p.getValue() != null)
                        .map(p -> p.getValue().strip()).findFirst();
            }
        }
        return Optional.empty();
    }
}
