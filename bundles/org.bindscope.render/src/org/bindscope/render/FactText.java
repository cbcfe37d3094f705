// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import org.bindscope.model.Evidence;
import org.bindscope.model.Evidenced;
import org.bindscope.model.FactState;
import org.eclipse.emf.ecore.EStructuralFeature;

/** Keeps the three answers of a snapshot apart in text: no, not said, not readable. */
final class FactText {

    /** The snapshot says that there is none. */
    static final String NONE = "-";
    /** The snapshot does not say. */
    static final String NOT_SAID = "?";
    /** A source was there and could not be read. */
    static final String UNREADABLE = "!";
    /** What the three signs mean. */
    static final String LEGEND = "- none   ? the snapshot does not say   ! could not be read";

    private FactText() {
    }

    /** A value where there is one, else the sign for why there is none. */
    static String of(Evidenced owner, EStructuralFeature feature, String value) {
        return value != null ? value : missing(owner, feature.getName());
    }

    private static String missing(Evidenced owner, String feature) {
        String sign = NOT_SAID;
        for (Evidence evidence : owner.getEvidence()) {
            if (feature.equals(evidence.getFeature())) {
                if (evidence.getState() == FactState.UNREADABLE) {
                    return UNREADABLE;
                }
                if (evidence.getState() == FactState.NONE) {
                    sign = NONE;
                }
            }
        }
        return sign;
    }
}
