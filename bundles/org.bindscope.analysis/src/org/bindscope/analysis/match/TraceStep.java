// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

/**
 * One step of a decision, in words for somebody who never read the PCI bus code.
 *
 * @param text   one sentence
 * @param source where the rule or the fact stands: kernel file and version, or file and line of the
 *               snapshot; empty where the step is neither
 */
public record TraceStep(String text, String source) {

    /**
     * The sentence with its source.
     *
     * @return the text, and the source in brackets where there is one
     */
    public String sentence() {
        return source.isEmpty() ? text : text + " [" + source + "]";
    }
}
