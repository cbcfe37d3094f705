// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink.fuzz;

import org.bindscope.model.text.XmlText;

/**
 * Any bytes that somebody calls a topology file of NCCL or hwloc, or XML of nvidia-smi. Entry point of
 * coverage-guided fuzzing, see {@code releng/fuzz}.
 */
public final class TopologyXmlTarget {

    private TopologyXmlTarget() {
    }

    /**
     * Tries one input: alone, and behind heads that make it each of the kinds.
     *
     * @param data any bytes
     */
    public static void fuzzerTestOneInput(byte[] data) {
        String text = XmlText.decode(data);
        NvLinkPromises.check(text);
        NvLinkPromises.check("<system><cpu numaid=\"0\"><pci busid=\"0000:01:00.0\"><gpu>" + text,
                "<topology><object type=\"Machine\">" + text, "<nvidia_smi_log>" + text);
    }
}
