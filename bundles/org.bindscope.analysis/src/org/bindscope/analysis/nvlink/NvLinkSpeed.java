// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import org.bindscope.analysis.nvlink.NvLinkGraph.Link;

/** Speeds of NVLinks: codes of device trees, rates of GPU families, nominal figures. */
public final class NvLinkSpeed {

    /** Speed of POWER8's links, which its tree does not give, GT/s per lane. */
    public static final double NPU1 = 20.0;
    /** Lanes of a link per direction where the tree gives no mask. */
    public static final int LANES = 8;
    /** Fastest lane that is believed, GT/s: NVLink 5 runs at 100. */
    static final double MAX_LANE = 400;

    /** Seen per link and direction, GB/s (fdt-nvlink section 3.2), by the first two digits of the device id. */
    private static final Map<Integer, Double> BY_DEVICE = Map.of(0x15, 20.0, 0x1d, 25.781, 0x20, 25.0, 0x23, 26.562,
            0x29, 53.125, 0x31, 53.125);
    /** The same by what nvidia-smi calls the GPUs. */
    private static final Map<String, Double> BY_NAME = Map.of("P100", 20.0, "V100", 25.781, "A100", 25.0, "A800", 25.0,
            "H100", 26.562, "H200", 26.562, "GH200", 26.562, "B200", 53.125, "B300", 53.125, "GB200", 53.125);
    /** What a figure is called in data sheets, GB/s per link and direction. */
    private static final double[] NOMINAL = {20, 25, 45, 50};
    /** Line rates are up to 6.25 % above or 1 % below the nominal figure. */
    private static final double ABOVE = 1.07;
    private static final double BELOW = 0.985;

    private NvLinkSpeed() {
    }

    /**
     * The speed of {@code ibm,nvlink-speed} and {@code nvidia,link-speed} (fdt-nvlink section 2.2).
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

    /**
     * The figure of data sheets for a link: 25.78125 and 26.562 are both sold as 25.
     *
     * @param gigabytes bandwidth of one link per direction, GB/s
     * @return GB/s; empty when it is near no such figure, as for a link that was trained down
     */
    public static OptionalDouble nominal(double gigabytes) {
        for (double figure : NOMINAL) {
            if (gigabytes >= figure * BELOW && gigabytes <= figure * ABOVE) {
                return OptionalDouble.of(figure);
            }
        }
        return OptionalDouble.empty();
    }

    /**
     * The figure of data sheets for links together.
     *
     * @param links links
     * @return GB/s per direction; empty for none, and as soon as one of them runs at no such speed
     */
    public static OptionalDouble nominal(Collection<Link> links) {
        double sum = 0;
        for (Link link : links) {
            OptionalDouble one = link.bandwidthGBs().isPresent() ? nominal(link.bandwidthGBs().getAsDouble())
                    : OptionalDouble.empty();
            if (one.isEmpty()) {
                return one;
            }
            sum += one.getAsDouble();
        }
        return links.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(sum);
    }

    /** What links of a GPU usually run at, by its product name; empty for a family that is not known. */
    static OptionalDouble usual(String product) {
        for (String word : product.split("[^A-Za-z0-9]+")) {
            if (BY_NAME.containsKey(word)) {
                return OptionalDouble.of(BY_NAME.get(word));
            }
        }
        return OptionalDouble.empty();
    }

    /** The same by the PCI device id of an NVIDIA GPU. */
    static OptionalDouble usual(OptionalInt device) {
        Double rate = device.isEmpty() ? null : BY_DEVICE.get(device.getAsInt() >> 8);
        return rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate);
    }

    /** What hwloc counts for one link: 20 for NVLink 1, 25 for 2 to 4, 50 for 5 (section 3.7), GB/s. */
    static OptionalDouble hwlocPerLink(OptionalInt device) {
        OptionalDouble usual = usual(device);
        return usual.isEmpty() ? usual : nominal(usual.getAsDouble());
    }
}
