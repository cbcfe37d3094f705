// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.nvlink.NvLinkGraph.Endpoint;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.analysis.nvlink.NvLinkGraph.PathClaim;
import org.bindscope.analysis.nvlink.NvLinkGraph.State;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;

/**
 * GPU by GPU: links, bandwidth and what kind of path joins them. The words are those of
 * {@code nvidia-smi topo -m}.
 *
 * @param gpus    ids in order; at most {@link #MOST_GPUS}
 * @param cells   one for each pair in both directions, rows first
 * @param leftOut number of GPUs that are too many for a matrix
 */
public record NvLinkMatrix(List<String> gpus, List<Cell> cells, int leftOut) {

    /** Most rows and columns; the largest NVLink domain sold has 72 GPUs. */
    public static final int MOST_GPUS = 256;

    /** Copies the lists. */
    public NvLinkMatrix {
        gpus = List.copyOf(gpus);
        cells = List.copyOf(cells);
    }

    /** How two GPUs reach each other. */
    public enum Path {
        /** The same GPU. */
        X("the same GPU"),
        /** NVLinks between them. */
        NV("NVLinks between the two"),
        /** NVLinks of both to the same switches. */
        NVSWITCH("NVLinks of both to the same NVSwitches"),
        /** At most one PCI Express switch. */
        PIX("at most one PCI Express switch"),
        /** Several PCI Express switches. */
        PXB("several PCI Express switches"),
        /** One PCI host bridge. */
        PHB("one PCI host bridge"),
        /** Host bridges of one NUMA node. */
        NODE("host bridges of one NUMA node"),
        /** NUMA nodes. */
        SYS("the interconnect between NUMA nodes"),
        /** The snapshot does not tell. */
        UNKNOWN("the snapshot does not tell");

        private final String words;

        Path(String words) {
            this.words = words;
        }

        /**
         * What lies between the two.
         *
         * @return words for a legend
         */
        public String words() {
            return words;
        }
    }

    /**
     * A pair.
     *
     * @param a            row
     * @param b            column
     * @param links        number of NVLinks that are not down between them, or of each to the switches they share
     * @param bandwidthGBs per direction over NVLink; empty where not known or none
     * @param nominalGBs   the figure of data sheets for these links; empty where one of them runs at no such speed
     * @param path         the best path
     * @param pci          the path without NVLink: what a source says, else what the PCI hierarchy gives
     */
    public record Cell(String a, String b, int links, OptionalDouble bandwidthGBs, OptionalDouble nominalGBs,
            Path path, Path pci) {

        /**
         * The cell as {@code nvidia-smi} prints it.
         *
         * @return for example {@code NV3}
         */
        public String text() {
            return path == Path.NV || path == Path.NVSWITCH ? "NV" + links : path == Path.UNKNOWN ? "?" : path.name();
        }
    }

    /**
     * Makes the matrix of a graph.
     *
     * @param graph   graph
     * @param machine the machine whose bridges and NUMA nodes tell the other paths
     * @return the matrix
     */
    public static NvLinkMatrix of(NvLinkGraph graph, Machine machine) {
        List<String> all = graph.endpoints().stream().filter(end -> end.kind() == Kind.GPU).map(Endpoint::id)
                .sorted(Comparator.comparingInt(NvLinkMatrix::index).thenComparing(NvLinkGraph.ID_ORDER)).toList();
        return new Maker(graph, machine, all.subList(0, Math.min(all.size(), MOST_GPUS))).make(all.size());
    }

    /** The driver's index of a GPU that has no address, so that GPU10 stands behind GPU9; others come first. */
    private static int index(String id) {
        return Claims.byIndex(id) ? SmiText.integer(id.substring(3)).orElse(0) : -1;
    }

    /**
     * The cell of a pair.
     *
     * @param a row
     * @param b column
     * @return empty when one is no GPU of the matrix
     */
    public Optional<Cell> at(String a, String b) {
        int row = gpus.indexOf(a);
        int column = gpus.indexOf(b);
        return row < 0 || column < 0 ? Optional.empty() : Optional.of(cells.get(row * gpus.size() + column));
    }

    /** Makes one matrix. */
    private static final class Maker {

        private final List<String> gpus;
        /** Links that are not down, by GPU and other end. */
        private final Map<String, Map<String, List<Link>>> links = new HashMap<>();
        private final Map<String, Kind> kinds = new HashMap<>();
        private final Map<List<String>, Path> claims = new HashMap<>();
        private final Map<String, PciFunction> functions = new HashMap<>();
        private final Map<String, List<PciBridge>> above = new HashMap<>();

        Maker(NvLinkGraph graph, Machine machine, List<String> gpus) {
            this.gpus = gpus;
            graph.endpoints().forEach(end -> kinds.put(end.id(), end.kind()));
            for (Link link : graph.links()) {
                if (link.state() != State.DOWN) {
                    note(link.a(), link.b(), link);
                    note(link.b(), link.a(), link);
                }
            }
            for (PathClaim claim : graph.paths()) {
                claims.put(List.of(claim.a(), claim.b()), claim.path());
                claims.put(List.of(claim.b(), claim.a()), claim.path());
            }
            for (String gpu : gpus) {
                PciAddress.parse(gpu).flatMap(address -> MachineIndex.function(machine, address)).ifPresent(function -> {
                    functions.put(gpu, function);
                    above.put(gpu, above(function));
                });
            }
        }

        private void note(String from, String to, Link link) {
            links.computeIfAbsent(from, key -> new LinkedHashMap<>()).computeIfAbsent(to, key -> new ArrayList<>()).add(link);
        }

        NvLinkMatrix make(int total) {
            List<Cell> cells = new ArrayList<>(gpus.size() * gpus.size());
            for (String a : gpus) {
                for (String b : gpus) {
                    cells.add(cell(a, b));
                }
            }
            return new NvLinkMatrix(gpus, cells, total - gpus.size());
        }

        private Cell cell(String a, String b) {
            if (a.equals(b)) {
                return new Cell(a, b, 0, OptionalDouble.empty(), OptionalDouble.empty(), Path.X, Path.X);
            }
            Path pci = claims.getOrDefault(List.of(a, b), Path.UNKNOWN);
            pci = pci == Path.UNKNOWN ? pciPath(a, b) : pci;
            List<Link> direct = links.getOrDefault(a, Map.of()).getOrDefault(b, List.of());
            if (!direct.isEmpty()) {
                return new Cell(a, b, direct.size(), sum(direct), NvLinkSpeed.nominal(direct), Path.NV, pci);
            }
            List<Link> fromA = new ArrayList<>();
            List<Link> fromB = new ArrayList<>();
            links.getOrDefault(a, Map.of()).forEach((end, of) -> {
                List<Link> others = links.getOrDefault(b, Map.of()).getOrDefault(end, List.of());
                if (kinds.get(end) == Kind.NVSWITCH && !others.isEmpty()) {
                    fromA.addAll(of);
                    fromB.addAll(others);
                }
            });
            if (fromA.isEmpty()) {
                return new Cell(a, b, 0, OptionalDouble.empty(), OptionalDouble.empty(), pci, pci);
            }
            return new Cell(a, b, Math.min(fromA.size(), fromB.size()), smaller(sum(fromA), sum(fromB)),
                    smaller(NvLinkSpeed.nominal(fromA), NvLinkSpeed.nominal(fromB)), Path.NVSWITCH, pci);
        }

        private static OptionalDouble smaller(OptionalDouble one, OptionalDouble other) {
            return one.isPresent() && other.isPresent() ? OptionalDouble.of(Math.min(one.getAsDouble(), other.getAsDouble()))
                    : OptionalDouble.empty();
        }

        /** The sum, or empty as soon as one link's bandwidth is not known. */
        private static OptionalDouble sum(List<Link> links) {
            double sum = 0;
            for (Link link : links) {
                if (link.bandwidthGBs().isEmpty()) {
                    return OptionalDouble.empty();
                }
                sum += link.bandwidthGBs().getAsDouble();
            }
            return OptionalDouble.of(sum);
        }

        private Path pciPath(String a, String b) {
            PciFunction one = functions.get(a);
            PciFunction other = functions.get(b);
            if (one == null || other == null) {
                return Path.UNKNOWN;
            }
            List<PciBridge> fromA = above.get(a);
            List<PciBridge> fromB = above.get(b);
            for (int i = 0; i < fromA.size(); i++) {
                int j = fromB.indexOf(fromA.get(i));
                if (j >= 0) {
                    // Port, then the switch's upstream port: one switch lies between.
                    return i <= 1 && j <= 1 ? Path.PIX : Path.PXB;
                }
            }
            PciFunction topA = fromA.isEmpty() ? one : fromA.get(fromA.size() - 1);
            PciFunction topB = fromB.isEmpty() ? other : fromB.get(fromB.size() - 1);
            if (topA.getBus() == topB.getBus()) {
                return Path.PHB;
            }
            if (one.isSetNumaNode() && other.isSetNumaNode()) {
                return one.getNumaNode() == other.getNumaNode() ? Path.NODE : Path.SYS;
            }
            return Path.UNKNOWN;
        }

        private static List<PciBridge> above(PciFunction function) {
            List<PciBridge> path = new ArrayList<>();
            PciBridge bridge = function.getBus() == null ? null : function.getBus().getBridge();
            while (bridge != null && !path.contains(bridge)) {
                path.add(bridge);
                bridge = bridge.getBus() == null ? null : bridge.getBus().getBridge();
            }
            return path;
        }
    }
}
