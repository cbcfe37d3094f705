// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.Machine;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;

/** Damaged texts and trees: a finding, never a failure. */
class NvLinkPropertyTest {

    /** Seeds instead of a jqwik property, which would fail where the corpus is not there and every try is passed over. */
    @Test
    void textsCutAndAlteredAnywhereAreReadAsFarAsTheyGo() throws IOException {
        CorpusFiles.require("text");
        for (long seed = 0; seed < 150; seed++) {
            textIsReadAsFarAsItGoes(seed);
        }
    }

    private static void textIsReadAsFarAsItGoes(long seed) throws IOException {
        List<Path> files = CorpusFiles.list("text", ".txt", ".xml");
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(Files.readString(files.get(random.nextInt(files.size()))));
        text.setLength(random.nextInt(text.length() + 1));
        for (int i = random.nextInt(8); i > 0 && text.length() > 0; i--) {
            text.setCharAt(random.nextInt(text.length()), (char) (random.nextBoolean() ? random.nextInt(128)
                    : random.nextInt(0x3000)));
        }
        Machine machine = BindscopeFactory.eINSTANCE.createMachine();
        NvLinkGraph graph = NvLinkAnalysis.of(machine, List.of(new NvLinkSource("file", text.toString())));
        for (NvLinkGraph.Link link : graph.links()) {
            assertTrue(graph.endpoint(link.a()).isPresent() && graph.endpoint(link.b()).isPresent(), link::toString);
            assertTrue(NvLinkGraph.ID_ORDER.compare(link.a(), link.b()) < 0, link::toString);
        }
        NvLinkMatrix.of(graph, machine);
        NvLinkCut.of(graph, Set.of("GPU0"), Map.of());
    }

    @Test
    void treesWithAlteredValuesAreCheckedWithoutFailing() {
        CorpusFiles.require("synthetic");
        for (long seed = 0; seed < 60; seed++) {
            treeIsCheckedWithoutFailing(seed);
        }
    }

    private static void treeIsCheckedWithoutFailing(long seed) {
        Random random = new Random(seed);
        DeviceTree tree = TestTrees.blob(CorpusFiles.require(random.nextBoolean() ? "synthetic/ac922-8335-gth-4gpu.dtb"
                : "synthetic/minsky-8335-gtb-4gpu.dtb"));
        List<DtNode> nodes = new DtIndex(tree).nodes().stream()
                .filter(node -> node.getProperties().stream().anyMatch(p -> p.getName().startsWith("ibm,n")
                || p.getName().equals("ibm,gpu"))).toList();
        for (int i = 0; i < 20; i++) {
            DtNode node = nodes.get(random.nextInt(nodes.size()));
            var property = node.getProperties().get(random.nextInt(node.getProperties().size()));
            byte[] value = property.getValue().clone();
            if (random.nextInt(3) == 0) {
                value = java.util.Arrays.copyOf(value, random.nextInt(value.length + 9));
            } else if (value.length > 0) {
                value[random.nextInt(value.length)] = (byte) random.nextInt();
            }
            property.setValue(value);
        }
        Machine machine = BindscopeFactory.eINSTANCE.createMachine();
        machine.getDeviceTrees().add(tree);
        FindingContext context = new FindingContext(machine, KernelRules.named("5.4"), List::of);
        for (FindingRule rule : TreeRules.all()) {
            rule.evaluate(context).forEach(finding -> assertTrue(!finding.subjects().isEmpty()
                    && !finding.summary().isEmpty()));
        }
        NvLinkGraph graph = NvLinkAnalysis.of(machine);
        assertTrue(graph.links().stream().allMatch(link -> link.bandwidthGBs().orElse(1) > 0));
        NpuPartners.of(machine);
    }
}
