// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.HashMap;
import java.util.Map;

import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.PciAddress;

/**
 * What the folders of drivers, groups and IOMMUs of one input say about functions, by address.
 *
 * @param drivers names of drivers
 * @param groups  numbers of groups
 * @param iommus  names of IOMMUs
 */
record Memberships(Map<PciAddress, Answer> drivers, Map<PciAddress, Answer> groups, Map<PciAddress, Answer> iommus) {

    Memberships() {
        this(new HashMap<>(), new HashMap<>(), new HashMap<>());
    }
}
