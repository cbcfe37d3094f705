// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.nvlink;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.bindscope.analysis.nvlink.NvLinkGraph.Endpoint;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.model.NvLinkEndpoint;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.session.ModelSelection;
import org.eclipse.emf.ecore.EObject;

/**
 * An end of NVLinks in a table.
 *
 * @param end      what is known of it
 * @param model    its model object
 * @param function its PCI function; empty where the snapshot shows none
 */
record EndRow(Endpoint end, NvLinkEndpoint model, Optional<PciFunction> function) implements ModelSelection {

    @Override
    public List<EObject> modelObjects() {
        return function.isPresent() ? List.of(function.get()) : List.of(model);
    }

    String id() {
        return end.id();
    }

    /** Label and address, the label first because boards are spoken of by it: {@code GPU1 0004:05:00.0}. */
    String name() {
        return end.label().filter(label -> end.kind() == Kind.GPU && !label.equals(end.id()) && label.length() <= 12)
                .map(label -> label + "  " + end.id()).orElse(end.id());
    }

    /** What it is, in one or two words. */
    String kind() {
        return switch (end.kind()) {
            case GPU -> "GPU";
            case NPU -> "NPU function";
            case NVSWITCH -> "NVSwitch";
            case CPU -> "processor";
            case UNKNOWN -> "unidentified";
        };
    }

    /** The product or, without one, the label. */
    String product() {
        return function.map(ObjectText::shortName).or(() -> end.label().filter(label -> !label.equals(end.id()))).orElse("");
    }

    boolean contains(String lowerCase) {
        return (name() + " " + kind() + " " + product() + " " + end.cpu().orElse("")).toLowerCase(Locale.ROOT).contains(lowerCase);
    }
}
