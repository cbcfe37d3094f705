// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.findings.Finding;

/** What findings mean for the exit status. */
final class FindingStatus {

    private FindingStatus() {
    }

    /** {@link Command#SOMETHING_WRONG} when one of them is an error. */
    static int of(Optional<List<Finding>> findings) {
        if (findings.isPresent()) {
            for (Finding finding : findings.get()) {
                if (finding.severity() == Finding.Severity.ERROR) {
                    return Command.SOMETHING_WRONG;
                }
            }
        }
        return Command.ANSWERED;
    }
}
