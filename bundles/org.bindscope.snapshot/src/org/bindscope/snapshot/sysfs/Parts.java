// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PcieLink;
import org.bindscope.model.SrIov;

/** The parts of a function that are there only when something tells about them. */
final class Parts {

    private Parts() {
    }

    /** The link of a function, made on first use. */
    static PcieLink link(PciFunction function) {
        if (function.getLink() == null) {
            function.setLink(BindscopeFactory.eINSTANCE.createPcieLink());
        }
        return function.getLink();
    }

    /** The SR-IOV state of a function, made on first use. */
    static SrIov sriov(PciFunction function) {
        if (function.getSriov() == null) {
            function.setSriov(BindscopeFactory.eINSTANCE.createSrIov());
        }
        return function.getSriov();
    }
}
