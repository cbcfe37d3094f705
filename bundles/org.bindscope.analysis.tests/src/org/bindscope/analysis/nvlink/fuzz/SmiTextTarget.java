// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink.fuzz;

import org.bindscope.model.text.XmlText;

/**
 * Any bytes that somebody calls output of nvidia-smi or a bug report. Entry point of coverage-guided fuzzing,
 * see {@code releng/fuzz}.
 */
public final class SmiTextTarget {

    private SmiTextTarget() {
    }

    /**
     * Tries one input: alone, and behind heads that make it each of the kinds.
     *
     * @param data any bytes
     */
    public static void fuzzerTestOneInput(byte[] data) {
        String text = XmlText.decode(data);
        NvLinkPromises.check(text);
        NvLinkPromises.check("GPU 0: V100 (UUID: GPU-1)\n" + text, "\tGPU0\tGPU1\tCPU Affinity\n" + text,
                "GPU 0: V100 (UUID: GPU-1)\n\t Link 0: Remote Device 00000000:07:00.0: Link 1\n" + text);
    }
}
