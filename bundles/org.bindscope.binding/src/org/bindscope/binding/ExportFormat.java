// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.Optional;

/**
 * One way to write a plan down: a script or a configuration. Formats have no state. The text of a
 * format says in its head what it does, to which devices, and from which snapshot.
 */
public interface ExportFormat {

    /**
     * The word for the command line.
     *
     * @return for example {@code sysfs}
     */
    String name();

    /**
     * What people call it.
     *
     * @return a short noun phrase
     */
    String title();

    /**
     * Why this format cannot express a plan.
     *
     * @param plan a plan that is {@linkplain BindingPlan#isComplete() complete}
     * @return one sentence; empty where it can
     */
    Optional<String> obstacle(BindingPlan plan);

    /**
     * Writes the plan.
     *
     * @param plan a complete plan without an obstacle
     * @return the text
     * @throws IllegalArgumentException where the plan is not complete or has an obstacle
     */
    Export export(BindingPlan plan);

    /**
     * Writes what takes the plan's export back.
     *
     * @param plan a complete plan without an obstacle
     * @return the text
     * @throws IllegalArgumentException where the plan is not complete or has an obstacle
     */
    Export undo(BindingPlan plan);
}
