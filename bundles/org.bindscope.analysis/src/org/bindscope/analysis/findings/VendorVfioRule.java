// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** R26: a virtual function of NVIDIA vGPU is a VFIO device while it stays on nvidia. */
final class VendorVfioRule implements FindingRule {

    private static final String RULE = "R26-vendor-vfio";

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        return FindingText.functions(context.machine()).filter(function -> function.getPhysicalFunction() != null
                && FindingText.driver(function).filter("nvidia"::equals).isPresent() && function.isSetVfioDevice() && function.isVfioDevice())
                .map(function -> new Finding(RULE, Finding.Severity.INFO, List.of(function.getAddress()), function.getAddress()
                        + " is ready for a guest on nvidia; it does not belong on vfio-pci.",
                        "The vGPU driver is itself a VFIO driver for its virtual functions; bound to vfio-pci they lose their vGPU type.",
                        List.of(FindingText.link(function.getAddress(), "nvidia"), new Finding.EvidenceText("sys/bus/pci/devices/"
                                + function.getAddress() + "/vfio-dev", "is there")), "Leave it on nvidia and give the guest its VFIO device."));
    }
}
