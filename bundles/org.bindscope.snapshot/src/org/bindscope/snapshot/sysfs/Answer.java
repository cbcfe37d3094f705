// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import org.bindscope.model.FactState;

/**
 * What one source says about one fact.
 *
 * @param state how the source answered
 * @param value the value for {@link FactState#SAID}: a Long, Double, Boolean, String or model object; else
 *              null
 * @param place where it stands
 * @param text  what the source says, or why it could not be read
 */
record Answer(FactState state, Object value, Place place, String text) {

    static Answer said(Object value, Place place, String text) {
        return new Answer(FactState.SAID, value, place, text);
    }

    static Answer none(Place place, String text) {
        return new Answer(FactState.NONE, null, place, text);
    }

    static Answer unreadable(Place place, String reason) {
        return new Answer(FactState.UNREADABLE, null, place, reason);
    }

    boolean isSaid() {
        return state == FactState.SAID;
    }
}
