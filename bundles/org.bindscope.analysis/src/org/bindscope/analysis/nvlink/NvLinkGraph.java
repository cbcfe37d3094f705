// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.findings.Finding;

/**
 * The NVLink graph of a machine. The components of {@link Endpoint} and {@link Link} up to
 * {@code evidence} are the keys of the command line's JSON.
 *
 * <p>Figures from a device tree are what is wired, not what was negotiated.
 *
 * @param endpoints by address, then id
 * @param links     one for each physical link, by ends and index
 * @param bundles   links between the same two ends taken together, with processors as ends
 * @param memories  memory of GPUs that is a NUMA node
 * @param conflicts where sources disagree, one sentence each
 */
public record NvLinkGraph(List<Endpoint> endpoints, List<Link> links, List<Bundle> bundles, List<GpuMemory> memories,
        List<Conflict> conflicts) {

    /** Orders ids: PCI addresses first, by number; other ids behind them, by text. */
    public static final Comparator<String> ID_ORDER = (one, other) -> {
        Optional<PciAddress> a = PciAddress.parse(one);
        Optional<PciAddress> b = PciAddress.parse(other);
        if (a.isPresent() && b.isPresent()) {
            return a.get().compareTo(b.get());
        }
        return a.isPresent() ? -1 : b.isPresent() ? 1 : one.compareTo(other);
    };

    /** Copies the lists. */
    public NvLinkGraph {
        endpoints = List.copyOf(endpoints);
        links = List.copyOf(links);
        bundles = List.copyOf(bundles);
        memories = List.copyOf(memories);
        conflicts = List.copyOf(conflicts);
    }

    /** A graph without anything in it. */
    public static NvLinkGraph none() {
        return new NvLinkGraph(List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** What stands at an end. */
    public enum Kind {
        /** A GPU. */
        GPU,
        /** A processor's NVLink unit. */
        NPU,
        /** An NVSwitch. */
        NVSWITCH,
        /** A processor. */
        CPU,
        /** The source does not say. */
        UNKNOWN
    }

    /** Whether a link carries data. */
    public enum State {
        /** Trained. */
        UP,
        /** Not trained. */
        DOWN,
        /** The sources do not say. */
        UNKNOWN
    }

    /**
     * One end of links.
     *
     * @param id             unique: the PCI address where there is one, else a node path or name
     * @param kind           what it is
     * @param address        PCI address
     * @param deviceTreeNode node path
     * @param label          label of firmware or driver
     * @param cpu            the processor that it belongs to, for example {@code chip8}
     */
    public record Endpoint(String id, Kind kind, Optional<String> address, Optional<String> deviceTreeNode,
            Optional<String> label, Optional<String> cpu) {
    }

    /**
     * One physical link.
     *
     * @param a            id of the end that sorts first
     * @param b            id of the other end
     * @param index        link number at end a where that end numbers its links, else the source's index
     * @param speedGTs     speed per lane
     * @param lanes        lanes per direction
     * @param bandwidthGBs bandwidth per direction
     * @param state        whether it carries data
     * @param evidence     what says so
     * @param inferred     true when the link follows from the machine's type alone
     */
    public record Link(String a, String b, OptionalInt index, OptionalDouble speedGTs, OptionalInt lanes,
            OptionalDouble bandwidthGBs, State state, String evidence, boolean inferred) {

        /** Orders by ends, then index. */
        public static final Comparator<Link> ORDER = Comparator.comparing(Link::a, ID_ORDER)
                .thenComparing(Link::b, ID_ORDER).thenComparingInt(link -> link.index().orElse(-1));

        /**
         * Whether the link ends at an endpoint.
         *
         * @param id endpoint
         * @return true for either end
         */
        public boolean touches(String id) {
            return a.equals(id) || b.equals(id);
        }
    }

    /**
     * All links between two ends.
     *
     * @param a            id; for a processor its name, which then comes first
     * @param b            id of the other end
     * @param links        number of links
     * @param via          NPU functions that the links go through, by address
     * @param aLinks       link numbers at end a, where known
     * @param bLinks       link numbers at end b, where known
     * @param bandwidthGBs sum over the links whose speed is known, per direction; empty when none is
     * @param unknownSpeed number of links whose speed is not known
     * @param symmetric    false when the two ends count differently
     * @param inferred     true when it follows from the machine's type alone
     */
    public record Bundle(String a, String b, int links, List<String> via, List<Integer> aLinks, List<Integer> bLinks,
            OptionalDouble bandwidthGBs, int unknownSpeed, boolean symmetric, boolean inferred) {

        /** Copies the lists. */
        public Bundle {
            via = List.copyOf(via);
            aLinks = List.copyOf(aLinks);
            bLinks = List.copyOf(bLinks);
        }
    }

    /**
     * Memory of a GPU that the processor addresses.
     *
     * @param gpu      id of the GPU
     * @param numaNode NUMA node, empty when the tree does not give it
     * @param base     first address
     * @param size     bytes of the aperture
     * @param path     node path
     */
    public record GpuMemory(String gpu, OptionalInt numaNode, long base, long size, String path) {
    }

    /**
     * A disagreement between sources. Both are kept; the order of trust is negotiated state, matrix, tree.
     *
     * @param rule     diagnostic code, for example {@code nvlink-import-conflict}
     * @param severity how much it matters
     * @param subjects ids
     * @param text     one sentence that names the sources and their values
     * @param file     where the source that made it visible stands
     */
    public record Conflict(String rule, Finding.Severity severity, List<String> subjects, String text, String file) {
        /** Copies the list. */
        public Conflict {
            subjects = List.copyOf(subjects);
        }
    }

    /**
     * Looks an endpoint up.
     *
     * @param id its id
     * @return empty when there is none
     */
    public Optional<Endpoint> endpoint(String id) {
        return endpoints.stream().filter(endpoint -> endpoint.id().equals(id)).findFirst();
    }
}
