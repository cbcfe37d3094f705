// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** {@code nvlink} draws the edges that were derived independently from each device tree of the corpus. */
class NvLinkCorpusTest {

    static Stream<String> trees() throws IOException {
        return CorpusFiles.corpus().isEmpty() ? Stream.empty() : expected().keySet().stream();
    }

    private static JsonObject expected() throws IOException {
        return JsonParser.parseString(Files.readString(CorpusFiles.require("expected/nvlink-topology.json"))).getAsJsonObject();
    }

    /** Number of links and sum of bandwidths between two ends. */
    private record Bundle(int links, double bandwidth) {
        Bundle plus(double more) {
            return new Bundle(links + 1, bandwidth + more);
        }
    }

    private static String pair(String a, String b) {
        return a.compareTo(b) < 0 ? a + " " + b : b + " " + a;
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("trees")
    void everyEdgeHasItsLinksAndItsBandwidth(String name) throws IOException {
        Run run = Run.of("nvlink", CorpusFiles.require(name).toString(), "--format", "json");
        assertEquals(0, run.status(), run.err());
        Map<String, Bundle> bundles = new HashMap<>();
        for (JsonElement element : run.object().getAsJsonArray("links")) {
            JsonObject link = element.getAsJsonObject();
            if (!link.get("inferred").getAsBoolean()) {
                double bandwidth = link.get("bandwidthGBs").isJsonNull() ? 0 : link.get("bandwidthGBs").getAsDouble();
                bundles.merge(pair(link.get("a").getAsString(), link.get("b").getAsString()), new Bundle(1, bandwidth),
                        (old, one) -> old.plus(one.bandwidth()));
            }
        }
        for (JsonElement element : expected().getAsJsonObject(name).getAsJsonArray("edges")) {
            JsonObject edge = element.getAsJsonObject();
            List<String> ends = edge.get("kind").getAsString().equals("cpu-gpu")
                    ? edge.getAsJsonArray("via").asList().stream().map(JsonElement::getAsString).toList()
                    : List.of(edge.get("a").getAsString());
            int links = 0;
            double bandwidth = 0;
            for (String end : ends) {
                Bundle bundle = bundles.remove(pair(end, edge.get("b").getAsString()));
                assertTrue(bundle != null, "no link between " + end + " and " + edge.get("b"));
                links += bundle.links();
                bandwidth += bundle.bandwidth();
            }
            assertEquals(edge.get("links").getAsInt(), links, edge.toString());
            if (edge.has("GBps_per_direction") && !edge.get("GBps_per_direction").isJsonNull()) {
                assertEquals(edge.get("GBps_per_direction").getAsDouble(), bandwidth, 1e-6, edge.toString());
            }
        }
        assertEquals(Map.of(), bundles);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("trees")
    void everyGpuAndNpuFunctionIsAnEndpointWithItsNode(String name) throws IOException {
        JsonObject facts = expected().getAsJsonObject(name);
        Map<String, String> nodes = new HashMap<>();
        facts.getAsJsonArray("gpus").forEach(gpu -> nodes.put(gpu.getAsJsonObject().get("bdf").getAsString(),
                gpu.getAsJsonObject().get("node").getAsString()));
        facts.getAsJsonArray("npu_functions").forEach(npu -> nodes.put(npu.getAsJsonObject().get("bdf").getAsString(),
                npu.getAsJsonObject().get("node").getAsString()));
        Run run = Run.of("nvlink", CorpusFiles.require(name).toString(), "--format", "json");
        String text = Run.of("nvlink", CorpusFiles.require(name).toString()).out();
        TreeSet<String> left = new TreeSet<>(nodes.keySet());
        for (JsonElement element : run.object().getAsJsonArray("endpoints")) {
            JsonObject end = element.getAsJsonObject();
            String id = end.get("id").getAsString();
            if (left.remove(id)) {
                assertEquals(nodes.get(id), end.get("deviceTreeNode").getAsString());
                assertEquals(id, end.get("address").getAsString());
                assertTrue(text.contains(id));
            }
        }
        assertEquals(new TreeSet<>(), left);
    }
}
