// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.nvlink.NvLinkGraph.Endpoint;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.analysis.nvlink.NvLinkGraph.State;
import org.bindscope.model.Machine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;

/**
 * GPU by GPU: links, bandwidth and what kind of path joins them. The words are those of
 * {@code nvidia-smi topo -m}.
 *
 * @param gpus  ids in order
 * @param cells one for each pair in both directions, rows first
 */
public record NvLinkMatrix(List<String> gpus, List<Cell> cells) {

    /** Copies the lists. */
    public NvLinkMatrix {
        gpus = List.copyOf(gpus);
        cells = List.copyOf(cells);
    }

    /** How two GPUs reach each other. */
    public enum Path {
        /** The same GPU. */
        X,
        /** NVLinks between them. */
        NV,
        /** NVLinks of both to the same switches. */
        NVSWITCH,
        /** At most one PCI Express switch. */
        PIX,
        /** Several PCI Express switches. */
        PXB,
        /** One PCI host bridge. */
        PHB,
        /** Host bridges of one NUMA node. */
        NODE,
        /** NUMA nodes. */
        SYS,
        /** The snapshot does not tell. */
        UNKNOWN
    }

    /**
     * A pair.
     *
     * @param a            row
     * @param b            column
     * @param links        number of NVLinks between them, or of each to the switches
     * @param bandwidthGBs per direction over NVLink; empty where not known or none
     * @param path         the best path
     */
    public record Cell(String a, String b, int links, OptionalDouble bandwidthGBs, Path path) {

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
        List<String> gpus = graph.endpoints().stream().filter(end -> end.kind() == Kind.GPU).map(Endpoint::id).toList();
        List<Cell> cells = new ArrayList<>();
        for (String a : gpus) {
            for (String b : gpus) {
                cells.add(cell(graph, machine, a, b));
            }
        }
        return new NvLinkMatrix(gpus, cells);
    }

    private static Cell cell(NvLinkGraph graph, Machine machine, String a, String b) {
        if (a.equals(b)) {
            return new Cell(a, b, 0, OptionalDouble.empty(), Path.X);
        }
        List<Link> direct = graph.links().stream().filter(link -> link.touches(a) && link.touches(b)
                && link.state() != State.DOWN).toList();
        if (!direct.isEmpty()) {
            return new Cell(a, b, direct.size(), sum(direct), Path.NV);
        }
        Map<String, List<Link>> ofA = switches(graph, a);
        Map<String, List<Link>> ofB = switches(graph, b);
        ofA.keySet().retainAll(ofB.keySet());
        if (!ofA.isEmpty()) {
            List<Link> fromA = ofA.values().stream().flatMap(List::stream).toList();
            List<Link> fromB = ofB.entrySet().stream().filter(entry -> ofA.containsKey(entry.getKey()))
                    .flatMap(e -> e.getValue().stream()).toList();
            OptionalDouble one = sum(fromA);
            OptionalDouble other = sum(fromB);
            return new Cell(a, b, Math.min(fromA.size(), fromB.size()), one.isPresent() && other.isPresent()
                    ? OptionalDouble.of(Math.min(one.getAsDouble(), other.getAsDouble())) : OptionalDouble.empty(),
                    Path.NVSWITCH);
        }
        return new Cell(a, b, 0, OptionalDouble.empty(), pciPath(machine, a, b));
    }

    private static Map<String, List<Link>> switches(NvLinkGraph graph, String gpu) {
        Map<String, List<Link>> result = new LinkedHashMap<>();
        for (Link link : graph.links()) {
            if (link.touches(gpu) && link.state() != State.DOWN) {
                String other = link.a().equals(gpu) ? link.b() : link.a();
                if (graph.endpoint(other).filter(end -> end.kind() == Kind.NVSWITCH).isPresent()) {
                    result.computeIfAbsent(other, key -> new ArrayList<>()).add(link);
                }
            }
        }
        return result;
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

    private static Path pciPath(Machine machine, String a, String b) {
        Optional<PciFunction> one = PciAddress.parse(a).flatMap(address -> MachineIndex.function(machine, address));
        Optional<PciFunction> other = PciAddress.parse(b).flatMap(address -> MachineIndex.function(machine, address));
        if (one.isEmpty() || other.isEmpty()) {
            return Path.UNKNOWN;
        }
        List<PciBridge> fromA = above(one.get());
        List<PciBridge> fromB = above(other.get());
        for (int i = 0; i < fromA.size(); i++) {
            int j = fromB.indexOf(fromA.get(i));
            if (j >= 0) {
                // Port, then the switch's upstream port: one switch lies between.
                return i <= 1 && j <= 1 ? Path.PIX : Path.PXB;
            }
        }
        PciFunction topA = fromA.isEmpty() ? one.get() : fromA.get(fromA.size() - 1);
        PciFunction topB = fromB.isEmpty() ? other.get() : fromB.get(fromB.size() - 1);
        if (topA.getBus() == topB.getBus()) {
            return Path.PHB;
        }
        if (one.get().isSetNumaNode() && other.get().isSetNumaNode()) {
            return one.get().getNumaNode() == other.get().getNumaNode() ? Path.NODE : Path.SYS;
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

    /**
     * The cell of a pair.
     *
     * @param a row
     * @param b column
     * @return empty when one is no GPU of the matrix
     */
    public Optional<Cell> at(String a, String b) {
        return cells.stream().filter(cell -> cell.a().equals(a) && cell.b().equals(b)).findFirst();
    }
}
