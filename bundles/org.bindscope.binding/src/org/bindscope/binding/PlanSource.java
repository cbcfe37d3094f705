// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.Optional;

/**
 * The snapshot that a plan was made from, as text for people.
 *
 * @param source        path or name that the user opened
 * @param kernelRelease as {@code uname -r} prints it; empty where the snapshot does not say
 * @param architecture  as {@code uname -m} prints it; empty where the snapshot does not say
 * @param made          version of the program that made the plan, and when; empty for a plan of a file
 */
public record PlanSource(String source, Optional<String> kernelRelease, Optional<String> architecture, Optional<String> made) {

    /**
     * A source of which it is not known who made the plan.
     *
     * @param source        path or name
     * @param kernelRelease release
     * @param architecture  architecture
     */
    public PlanSource(String source, Optional<String> kernelRelease, Optional<String> architecture) {
        this(source, kernelRelease, architecture, Optional.empty());
    }

    /** Cleans the texts with {@link SafeText#label}. */
    public PlanSource {
        source = SafeText.label(source);
        kernelRelease = kernelRelease.map(SafeText::label);
        architecture = architecture.map(SafeText::label);
        made = made.map(SafeText::label);
    }

    /**
     * One line for the head of an export.
     *
     * @return for example {@code snapshot host-a.tar.gz (kernel 6.12.9, x86_64)}
     */
    public String line() {
        return "snapshot " + source + " (kernel " + kernelRelease.orElse("not known")
                + architecture.map(name -> ", " + name).orElse("") + ")";
    }
}
