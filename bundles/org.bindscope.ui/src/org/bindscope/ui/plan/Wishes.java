// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.List;
import java.util.Optional;

import org.bindscope.binding.PlanObjects;
import org.bindscope.binding.Wish;
import org.bindscope.model.PciFunction;

/** Makes wishes from what is selected. */
final class Wishes {

    private Wishes() {
    }

    /**
     * Wishes for functions.
     *
     * @param functions any functions; bridges are left out, since VFIO drivers refuse every header type but 0
     *                  (drivers/vfio/pci/vfio_pci_core.c)
     * @param driver    the driver; empty for none
     * @return one wish for each of the others
     */
    static List<Wish> of(List<PciFunction> functions, Optional<String> driver) {
        return PlanObjects.wishes(functions, driver);
    }
}
