// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import org.eclipse.core.runtime.jobs.ISchedulingRule;

/**
 * Keeps two jobs from reading the same input at once.
 *
 * @param input the input
 */
record InputRule(DocumentInput input) implements ISchedulingRule {

    @Override
    public boolean contains(ISchedulingRule rule) {
        return equals(rule);
    }

    @Override
    public boolean isConflicting(ISchedulingRule rule) {
        return equals(rule);
    }
}
