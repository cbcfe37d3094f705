// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.stream.Stream;

/** One rule that looks for something wrong or worth knowing in a machine. It keeps no state. */
public interface FindingRule {

    /**
     * Looks at one machine.
     *
     * @param context the machine and what was concluded from it
     * @return findings in a stable order; empty when there is nothing to say
     */
    Stream<Finding> evaluate(FindingContext context);
}
