// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.facts;

import org.bindscope.model.FactState;

/**
 * What one source says about one fact.
 *
 * @param state how the source answered
 * @param value the value for {@link FactState#SAID}: a Long, Double, Boolean, String, list of texts, byte
 *              array or model object; else null
 * @param place where it stands
 * @param text  what the source says, or why it could not be read
 */
public record Answer(FactState state, Object value, Place place, String text) {

    /**
     * The source gives a value.
     *
     * @param value the value, not null
     * @param place where it stands
     * @param text  what the source says
     * @return the answer
     */
    public static Answer said(Object value, Place place, String text) {
        return new Answer(FactState.SAID, value, place, text);
    }

    /**
     * The source says that there is none.
     *
     * @param place where it stands
     * @param text  what the source says
     * @return the answer
     */
    public static Answer none(Place place, String text) {
        return new Answer(FactState.NONE, null, place, text);
    }

    /**
     * The source could not be read there.
     *
     * @param place  where
     * @param reason why, without a full stop
     * @return the answer
     */
    public static Answer unreadable(Place place, String reason) {
        return new Answer(FactState.UNREADABLE, null, place, reason);
    }

    /**
     * Whether there is a value.
     *
     * @return true for {@link FactState#SAID}
     */
    public boolean isSaid() {
        return state == FactState.SAID;
    }
}
