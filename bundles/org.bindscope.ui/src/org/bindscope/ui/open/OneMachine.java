// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.open;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether files seem to tell about one machine. Only a proposal: the user decides.
 *
 * @param likely whether they do
 * @param reason why, one sentence
 */
record OneMachine(boolean likely, String reason) {

    /** More than one in so many addresses with other ids is more than cards that were exchanged. */
    private static final int DIFFERENT = 4;

    static OneMachine guess(List<Candidate> candidates) {
        Map<String, String> known = new HashMap<>();
        Set<String> common = new HashSet<>();
        Set<String> different = new HashSet<>();
        for (Candidate candidate : candidates) {
            candidate.ids().forEach((address, id) -> {
                String before = known.putIfAbsent(address, id);
                if (before != null) {
                    common.add(address);
                    if (!before.equals(id)) {
                        different.add(address);
                    }
                }
            });
        }
        long telling = candidates.stream().filter(candidate -> !candidate.ids().isEmpty()).count();
        if (different.size() * DIFFERENT > common.size()) {
            return new OneMachine(false, "Of " + addresses(common.size()) + " that more than one of them tells, " + different.size()
                    + (different.size() == 1 ? " has" : " have") + " other ids: these are different machines.");
        }
        long whole = candidates.stream().filter(Candidate::isWhole).count();
        if (whole > 1) {
            return new OneMachine(false, whole + " of them are copies of a machine's files: of two machines, or of one at two times.");
        }
        if (candidates.stream().filter(Candidate::isDeviceTree).count() > 1) {
            return new OneMachine(false, "More than one of them is a device tree, and a machine has one.");
        }
        if (!common.isEmpty()) {
            return new OneMachine(true, different.isEmpty()
                    ? (common.size() == 1 ? "The one address" : "All " + addresses(common.size())) + " that more than one of them tells "
                            + (common.size() == 1 ? "has" : "have") + " the same ids."
                    : "Of " + addresses(common.size()) + " that more than one of them tells, all but " + different.size() + " have the same ids.");
        }
        if (telling > 1) {
            return new OneMachine(false, "They tell about PCI functions, and none of the addresses is in two of them.");
        }
        return new OneMachine(true, telling == 1 ? "Only one of them tells PCI functions, so that nothing can be compared."
                : "None of them tells PCI functions, so that nothing can be compared.");
    }

    private static String addresses(int count) {
        return count == 1 ? "1 address" : count + " addresses";
    }
}
