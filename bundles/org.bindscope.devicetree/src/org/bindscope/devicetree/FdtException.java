// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

/** Thrown when a blob cannot be read strictly or written; the problem says what and where. */
public final class FdtException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient FdtProblem problem;

    /** Wraps the problem; the message of the exception is the problem in one line. */
    public FdtException(FdtProblem problem) {
        super(problem.toString());
        this.problem = problem;
    }

    /** {@return what is wrong; {@code null} only after Java serialization} */
    public FdtProblem problem() {
        return problem;
    }
}
