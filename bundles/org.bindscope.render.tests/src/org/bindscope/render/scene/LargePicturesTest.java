// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.model.PciBridge;
import org.bindscope.render.scene.machine.MachineScenes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Machines of any size give a picture of bounded size. The limits on time only catch what does not end. */
class LargePicturesTest {

    private static Scene scene(BigMachine big, SceneOptions options) {
        return MachineScenes.of(MachineAnalysis.of(big.machine()), options, TextMeasure.builtIn());
    }

    private static void assertEachOnce(BigMachine big, Scene scene) {
        List<String> shown = scene.nodes().stream().flatMap(node -> node.subjects().stream())
                .filter(subject -> subject.kind() == SceneSubject.Kind.FUNCTION).map(SceneSubject::id).toList();
        assertEquals(big.functions().size(), shown.size());
        assertEquals(shown.size(), new HashSet<>(shown).size());
    }

    @Test
    @Timeout(120)
    void fiveHundredDevicesAreShownWithoutHiding() {
        BigMachine big = BigMachine.server(500);
        for (SceneKind kind : List.of(SceneKind.PCI, SceneKind.IOMMU)) {
            Scene scene = scene(big, SceneOptions.of(kind).unfolding(Set.of(SceneOptions.ALL)));
            assertEachOnce(big, scene);
            assertTrue(scene.nodes().stream().allMatch(node -> node.count() == 1));
            SceneChecks.check(scene);
        }
    }

    @Test
    @Timeout(120)
    void fiveThousandDevicesFoldAndEachCanBeReached() {
        BigMachine big = BigMachine.server(5000);
        MachineAnalysis analysis = MachineAnalysis.of(big.machine());
        String last = big.functions().get(big.functions().size() - 1).getAddress();
        for (SceneKind kind : List.of(SceneKind.PCI, SceneKind.IOMMU)) {
            SceneOptions options = SceneOptions.of(kind);
            Scene scene = MachineScenes.of(analysis, options, TextMeasure.builtIn());
            assertEachOnce(big, scene);
            assertTrue(scene.nodes().size() <= options.maxNodes());
            SceneChecks.check(scene);
            SceneOptions open = MachineScenes.revealing(analysis, options, Set.of(SceneSubject.function(last)));
            Scene opened = MachineScenes.of(analysis, open, TextMeasure.builtIn());
            assertEquals(1, opened.showing(SceneSubject.function(last)).stream()
                    .filter(SceneNode.class::isInstance).mapToInt(node -> ((SceneNode) node).count()).sum());
            assertTrue(opened.nodes().size() <= 3 * options.maxNodes());
        }
    }

    @Test
    @Timeout(120)
    void unfoldingAllOfFiveThousandDevicesFillsTheRoomAndSaysWhatStaysFolded() {
        BigMachine big = BigMachine.server(5000);
        MachineAnalysis analysis = MachineAnalysis.of(big.machine());
        for (SceneKind kind : List.of(SceneKind.PCI, SceneKind.IOMMU)) {
            SceneOptions options = SceneOptions.of(kind);
            Scene folded = MachineScenes.of(analysis, options, TextMeasure.builtIn());
            Scene scene = MachineScenes.of(analysis, options.unfolding(Set.of(SceneOptions.ALL)), TextMeasure.builtIn());
            assertEachOnce(big, scene);
            assertTrue(scene.nodes().size() >= folded.nodes().size());
            assertTrue(scene.nodes().size() > options.maxNodes() / 2, kind + ": " + scene.nodes().size() + " nodes");
            assertTrue(scene.nodes().size() <= options.maxNodes());
            assertTrue(scene.notes().stream().anyMatch(text -> text.text().startsWith("Unfolded as far as 600 nodes allow")),
                    () -> scene.notes().toString());
            SceneChecks.check(scene);
        }
    }

    @Test
    @Timeout(120)
    void whatIsNotWantedAnyMoreStopsInTheMiddle() {
        MachineAnalysis analysis = MachineAnalysis.of(BigMachine.server(500).machine());
        for (SceneKind kind : List.of(SceneKind.PCI, SceneKind.IOMMU)) {
            SceneOptions options = SceneOptions.of(kind).unfolding(Set.of(SceneOptions.ALL));
            AtomicInteger asked = new AtomicInteger();
            Scene whole = MachineScenes.of(analysis, options, TextMeasure.builtIn(), () -> asked.incrementAndGet() < 0);
            assertTrue(whole.nodes().size() > 100);
            int most = asked.get();
            assertTrue(most > 20, kind + ": asked " + most + " times only");
            AtomicInteger again = new AtomicInteger();
            assertThrows(CancellationException.class, () -> MachineScenes.of(analysis, options, TextMeasure.builtIn(),
                    () -> again.incrementAndGet() >= most / 2));
            assertEquals(most / 2, again.get());
        }
    }

    @Test
    @Timeout(240)
    void aHundredThousandDevicesGiveAPicture() {
        assertBounded(BigMachine.server(100_000), SceneKind.PCI);
        assertBounded(BigMachine.server(20_000), SceneKind.IOMMU);
        assertBounded(BigMachine.flat(100_000), SceneKind.PCI);
        assertBounded(BigMachine.flat(10_000), SceneKind.IOMMU);
    }

    private static void assertBounded(BigMachine big, SceneKind kind) {
        SceneOptions options = SceneOptions.of(kind).unfolding(Set.of(SceneOptions.ALL, SceneOptions.ALL_LINKS));
        Scene scene = scene(big, options);
        assertEachOnce(big, scene);
        assertTrue(scene.nodes().size() <= options.maxNodes(), scene.nodes().size() + " nodes");
    }

    @Test
    @Timeout(120)
    void aChainOfBridgesIsNoDanger() {
        BigMachine big = BigMachine.chain(20_000);
        Scene scene = scene(big, SceneOptions.of(SceneKind.PCI));
        assertEachOnce(big, scene);
        assertTrue(scene.nodes().size() <= SceneOptions.DEFAULT_MAX_NODES);
        BigMachine domain = BigMachine.chain(255);
        Scene groups = scene(domain, SceneOptions.of(SceneKind.IOMMU));
        assertEachOnce(domain, groups);
        SceneChecks.check(groups);
    }

    @Test
    @Timeout(120)
    void aRowInWhichEachIsLinkedWithEachIsLaidOut() {
        SceneDraft draft = new SceneDraft("Mesh", "A full mesh.");
        for (int i = 0; i < 50; i++) {
            draft.add(new SceneDraft.Node("n" + i, List.of(SceneSubject.endpoint("n" + i)), NodeShape.GPU,
                    List.of(SceneDraft.Line.title("GPU" + i)), List.of(), SceneClass.NONE, Optional.empty(), Optional.empty(), "GPU" + i));
            for (int j = 0; j < i; j++) {
                draft.add(new SceneDraft.Edge("e" + j + "-" + i, "n" + j, "n" + i, List.of(), EdgeKind.NVLINK, EdgeState.NORMAL, 2,
                        "\u00d72 \u00b7 50 GB/s", Optional.empty(), Optional.empty(), true, "two links"));
            }
        }
        Scene scene = SceneLayout.arrange(draft, SceneFlow.DOWN, TextMeasure.builtIn());
        assertEquals(50 * 49 / 2, scene.edges().size());
        SceneChecks.check(scene);
    }

    @Test
    void bridgesInACircleAreCutLoose() {
        BigMachine big = BigMachine.chain(3);
        ((PciBridge) big.functions().get(2)).setSecondaryBus(big.functions().get(0).getBus());
        Scene scene = scene(big, SceneOptions.of(SceneKind.PCI));
        assertEachOnce(big, scene);
        SceneChecks.check(scene);
    }
}
