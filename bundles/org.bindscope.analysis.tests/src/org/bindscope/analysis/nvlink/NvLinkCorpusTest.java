// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeSet;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with edges that an independent script derived from every synthetic tree. */
class NvLinkCorpusTest {

    static List<String> trees() {
        return CorpusFiles.corpus().isEmpty() ? List.of()
                : List.copyOf(TestTrees.json(CorpusFiles.require("expected/nvlink-topology.json")).keySet());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("trees")
    @SuppressWarnings("unchecked")
    void graphOfTheTreeHasTheExpectedEnds(String name) {
        Map<String, Object> expected = (Map<String,
                Object>) TestTrees.json(CorpusFiles.require("expected/nvlink-topology.json")).get(name);
        NvLinkTree tree = new NvLinkTree(new PciTree(new DtIndex(TestTrees.blob(CorpusFiles.require(name))),
                Optional.empty()));
        NvLinkGraph graph = TreeGraph.of(tree);

        TreeSet<String> gpus = new TreeSet<>();
        for (Map<String, Object> gpu : (List<Map<String, Object>>) expected.get("gpus")) {
            gpus.add(gpu.get("bdf") + " " + gpu.get("node") + " " + gpu.get("loc") + " chip" + gpu.get("chip"));
        }
        TreeSet<String> found = new TreeSet<>();
        graph.endpoints().stream().filter(end -> end.kind() == NvLinkGraph.Kind.GPU)
                .forEach(end -> found.add(end.id() + " "
                + end.deviceTreeNode().orElseThrow() + " " + end.label().orElseThrow() + " "
                + end.cpu().orElseThrow()));
        assertEquals(gpus, found);

        for (Map<String, Object> want : (List<Map<String, Object>>) expected.get("npu_functions")) {
            NpuFunction function = tree.functions().stream()
                    .filter(f -> f.address().toString().equals(want.get("bdf"))).findFirst().orElseThrow();
            assertEquals(want.get("node"), tree.index().path(function.node()));
            assertEquals(want.get("gpu"), function.gpu().flatMap(tree.pci()::address).map(Object::toString)
                    .orElse(null));
            assertEquals(want.get("group"), function.address().device());
            if (want.get("link_index") != null) {
                assertEquals(OptionalInt.of((Integer) want.get("link_index")), function.index());
            }
            Number speed = (Number) want.get("gbps_per_lane");
            assertEquals(speed == null ? OptionalDouble.empty() : OptionalDouble.of(speed.doubleValue()),
                    function.speed());
            assertEquals(want.get("gpu_numa"), function.memory()
                    .map(m -> (int) DtValues.number(m, "ibm,chip-id").orElse(-1)).orElse(null));
        }
        assertEquals(edges((List<Map<String, Object>>) expected.get("edges")), bundles(graph));
        for (NvLinkGraph.Bundle bundle : graph.bundles()) {
            if (bundle.via().isEmpty()) {
                long rows = graph.links().stream().filter(l -> l.touches(bundle.a()) && l.touches(bundle.b())).count();
                assertEquals(bundle.links(), rows, bundle.toString());
            } else {
                assertTrue(bundle.via().stream().allMatch(npu -> graph.links().stream()
                        .anyMatch(l -> l.touches(npu) && l.touches(bundle.b()))));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static TreeSet<String> edges(List<Map<String, Object>> expected) {
        TreeSet<String> lines = new TreeSet<>();
        for (Map<String, Object> edge : expected) {
            List<String> ends = new ArrayList<>(List.of((String) edge.get("a"), (String) edge.get("b")));
            if (edge.get("kind").equals("gpu-gpu")) {
                ends.sort(NvLinkGraph.ID_ORDER);
                boolean turned = !ends.get(0).equals(edge.get("a"));
                lines.add(ends + " " + edge.get("links") + " " + edge.get(turned ? "b_links" : "a_links") + " "
                        + edge.get(turned ? "a_links" : "b_links") + " " + edge.get("GBps_per_direction") + " "
                        + edge.get("symmetric"));
            } else {
                lines.add(ends + " " + edge.get("links") + " " + edge.get("via") + " "
                        + edge.get("GBps_per_direction"));
            }
        }
        return lines;
    }

    private static TreeSet<String> bundles(NvLinkGraph graph) {
        TreeSet<String> lines = new TreeSet<>();
        for (NvLinkGraph.Bundle b : graph.bundles()) {
            if (b.inferred()) {
                continue;
            }
            lines.add(b.via().isEmpty()
                    ? List.of(b.a(), b.b()) + " " + b.links() + " " + b.aLinks() + " " + b.bLinks() + " "
                    + b.bandwidthGBs().orElseThrow() + " " + b.symmetric()
                    : List.of(b.a(), b.b()) + " " + b.links() + " " + b.via() + " " + b.bandwidthGBs().orElseThrow());
        }
        return lines;
    }

    @Test
    void twoGpusOfAPower8NpuGetTwoInferredLinksOfFortyGigabytes() {
        NvLinkGraph graph =
                NvLinkAnalysis.of(TestTrees.blob(CorpusFiles.require("synthetic/minsky-8335-gtb-4gpu.dtb")));
        List<NvLinkGraph.Bundle> inferred = graph.bundles().stream().filter(NvLinkGraph.Bundle::inferred).toList();
        assertEquals(List.of("0002:01:00.0-0003:01:00.0", "0006:01:00.0-0007:01:00.0"),
                inferred.stream().map(b -> b.a() + "-" + b.b()).toList());
        assertEquals(OptionalDouble.of(40), inferred.get(0).bandwidthGBs());
        assertEquals(4, graph.links().stream().filter(NvLinkGraph.Link::inferred).count());
    }

    @Test
    void treeFromBeforeProbingShowsTwelveWiredLinksToFourSlots() {
        NvLinkGraph graph = NvLinkAnalysis.of(TestTrees.blob(CorpusFiles.require("hdat/op920.wsp.dtb")));
        assertEquals(12, graph.links().size());
        assertEquals(List.of("GPU0", "GPU1", "GPU3", "GPU4"),
                graph.endpoints().stream().map(NvLinkGraph.Endpoint::id).filter(id -> id.startsWith("GPU")).toList());
        assertEquals(4, graph.bundles().size());
        assertEquals(3, graph.bundles().get(0).links());
    }

    @Test
    void gpuMemoryIsTheNumaNodeOfTheRegion() {
        NvLinkGraph graph = NvLinkAnalysis.of(TestTrees.blob(CorpusFiles.require("synthetic/ac922-8335-gth-4gpu.dtb")));
        assertEquals(List.of(255, 254, 253, 252), graph.memories().stream().map(m -> m.numaNode().orElseThrow())
                .toList());
        assertEquals(0x2000000000L, graph.memories().get(0).size().orElseThrow());
        NvLinkGraph.Link first = graph.links().get(0);
        assertEquals("0004:04:00.0", first.a());
        assertEquals(OptionalDouble.of(25.78125), first.bandwidthGBs());
        assertEquals(18, graph.links().size());
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("otherTrees")
    void treesWithoutNvLinkGiveNone(Path file) {
        assertEquals(List.of(), NvLinkAnalysis.of(TestTrees.blob(file)).links());
    }

    @Test
    void linksThatAnOverlayAddsAreFound() {
        NvLinkGraph graph = NvLinkAnalysis.of(TestTrees.blob(CorpusFiles.require("dtb/overlays/gpu-merged.dtb")));
        assertEquals(2, graph.links().size());
        assertEquals(OptionalDouble.of(50), graph.bundles().get(0).bandwidthGBs());
    }

    static List<Path> otherTrees() {
        return CorpusFiles.list("dtb", ".dtb").stream().filter(f -> !f.toString().contains("malformed")
                && !f.endsWith("gpu-merged.dtb")).toList();
    }
}
