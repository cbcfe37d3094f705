// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The outcome of walking one capability list, and whether the walk saw all of it. */
final class CapabilityWalk {

    private final List<Capability> found = new ArrayList<>();
    private Optional<String> unread = Optional.empty();

    static CapabilityWalk unread(String reason) {
        CapabilityWalk walk = new CapabilityWalk();
        walk.unread = Optional.of(reason);
        return walk;
    }

    void add(Capability capability) {
        found.add(capability);
    }

    void broken(ConfigProblem problem) {
        unread = Optional.of(problem.message());
    }

    void cut(String reason, Optional<ConfigProblem> problem) {
        unread = Optional.of(problem.map(ConfigProblem::message).orElse(reason));
    }

    List<Capability> found() {
        return List.copyOf(found);
    }

    Answer<Capability> find(int id) {
        for (Capability capability : found) {
            if (capability.id() == id) {
                return new Answer.Present<>(capability);
            }
        }
        return unread.<Answer<Capability>>map(Answer.NotReadable::new).orElseGet(Answer.Absent::new);
    }
}
