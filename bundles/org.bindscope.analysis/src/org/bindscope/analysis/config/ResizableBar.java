// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.List;

/**
 * One BAR of the Resizable BAR extended capability (id 0x0015, PCI Express Base Specification 7.8.6).
 *
 * @param bar            BAR Index, 0 to 5
 * @param supportedMiB   sizes that can be chosen, in MiB, ascending
 * @param currentMiB     size in force, in MiB
 */
public record ResizableBar(int bar, List<Long> supportedMiB, long currentMiB) {

    /** Copies the list. */
    public ResizableBar {
        supportedMiB = List.copyOf(supportedMiB);
    }
}
