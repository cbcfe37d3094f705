// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.model.Evidence;
import org.bindscope.model.Evidenced;
import org.bindscope.model.PciFunction;

/** Turns evidence of the model into evidence of findings. */
public final class Proof {

    private static final int MAX = 20;

    private Proof() {
    }

    /**
     * The evidence of some features.
     *
     * @param owner    what has them
     * @param features names of model features
     * @return in the model's order
     */
    public static List<EvidenceText> of(Evidenced owner, String... features) {
        List<EvidenceText> texts = new ArrayList<>();
        for (String feature : features) {
            for (Evidence evidence : owner.getEvidence()) {
                if (feature.equals(evidence.getFeature()) && texts.size() < MAX) {
                    texts.add(new EvidenceText(evidence.getFile()
                            + (evidence.isSetLine() ? ":" + evidence.getLine() : ""),
                            evidence.getText() == null ? "" : evidence.getText()));
                }
            }
        }
        return texts;
    }

    /**
     * The evidence that a function has its driver.
     *
     * @param function function
     * @return the link, or words where the model has no evidence
     */
    public static List<EvidenceText> driver(PciFunction function) {
        List<EvidenceText> texts = of(function, "driver");
        return !texts.isEmpty() || function.getDriver() == null ? texts
                : List.of(new EvidenceText("sys/bus/pci/devices/" + function.getAddress() + "/driver",
                function.getDriver().getName()));
    }

    /**
     * A line of a text.
     *
     * @param file path
     * @param line counted from 1
     * @param text the line
     * @return the evidence
     */
    public static EvidenceText line(String file, int line, String text) {
        return new EvidenceText(file + ":" + line, text.strip());
    }
}
