// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.modprobe;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.alias.FilePlace;

/**
 * What user space would load for one request, in order, and why.
 *
 * @param request   the modalias
 * @param stage     which source answered; one clause
 * @param decisions what happens to each module, in the order in which it happens
 */
public record LoadPlan(String request, String stage, List<Decision> decisions) {

    /** Copies the list. */
    public LoadPlan {
        decisions = List.copyOf(decisions);
    }

    /** What happens to a module. */
    public enum Action {
        /** It is loaded. */
        LOAD,
        /** It is part of the kernel. */
        BUILT_IN,
        /** A blacklist line keeps it away. */
        BLACKLISTED,
        /** The kernel refuses it (module_blacklist=). */
        DENIED,
        /** An install line runs a command instead. */
        COMMAND,
        /** An alias with the target off hides everything. */
        OFF,
        /** No such module in modules.dep. */
        MISSING
    }

    /**
     * The decision about a module.
     *
     * @param module  name with underscores
     * @param action  what happens
     * @param direct  whether the request itself asks for it, not a dependency or softdep
     * @param why     one clause
     * @param place   line that decides; empty where none does
     * @param pattern alias pattern that led to it; empty for dependencies
     */
    public record Decision(String module, Action action, boolean direct, String why, Optional<FilePlace> place,
            Optional<String> pattern) {
    }

    /**
     * The modules that are loaded.
     *
     * @return in the order of loading
     */
    public List<String> loaded() {
        return decisions.stream().filter(decision -> decision.action() == Action.LOAD).map(Decision::module).toList();
    }
}
