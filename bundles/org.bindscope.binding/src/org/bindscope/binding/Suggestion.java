// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.List;

/**
 * Something that would make a plan better. Nothing is added to a plan by itself.
 *
 * @param kind     what it is about
 * @param title    what to do, in words of a command: a sentence without a full stop
 * @param why      one sentence or more
 * @param subjects addresses that it is about
 * @param wishes   the wishes to add to the plan, or to replace those for the same addresses; empty where the
 *                 format is what should change
 * @param formats  names of the export formats to use, best first; empty where the wishes are what should change
 */
public record Suggestion(Kind kind, String title, String why, List<String> subjects, List<Wish> wishes,
        List<String> formats) {

    /** What a suggestion is about. */
    public enum Kind {
        /** Every member of an IOMMU group goes to user space. */
        COMPLETE_GROUP("complete-group"),
        /** The fewest changes that let user space have a group. */
        SMALLEST_VIABLE("smallest-viable"),
        /** All functions of a card, of its NVLinks, of its reset. */
        COMPANIONS("companions"),
        /** A VFIO driver that was made for the device. */
        BEST_VARIANT("best-variant"),
        /** An override for each address, because ids cannot tell devices apart. */
        OVERRIDE_BY_ADDRESS("override-by-address"),
        /** At boot instead of at run time, because the host's driver does not let go. */
        BIND_AT_BOOT("bind-at-boot");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /**
         * The word for the command line.
         *
         * @return lower case with hyphens
         */
        public String word() {
            return word;
        }
    }

    /** Copies the lists. */
    public Suggestion {
        subjects = List.copyOf(subjects);
        wishes = List.copyOf(wishes);
        formats = List.copyOf(formats);
    }
}
