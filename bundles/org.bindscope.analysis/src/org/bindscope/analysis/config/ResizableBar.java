// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    static List<ResizableBar> of(ConfigBlock block) {
        List<ResizableBar> bars = new ArrayList<>();
        long count = block.field("Control 0", "Number of Resizable BARs").map(ConfigField::raw).orElse(0L);
        for (int i = 0; i < Math.min(count, 6); i++) {
            Optional<ConfigRegister> control = block.register("Control " + i);
            Optional<ConfigField> sizes = block.field("Capability " + i, "BAR Sizes Supported");
            if (control.isEmpty() || sizes.isEmpty()) {
                break;
            }
            List<Long> supported = new ArrayList<>();
            for (int bit = 0; bit < sizes.get().width(); bit++) {
                if ((sizes.get().raw() >> bit & 1) != 0) {
                    supported.add(1L << bit);
                }
            }
            bars.add(new ResizableBar((int) control.get().field("BAR Index").orElseThrow().raw(), supported,
                    1L << control.get().field("BAR Size").orElseThrow().raw()));
        }
        return List.copyOf(bars);
    }
}
