// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink.fuzz;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.bindscope.analysis.nvlink.NvLinkAnalysis;
import org.bindscope.analysis.nvlink.NvLinkCut;
import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.nvlink.NvLinkGraph.Conflict;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.analysis.nvlink.NvLinkGraph.Proof;
import org.bindscope.analysis.nvlink.NvLinkMatrix;
import org.bindscope.analysis.nvlink.NvLinkPartitions;
import org.bindscope.analysis.nvlink.NvLinkSource;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Machine;

/** What must hold for any texts that somebody calls descriptions of NVLinks. */
public final class NvLinkPromises {

    private static final double MOST_GIGABYTES = 1000 * 64;

    private NvLinkPromises() {
    }

    /**
     * Reads texts as one machine and checks what came of it.
     *
     * @param texts any texts
     * @return the graph
     */
    public static NvLinkGraph check(String... texts) {
        Machine machine = BindscopeFactory.eINSTANCE.createMachine();
        List<NvLinkSource> sources = new ArrayList<>();
        for (String text : texts) {
            sources.add(new NvLinkSource("f" + sources.size(), text));
        }
        NvLinkGraph graph = NvLinkAnalysis.of(machine, sources);
        long[] lines = Stream.of(texts).mapToLong(text -> text.chars().filter(c -> c == '\n').count() + 1).toArray();
        Set<String> ends = new HashSet<>();
        graph.endpoints().forEach(end -> promise(ends.add(end.id()), () -> "two ends " + end.id()));
        for (Link link : graph.links()) {
            promise(ends.contains(link.a()) && ends.contains(link.b()), () -> "an end is not there: " + link);
            promise(NvLinkGraph.ID_ORDER.compare(link.a(), link.b()) < 0, () -> "the ends are in the wrong order: " + link);
            promise(link.bandwidthGBs().isEmpty() || link.bandwidthGBs().getAsDouble() > 0
                    && link.bandwidthGBs().getAsDouble() <= MOST_GIGABYTES, () -> "no bandwidth: " + link);
            promise(!link.proofs().isEmpty(), () -> "nothing says so: " + link);
            link.proofs().forEach(proof -> place(proof, lines));
        }
        for (Conflict conflict : graph.conflicts()) {
            promise(conflict.text().endsWith(".") && !conflict.subjects().isEmpty(), () -> "no sentence: " + conflict);
            conflict.proofs().forEach(proof -> place(proof, lines));
        }
        graph.bundles().forEach(bundle -> promise(bundle.links() > 0, () -> "a bundle without links: " + bundle));
        conclusions(machine, graph);
        return graph;
    }

    private static void place(Proof proof, long[] lines) {
        int file = Integer.parseInt(proof.file().substring(1));
        promise(proof.line().isEmpty() || proof.line().getAsInt() >= 1 && proof.line().getAsInt() <= lines[file],
                () -> "no such line: " + proof);
    }

    private static void conclusions(Machine machine, NvLinkGraph graph) {
        NvLinkMatrix matrix = NvLinkMatrix.of(graph, machine);
        promise(matrix.cells().size() == matrix.gpus().size() * matrix.gpus().size(), () -> "the matrix is no square");
        List<String> gpus = graph.endpoints().stream().filter(end -> end.kind() == Kind.GPU).map(NvLinkGraph.Endpoint::id)
                .toList();
        Set<String> taken = Set.copyOf(gpus.subList(0, gpus.size() / 2));
        NvLinkCut cut = NvLinkCut.of(graph, taken, Map.of("0", gpus));
        promise(cut.cut().size() + cut.fabric().size() + cut.chip().size() + cut.inside().size() + cut.left().size()
                == graph.links().size(), () -> "a link is on no side");
        cut.gpus().forEach(gpu -> promise(gpu.after() + gpu.conditional() <= gpu.before() + 1e-6, () -> "more than before: " + gpu));
        if (gpus.size() <= 16) {
            NvLinkPartitions.best(matrix, Map.of(), 2).divisions().forEach(division -> promise(division.guests().stream()
                    .mapToInt(List::size).sum() == gpus.size() && division.kept() >= -1e-6 && division.cut() >= -1e-6,
                    () -> "no division: " + division));
        }
    }

    private static void promise(boolean held, Supplier<String> broken) {
        if (!held) {
            throw new AssertionError(broken.get());
        }
    }
}
