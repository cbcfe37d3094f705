// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.Set;
import java.util.stream.Stream;

/** One rule that looks for something wrong or worth knowing in a machine. It keeps no state. */
public interface FindingRule {

    /**
     * The ids of the findings that this rule can give. No other rule gives them.
     *
     * @return ids as {@link Finding#rule()} has them; never empty
     */
    Set<String> ids();

    /**
     * Looks at one machine.
     *
     * @param context the machine and what was concluded from it
     * @return findings in a stable order; empty when there is nothing to say
     */
    Stream<Finding> evaluate(FindingContext context);
}
