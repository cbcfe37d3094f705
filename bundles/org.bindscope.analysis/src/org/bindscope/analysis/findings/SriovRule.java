// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.bindscope.analysis.groups.DriverKind;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;

/** R16: virtual functions without driver because of their physical function, and physical functions on VFIO. */
final class SriovRule implements FindingRule {

    private static final String RULE = "R16-sriov";

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        List<Finding> found = new ArrayList<>();
        FindingText.functions(context.machine()).forEach(function -> {
            if (function.getPhysicalFunction() != null) {
                virtual(function, found);
            } else if (function.getSriov() != null && FindingText.driver(function).filter(DriverKind::vfio).isPresent()) {
                physical(context, function, found);
            }
        });
        return found.stream();
    }

    private static void virtual(PciFunction function, List<Finding> found) {
        PciFunction physical = function.getPhysicalFunction();
        boolean off = physical.getSriov() != null && physical.getSriov().isSetDriversAutoprobe() && !physical.getSriov().isDriversAutoprobe();
        if (off && function.getDriver() == null && function.getDriverOverride() == null) {
            found.add(new Finding(RULE, Finding.Severity.WARNING, List.of(function.getAddress(), physical.getAddress()),
                    function.getAddress() + " has no driver, because " + physical.getAddress() + " has sriov_drivers_autoprobe=0.",
                    "The kernel then refuses every probe of its virtual functions that have no override, also a bind by name (ENODEV).",
                    List.of(new Finding.EvidenceText("sys/bus/pci/devices/" + physical.getAddress() + "/sriov_drivers_autoprobe", "0")),
                    "Set driver_override of " + function.getAddress() + " and write it to drivers_probe, or write 1 to sriov_drivers_autoprobe."));
        }
        if (FindingText.driver(physical).filter(DriverKind::vfio).isPresent() && FindingText.driver(function).filter(DriverKind::vfio).isPresent()) {
            found.add(new Finding(RULE, Finding.Severity.INFO, List.of(function.getAddress(), physical.getAddress()),
                    "Users of " + function.getAddress() + " need the VF token of " + physical.getAddress() + ".",
                    "While the physical function is on VFIO, its user decides by a token who may open its virtual functions.",
                    List.of(FindingText.link(physical.getAddress(), FindingText.driver(physical).orElse(""))),
                    "Start the user of the physical function first and give both the same vf-token."));
        }
    }

    private static void physical(FindingContext context, PciFunction function, List<Finding> found) {
        boolean total = function.getSriov().isSetTotalVfs() && function.getSriov().getTotalVfs() > 0;
        if (total && !enabled(context.machine())) {
            found.add(new Finding(RULE, Finding.Severity.INFO, List.of(function.getAddress()), function.getAddress()
                    + " is on VFIO without enable_sriov, so it can create no virtual functions.",
                    "Writing sriov_numvfs answers ENOENT as long as vfio-pci has the physical function and its parameter enable_sriov is off.",
                    List.of(FindingText.link(function.getAddress(), FindingText.driver(function).orElse(""))),
                    "Set vfio_pci.enable_sriov=1 if virtual functions are wanted, or keep the physical function on its own driver."));
        }
    }

    private static boolean enabled(Machine machine) {
        return machine.getModules().stream().filter(module -> "vfio_pci".equals(module.getName()))
                .flatMap(module -> module.getParameters().stream()).anyMatch(parameter -> "enable_sriov".equals(parameter.getName())
                        && parameter.getValue() != null && parameter.getValue().strip().startsWith("Y"));
    }
}
