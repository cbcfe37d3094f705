// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;


/** What is known about the Access Control Services capability of a function. */
public sealed interface AcsState {

    /** The function has no such capability. */
    record None() implements AcsState {
    }

    /**
     * The capability's two registers.
     *
     * @param capability ACS Capability register
     * @param control    ACS Control register
     */
    record Registers(int capability, int control) implements AcsState {
    }

    /**
     * The snapshot does not tell.
     *
     * @param reason why, as a clause without a full stop
     */
    record Unread(String reason) implements AcsState {
    }
}
