// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.Optional;

/** What is known about a function's IOMMU group. */
public sealed interface IommuMembership {

    /**
     * The function is in a group.
     *
     * @param name number or name of the group
     */
    record InGroup(String name) implements IommuMembership {
    }

    /**
     * The function has no group: no IOMMU serves it, or the IOMMU refuses it.
     *
     * @param why a clause; empty where nothing more is known
     */
    record NoGroup(String why) implements IommuMembership {

        /** No IOMMU serves it. */
        public NoGroup() {
            this("");
        }
    }

    /**
     * The snapshot does not tell, or the kernel gives the group only when a driver probes.
     *
     * @param why a clause
     */
    record NotKnown(String why) implements IommuMembership {
    }

    /**
     * The group's name.
     *
     * @return empty without a known group
     */
    default Optional<String> group() {
        return this instanceof InGroup in ? Optional.of(in.name()) : Optional.empty();
    }
}
