// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Speed codes of {@code ibm,nvlink-speed} and {@code nvidia,link-speed} (fdt-nvlink section 2.2). */
public final class NvLinkSpeed {

    /** Speed of POWER8's links, which its tree does not give, GT/s per lane. */
    public static final double NPU1 = 20.0;
    /** Lanes of a link per direction where the tree gives no mask. */
    public static final int LANES = 8;

    private NvLinkSpeed() {
    }

    /**
     * The speed of a code.
     *
     * @param code code; empty where there is none
     * @return GT/s per lane; empty for an unknown code
     */
    public static OptionalDouble ofCode(OptionalInt code) {
        return switch (code.orElse(-1)) {
            case 3 -> OptionalDouble.of(20.0);
            case 8 -> OptionalDouble.of(25.78125);
            case 9 -> OptionalDouble.of(25.0);
            default -> OptionalDouble.empty();
        };
    }

    /**
     * The bandwidth of a link in one direction.
     *
     * @param lanes    lanes
     * @param speedGTs GT/s per lane
     * @return GB/s
     */
    public static double bandwidth(int lanes, double speedGTs) {
        return lanes * speedGTs / 8;
    }
}
