// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.Objects;

/**
 * One thing that is wrong or remarkable in a blob, a directory tree or an overlay.
 *
 * @param severity whether a strict reader refuses the blob for it
 * @param error    kind of the problem, by libfdt's names
 * @param offset   byte offset from the start of the blob, or {@link #NO_OFFSET}
 * @param message  one English sentence without the name of the file
 */
public record FdtProblem(Severity severity, FdtError error, long offset, String message) {

    /** Value of {@link #offset()} when the problem has no place in a blob. */
    public static final long NO_OFFSET = -1;

    /** How much a problem matters. */
    public enum Severity {
        /** libfdt's full check refuses the blob, or something could not be decoded. */
        ERROR,
        /** Legal for libfdt, yet other readers disagree or the specification forbids it. */
        WARNING,
        /** Worth knowing only. */
        NOTE
    }

    /** Refuses null components. */
    public FdtProblem {
        Objects.requireNonNull(severity);
        Objects.requireNonNull(error);
        Objects.requireNonNull(message);
    }

    static FdtProblem error(FdtError error, long offset, String message) {
        return new FdtProblem(Severity.ERROR, error, offset, message);
    }

    static FdtProblem warning(FdtError error, long offset, String message) {
        return new FdtProblem(Severity.WARNING, error, offset, message);
    }

    static FdtProblem note(FdtError error, long offset, String message) {
        return new FdtProblem(Severity.NOTE, error, offset, message);
    }

    /** {@return the problem in one line: libfdt's name, the offset if there is one, the sentence} */
    @Override
    public String toString() {
        String where = offset == NO_OFFSET ? "" : String.format(" at offset 0x%x", offset);
        return error.libfdtName() + where + ": " + message;
    }
}
