// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.bindscope.model.Machine;
import org.bindscope.model.Provenance;
import org.bindscope.model.SnapshotInput;

/** Where a picture comes from, in a line below its title. */
final class Origin {

    private Origin() {
    }

    /** File, kernel and architecture, as far as they are known. */
    static Optional<String> of(Machine machine) {
        Provenance provenance = machine.getProvenance();
        if (provenance == null) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        List<String> sources = provenance.getInputs().stream().map(SnapshotInput::getSource).filter(Objects::nonNull).distinct().toList();
        if (sources.size() > 1) {
            parts.add(name(sources.get(0)) + (sources.size() == 2 ? " + " + name(sources.get(1)) : " + " + (sources.size() - 1) + " more"));
        } else if (provenance.getSource() != null) {
            parts.add(name(provenance.getSource()));
        }
        if (provenance.getKernelRelease() != null) {
            parts.add("Linux " + provenance.getKernelRelease());
        }
        if (provenance.getArchitecture() != null) {
            parts.add(provenance.getArchitecture());
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(" \u00b7 ", parts));
    }

    /** The last part of a path: folders of a customer's or one's own machine are nobody's business. */
    private static String name(String source) {
        String trimmed = source.length() > 1 && source.endsWith("/") ? source.substring(0, source.length() - 1) : source;
        String name = trimmed.substring(trimmed.lastIndexOf('/') + 1);
        return name.isEmpty() ? source : name;
    }
}
