// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What one text or XML file says about NVLinks, before it is joined with other sources. GPUs are named by
 * the index that the driver gives them, or by their PCI address where the file has it.
 */
final class Claims {

    /** Most GPUs, links of a GPU and problems that are kept of one file. */
    static final int MAX_GPUS = 1024;
    static final int MAX_LINKS = 64;
    private static final int MAX_PROBLEMS = 50;
    /** Fastest speed that is taken for a link's, GB/s per direction. */
    static final double MAX_SPEED = 1000;

    /** Which of the sources wins when they disagree; the first one does. */
    enum Trust {
        /** Negotiated state: nvlink -R, NCCL. */
        NEGOTIATED,
        /** The driver's matrix, or what hwloc computed. */
        MATRIX
    }

    /**
     * A link that one GPU reports.
     *
     * @param gpu        GPU
     * @param number     the GPU's link number
     * @param gigabytes  speed per direction, GB/s
     * @param inactive   whether the source says that it carries nothing
     * @param remote     address of the other end
     * @param remoteLink link number there
     */
    record LinkState(String gpu, int number, OptionalDouble gigabytes, boolean inactive, Optional<String> remote,
            OptionalInt remoteLink) {

        LinkState merged(LinkState other) {
            return new LinkState(gpu, number, gigabytes.isPresent() ? gigabytes : other.gigabytes, inactive
                    || other.inactive,
                    remote.or(other::remote), remoteLink.isPresent() ? remoteLink : other.remoteLink);
        }
    }

    /**
     * A number of links between two ends.
     *
     * @param a         GPU
     * @param b         other end
     * @param bKind     what the other end is
     * @param count     number of links; empty where only a bandwidth is given
     * @param gigabytes bandwidth of all of them per direction, GB/s
     */
    record Pair(String a, String b, NvLinkGraph.Kind bKind, OptionalInt count, OptionalDouble gigabytes) {
    }

    /**
     * Links of a GPU to its own processor (NVLink-C2C).
     *
     * @param gpu       GPU
     * @param number    link number
     * @param gigabytes speed per direction, GB/s
     */
    record ChipLink(String gpu, int number, OptionalDouble gigabytes) {
    }

    private final String source;
    private final Trust trust;
    private final Map<String, String> gpus = new LinkedHashMap<>();
    private final Map<String, LinkState> links = new LinkedHashMap<>();
    private final List<Pair> pairs = new ArrayList<>();
    private final List<ChipLink> chipLinks = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    Claims(String source, Trust trust) {
        this.source = source;
        this.trust = trust;
    }

    String source() {
        return source;
    }

    Trust trust() {
        return trust;
    }

    /** The name of a GPU that the source calls by its index. */
    static String gpu(int index) {
        return "GPU" + index;
    }

    /** Notes a GPU; false when there are too many. */
    boolean gpu(String id, String label) {
        if (gpus.size() >= MAX_GPUS && !gpus.containsKey(id)) {
            problem("more than " + MAX_GPUS + " GPUs; the rest is left out");
            return false;
        }
        gpus.putIfAbsent(id, label);
        return true;
    }

    void link(LinkState link) {
        if (link.number() < 0 || link.number() >= MAX_LINKS) {
            problem("link " + link.number() + " of " + link.gpu() + " is outside 0 to " + (MAX_LINKS - 1));
            return;
        }
        links.merge(link.gpu() + " " + link.number(), link, LinkState::merged);
    }

    void pair(Pair pair) {
        if (pairs.size() < MAX_GPUS * MAX_LINKS) {
            pairs.add(pair);
        }
    }

    void chipLink(ChipLink link) {
        if (chipLinks.size() < MAX_GPUS * MAX_LINKS) {
            chipLinks.add(link);
        }
    }

    void problem(String text) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(source + ": " + text + ".");
        }
    }

    /** GPUs by id, with the name that the source gives. */
    Map<String, String> gpus() {
        return gpus;
    }

    List<LinkState> links() {
        return List.copyOf(links.values());
    }

    List<Pair> pairs() {
        return pairs;
    }

    List<ChipLink> chipLinks() {
        return chipLinks;
    }

    List<String> problems() {
        return problems;
    }
}
