// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.Optional;

import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.PciFunction;

/**
 * Which driver has a function.
 *
 * @param driver the driver's name; empty for none, and when not known
 * @param known  whether the snapshot tells
 */
public record DriverBinding(Optional<String> driver, boolean known) {

    /** Gives each function's driver; a what-if gives others than the snapshot. */
    @FunctionalInterface
    public interface Source {
        /**
         * The driver of one function.
         *
         * @param function function
         * @return its binding
         */
        DriverBinding of(PciFunction function);
    }

    /**
     * A function that a driver has.
     *
     * @param driver name
     * @return the binding
     */
    public static DriverBinding to(String driver) {
        return new DriverBinding(Optional.of(driver), true);
    }

    /**
     * A function without a driver.
     *
     * @return the binding
     */
    public static DriverBinding none() {
        return new DriverBinding(Optional.empty(), true);
    }

    /**
     * A function of which nothing is known.
     *
     * @return the binding
     */
    public static DriverBinding notKnown() {
        return new DriverBinding(Optional.empty(), false);
    }

    /**
     * The binding that the snapshot shows.
     *
     * @param function function
     * @return not known when neither a link nor its absence was captured
     */
    public static DriverBinding inSnapshot(PciFunction function) {
        if (function.getDriver() != null) {
            return to(function.getDriver().getName());
        }
        for (Evidence evidence : function.getEvidence()) {
            if ("driver".equals(evidence.getFeature()) && evidence.getState() == FactState.NONE) {
                return none();
            }
        }
        return notKnown();
    }
}
