// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.match.WhatIf;
import org.bindscope.model.PciFunction;

/** Which driver and which override each function has for the rules: as captured, or as it is supposed. */
public final class Bindings {

    private final DriverBinding.Source drivers;
    private final Map<String, Optional<String>> overrides = new HashMap<>();

    /**
     * Bindings under suppositions.
     *
     * @param drivers gives the driver of a function, suppositions applied
     * @param whatIfs the suppositions; those about overrides count here
     */
    public Bindings(DriverBinding.Source drivers, List<WhatIf> whatIfs) {
        this.drivers = drivers;
        for (WhatIf each : whatIfs) {
            if (each instanceof WhatIf.SetOverride set) {
                overrides.put(set.address(), Optional.of(set.driver()));
            } else if (each instanceof WhatIf.ClearOverride clear) {
                overrides.put(clear.address(), Optional.empty());
            }
        }
    }

    /**
     * The bindings that the rules of a context go by.
     *
     * @param context the context
     * @return those that were shared with it, else those of the snapshot
     */
    public static Bindings of(FindingContext context) {
        return context.shared(Bindings.class, each -> new Bindings(DriverBinding::inSnapshot, List.of()));
    }

    /**
     * The driver of a function.
     *
     * @param function function
     * @return its binding
     */
    public DriverBinding driver(PciFunction function) {
        return drivers.of(function);
    }

    /**
     * The override of a function.
     *
     * @param function function
     * @return empty when none is set
     */
    public Optional<String> override(PciFunction function) {
        Optional<String> supposed = overrides.get(function.getAddress());
        return supposed != null ? supposed : Optional.ofNullable(function.getDriverOverride());
    }

    /** Whether a VFIO driver has a function. */
    boolean vfio(PciFunction function) {
        return driver(function).driver().filter(DriverKind::vfio).isPresent();
    }
}
