// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.labels;

import java.util.Optional;

import org.bindscope.model.Evidence;
import org.bindscope.model.Evidenced;
import org.bindscope.model.FactState;
import org.bindscope.model.PciFunction;

/**
 * One fact with its three kinds of silence kept apart.
 *
 * @param value   the value in words; empty when there is none
 * @param silence what stands in its place: the snapshot says that there is none, could not be read, or
 *                does not say; empty when there is a value
 */
public record FactText(Optional<String> value, Optional<Silence> silence) {

    /** Why there is no value. */
    public enum Silence {
        /** The snapshot says that there is none. */
        NONE("none"),
        /** The file was there but could not be read. */
        UNREADABLE("unreadable"),
        /** The snapshot does not say. */
        NOT_SAID("not captured");

        private final String word;

        Silence(String word) {
            this.word = word;
        }

        /**
         * For people.
         *
         * @return a word or two
         */
        public String word() {
            return word;
        }
    }

    /**
     * A fact of a model object.
     *
     * @param object  who has it
     * @param feature name of the model feature
     * @param value   its value, null for none
     * @return the fact
     */
    public static FactText of(Evidenced object, String feature, String value) {
        return value != null ? new FactText(Optional.of(value), Optional.empty())
                : new FactText(Optional.empty(), Optional.of(silence(object, feature)));
    }

    /**
     * The driver that has a function.
     *
     * @param function a function
     * @return the driver's name, or why there is none
     */
    public static FactText driver(PciFunction function) {
        return of(function, "driver", function.getDriver() == null ? null : function.getDriver().getName());
    }

    /**
     * The IOMMU group of a function.
     *
     * @param function a function
     * @return the group's number, or why there is none
     */
    public static FactText group(PciFunction function) {
        return of(function, "iommuGroup", function.getIommuGroup() == null ? null : function.getIommuGroup().getNumber());
    }

    /**
     * The value, or the word for why there is none.
     *
     * @return never empty unless the value is
     */
    public String text() {
        return value.orElseGet(() -> silence.map(Silence::word).orElse(""));
    }

    private static Silence silence(Evidenced object, String feature) {
        Silence answer = Silence.NOT_SAID;
        for (Evidence evidence : object.getEvidence()) {
            if (feature.equals(evidence.getFeature())) {
                if (evidence.getState() == FactState.UNREADABLE) {
                    return Silence.UNREADABLE;
                }
                answer = Silence.NONE;
            }
        }
        return answer;
    }
}
