// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;

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
 * @param paths     how two GPUs reach each other without NVLink, as sources say it
 * @param conflicts where sources disagree or say that something is wrong, one sentence each
 */
public record NvLinkGraph(List<Endpoint> endpoints, List<Link> links, List<Bundle> bundles, List<GpuMemory> memories,
        List<PathClaim> paths, List<Conflict> conflicts) {

    /** Begin of the id of a processor that a GPU reaches over NVLink-C2C. */
    public static final String CHIP_OF = "CPU of ";

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
        paths = List.copyOf(paths);
        conflicts = List.copyOf(conflicts);
    }

    /** A graph without anything in it. */
    public static NvLinkGraph none() {
        return new NvLinkGraph(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
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
     * @param cpu            the processor that it belongs to, for example {@code chip8} or {@code NUMA node 1}
     */
    public record Endpoint(String id, Kind kind, Optional<String> address, Optional<String> deviceTreeNode,
            Optional<String> label, Optional<String> cpu) {
    }

    /**
     * A place in the snapshot that says something.
     *
     * @param file path inside the snapshot
     * @param line counted from 1; empty where the file has no lines
     * @param text what stands there
     */
    public record Proof(String file, OptionalInt line, String text) {

        /**
         * A line of a text.
         *
         * @param file path inside the snapshot
         * @param line counted from 1
         * @param text the line
         * @return the proof, without blanks around the line
         */
        public static Proof line(String file, int line, String text) {
            return new Proof(file, OptionalInt.of(line), text.strip());
        }

        /**
         * The place in one word.
         *
         * @return the path, with {@code :line} where lines exist
         */
        public String place() {
            return line.isPresent() ? file + ":" + line.getAsInt() : file;
        }

        /**
         * The place, and for files without lines what stands there.
         *
         * @return for example {@code topo.txt:3} or {@code firmware/fdt: ibm,gpu of /pciex@0}
         */
        public String words() {
            return line.isPresent() || text.isEmpty() ? place() : file.isEmpty() ? text : file + ": " + text;
        }

        /**
         * The same for findings.
         *
         * @return place and text
         */
        public EvidenceText evidence() {
            return new EvidenceText(place(), text);
        }
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
     * @param proofs       what says so: the first one that the link is there, others its state and speed
     * @param capabilities what the driver says that the link can do, in its own words; empty where it does not say
     * @param inferred     true when the link follows from the machine's type alone
     */
    public record Link(String a, String b, OptionalInt index, OptionalDouble speedGTs, OptionalInt lanes,
            OptionalDouble bandwidthGBs, State state, List<Proof> proofs, List<String> capabilities,
            boolean inferred) {

        /** Copies the list. */
        public Link {
            proofs = List.copyOf(proofs);
            capabilities = List.copyOf(capabilities);
        }

        /**
         * Whether the link joins a GPU with its own processor over NVLink-C2C.
         *
         * @return true for links of Grace superchips
         */
        public boolean chipToChip() {
            return a.startsWith(CHIP_OF) || b.startsWith(CHIP_OF);
        }

        /**
         * What says so, in one line.
         *
         * @return places, separated by semicolons
         */
        public String evidence() {
            return proofs.stream().map(Proof::words).collect(Collectors.joining("; "));
        }

        /**
         * The end that is not the given one.
         *
         * @param id one end
         * @return the other end; end a when the id is neither
         */
        public String other(String id) {
            return a.equals(id) ? b : a;
        }

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
     * @param gpu            id of the GPU
     * @param numaNode       NUMA node; empty when no source gives it
     * @param base           first address; empty when no source gives it
     * @param size           bytes of the aperture; empty when no source gives it
     * @param deviceTreeNode node path
     * @param proof          what says so
     */
    public record GpuMemory(String gpu, OptionalInt numaNode, OptionalLong base, OptionalLong size,
            Optional<String> deviceTreeNode, Proof proof) {
    }

    /**
     * How two GPUs reach each other without NVLink, as a source says it.
     *
     * @param a     id of the GPU that sorts first
     * @param b     id of the other GPU
     * @param path  class of the path
     * @param proof what says so
     */
    public record PathClaim(String a, String b, NvLinkMatrix.Path path, Proof proof) {
    }

    /**
     * A disagreement between sources, or a link that a source says is in a bad state. All sources are kept;
     * the order of trust is negotiated state, matrix, tree.
     *
     * @param rule     diagnostic code, for example {@code nvlink-import-conflict}
     * @param severity how much it matters
     * @param subjects ids
     * @param text     one sentence that names the sources and their values
     * @param proofs   where they stand, the one that made it visible first
     */
    public record Conflict(String rule, Finding.Severity severity, List<String> subjects, String text,
            List<Proof> proofs) {
        /** Copies the lists. */
        public Conflict {
            subjects = List.copyOf(subjects);
            proofs = List.copyOf(proofs);
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
