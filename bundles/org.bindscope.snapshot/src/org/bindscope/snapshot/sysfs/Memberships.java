// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.PciAddress;

/**
 * What the folders of drivers, groups and IOMMUs of one input say about functions, by address.
 *
 * @param drivers names of drivers
 * @param groups  numbers of groups
 * @param iommus  names of IOMMUs
 * @param others  further groups whose folders list a function that an earlier one lists already
 */
record Memberships(Map<PciAddress, Answer> drivers, Map<PciAddress, Answer> groups, Map<PciAddress, Answer> iommus,
        List<Other> others) {

    /**
     * A contradiction between two folders of groups.
     *
     * @param address the function
     * @param group   what the later folder says
     */
    record Other(PciAddress address, Answer group) {
    }

    Memberships() {
        this(new HashMap<>(), new HashMap<>(), new HashMap<>(), new ArrayList<>());
    }
}
