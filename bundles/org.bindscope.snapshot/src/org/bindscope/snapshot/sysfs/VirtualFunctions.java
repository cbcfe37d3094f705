// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.bindscope.model.PciFunction;
import org.bindscope.model.SrIov;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.PciAddress;

/**
 * Connects virtual functions that only texts show with their physical functions. Texts have no link physfn,
 * but the place of each virtual function follows from three registers (SR-IOV specification 1.1, section
 * 2.1.2): the routing id of the physical function, plus First VF Offset, plus VF Stride for each further one.
 */
final class VirtualFunctions {

    private final Catalog catalog;

    VirtualFunctions(Catalog catalog) {
        this.catalog = catalog;
    }

    void connect(Collection<FoundFunction> all) {
        for (FoundFunction found : all) {
            PciFunction physical = catalog.functions().get(found.address());
            SrIov sriov = physical.getSriov();
            if (found.texts().isEmpty() || sriov == null || physical.getPhysicalFunction() != null
                    || !sriov.isSetNumVfs() || !sriov.isSetOffset() || !sriov.isSetStride()) {
                continue;
            }
            for (int i = 0; i < sriov.getNumVfs(); i++) {
                found.address().plus(sriov.getOffset() + i * sriov.getStride()).flatMap(this::onlyInTexts)
                        .ifPresent(function -> set(found, physical, function));
            }
        }
    }

    private Optional<PciFunction> onlyInTexts(PciAddress address) {
        return Optional.ofNullable(catalog.functions().get(address))
                .filter(function -> function.getPhysicalFunction() == null && function.getSriov() == null);
    }

    private static void set(FoundFunction found, PciFunction physical, PciFunction function) {
        FoundFunction.Text text = found.texts().get(0);
        Answer numbers = text.statement().answers().getOrDefault(SR_IOV__OFFSET, List.of()).stream().findFirst()
                .orElse(text.statement().presence());
        text.reading().facts().choose(function, PCI_FUNCTION__PHYSICAL_FUNCTION, Optional.of(Answer.said(physical,
                numbers.place(), "NumVFs, First VF Offset and VF Stride of " + physical.getAddress())));
    }
}
