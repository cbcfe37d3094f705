// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

import org.bindscope.analysis.nvlink.NvLinkGraph.Proof;

/**
 * What one text or XML file says about NVLinks, before it is joined with other sources. GPUs are named by
 * the index that the driver gives them, or by their PCI address where the file has it.
 */
final class Claims {

    /** Most GPUs, links of a GPU and problems that are kept of one file. The largest NVLink domain sold has 72 GPUs. */
    static final int MAX_GPUS = 256;
    static final int MAX_LINKS = 64;
    private static final int MAX_PROBLEMS = 50;
    private static final int MAX_PROOFS = 8;
    private static final int MAX_ERRORS = 1000;
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
     * A GPU.
     *
     * @param id      index or address
     * @param name    product name; empty text where the source has none
     * @param uuid    UUID
     * @param address PCI address that the source gives for it
     * @param cpu     where its processor is, in words
     * @param proof   what says so
     */
    record Gpu(String id, String name, Optional<String> uuid, Optional<String> address, Optional<String> cpu,
            Proof proof) {

        Gpu merged(Gpu other) {
            return new Gpu(id, name.isEmpty() ? other.name : name, uuid.or(other::uuid), address.or(other::address),
                    cpu.or(other::cpu), proof);
        }
    }

    /**
     * A link that one GPU reports.
     *
     * @param gpu          GPU
     * @param number       the GPU's link number
     * @param gigabytes    speed per direction, GB/s
     * @param inactive     whether the source says that it carries nothing
     * @param remote       address of the other end
     * @param remoteLink   link number there
     * @param capabilities what the driver says that it can do, in its own words
     * @param proofs       lines that say so
     */
    record LinkState(String gpu, int number, OptionalDouble gigabytes, boolean inactive, Optional<String> remote,
            OptionalInt remoteLink, Set<String> capabilities, List<Proof> proofs) {

        /** What two lines or files say together; the first one counts where they differ. */
        LinkState merged(LinkState other) {
            Set<String> all = new LinkedHashSet<>(capabilities);
            all.addAll(other.capabilities);
            // Six lines of capabilities would hide the line that counts.
            List<Proof> places = new ArrayList<>(proofs);
            boolean more = other.gigabytes.isPresent() || other.inactive || other.remote.isPresent();
            if (more && places.size() < MAX_PROOFS || proofs.isEmpty()) {
                other.proofs.stream().filter(proof -> !places.contains(proof)).limit(MAX_PROOFS).forEach(places::add);
            }
            return new LinkState(gpu, number, gigabytes.isPresent() ? gigabytes : other.gigabytes, inactive
                    || other.inactive, remote.or(other::remote), remoteLink.isPresent() ? remoteLink : other.remoteLink,
                    all, places);
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
     * @param proof     what says so
     */
    record Pair(String a, String b, NvLinkGraph.Kind bKind, OptionalInt count, OptionalDouble gigabytes, Proof proof) {
    }

    /**
     * Links of a GPU to its own processor (NVLink-C2C).
     *
     * @param gpu       GPU
     * @param number    link number
     * @param gigabytes speed per direction, GB/s
     * @param inactive  whether the source says that it carries nothing
     * @param proof     what says so
     */
    record ChipLink(String gpu, int number, OptionalDouble gigabytes, boolean inactive, Proof proof) {
    }

    /**
     * A path between two GPUs that is no NVLink.
     *
     * @param a     GPU
     * @param b     GPU
     * @param path  its class
     * @param proof what says so
     */
    record PairPath(String a, String b, NvLinkMatrix.Path path, Proof proof) {
    }

    /**
     * An error counter of a link that is not 0.
     *
     * @param gpu     GPU
     * @param number  link number
     * @param counter its name in the driver's words
     * @param count   its value, positive
     * @param proof   what says so
     */
    record LinkErrors(String gpu, int number, String counter, long count, Proof proof) {
    }

    /**
     * Memory of a GPU that is a NUMA node.
     *
     * @param gpu   GPU
     * @param node  number of the NUMA node
     * @param base  first address
     * @param size  bytes
     * @param proof what says so
     */
    record MemoryNode(String gpu, int node, OptionalLong base, OptionalLong size, Proof proof) {
    }

    /**
     * What could not be read.
     *
     * @param text  one sentence
     * @param proof where
     */
    record Problem(String text, Proof proof) {
    }

    private final String source;
    private final Trust trust;
    private final Map<String, Gpu> gpus = new LinkedHashMap<>();
    private final Map<String, LinkState> links = new LinkedHashMap<>();
    private final List<Pair> pairs = new ArrayList<>();
    private final List<ChipLink> chipLinks = new ArrayList<>();
    private final List<PairPath> paths = new ArrayList<>();
    private final List<LinkErrors> errors = new ArrayList<>();
    private final List<MemoryNode> memories = new ArrayList<>();
    private final Map<String, Proof> idle = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private boolean full;

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

    /** Whether a name is one of {@link #gpu(int)}. */
    static boolean byIndex(String id) {
        return id.startsWith("GPU") && SmiText.integer(id.substring(3)).isPresent();
    }

    /** Notes a GPU; false when there are too many. */
    boolean gpu(Gpu gpu) {
        if (gpu.id().equals(SmiText.SWITCH)) {
            problem("an address of all ones, which stands for a switch, has the place of a GPU", gpu.proof());
            return false;
        }
        if (gpus.size() >= MAX_GPUS && !gpus.containsKey(gpu.id())) {
            if (!full) {
                problem("more than " + MAX_GPUS + " GPUs; the rest is left out", gpu.proof());
            }
            full = true;
            return false;
        }
        gpus.merge(gpu.id(), gpu, Gpu::merged);
        return true;
    }

    /** Notes a GPU of which the source gives no more than its id. */
    boolean gpu(String id, Proof proof) {
        return gpu(new Gpu(id, "", Optional.empty(), Optional.empty(), Optional.empty(), proof));
    }

    void link(LinkState link) {
        if (link.number() < 0 || link.number() >= MAX_LINKS) {
            problem("link " + link.number() + " of " + link.gpu() + " is outside 0 to " + (MAX_LINKS - 1),
                    link.proofs().get(0));
            return;
        }
        links.merge(link.gpu() + " " + link.number(), link, LinkState::merged);
    }

    void pair(Pair pair) {
        if (pair.bKind() == NvLinkGraph.Kind.GPU && pair.b().equals(SmiText.SWITCH)) {
            problem("an address of all ones, which stands for a switch, has the class of a GPU", pair.proof());
            return;
        }
        if (pairs.size() < MAX_GPUS * MAX_GPUS) {
            pairs.add(pair);
        }
    }

    void chipLink(ChipLink link) {
        if (chipLinks.size() < MAX_GPUS * MAX_LINKS) {
            chipLinks.add(link);
        }
    }

    void path(PairPath path) {
        if (paths.size() < MAX_GPUS * MAX_GPUS) {
            paths.add(path);
        }
    }

    void errors(LinkErrors error) {
        if (errors.size() < MAX_ERRORS) {
            errors.add(error);
        }
    }

    void memory(MemoryNode memory) {
        if (memories.size() < MAX_GPUS) {
            memories.add(memory);
        }
    }

    /** Notes that all links of a GPU are inactive, however many it has. */
    void idle(String gpu, Proof proof) {
        idle.putIfAbsent(gpu, proof);
    }

    /** Notes what could not be read; the sentence begins with the place. */
    void problem(String text, Proof proof) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(new Problem(proof.place() + ": " + text + ".", proof));
        }
    }

    /** GPUs by id. */
    Map<String, Gpu> gpus() {
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

    List<PairPath> paths() {
        return paths;
    }

    List<LinkErrors> errors() {
        return errors;
    }

    List<MemoryNode> memories() {
        return memories;
    }

    /** GPUs all of whose links are inactive. */
    Map<String, Proof> idle() {
        return idle;
    }

    List<Problem> problems() {
        return problems;
    }
}
