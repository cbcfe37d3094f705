// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.render.scene.machine.MachineScenes;
import org.junit.jupiter.api.Test;

/** Finding, pointing and travelling in a scene. */
class SceneTest {

    private static final Scene SERVER = MachineScenes.of(MachineAnalysis.of(BigMachine.server(120).machine()),
            SceneOptions.of(SceneKind.PCI), TextMeasure.builtIn());
    private static final Scene GROUPS = MachineScenes.of(MachineAnalysis.of(BigMachine.server(60).machine()),
            SceneOptions.of(SceneKind.IOMMU), TextMeasure.builtIn());

    @Test
    void theIndexFindsWhatLookingAtAllElementsFinds() {
        for (Scene scene : List.of(SERVER, GROUPS)) {
            SceneIndex index = new SceneIndex(scene);
            Random random = new Random(5);
            for (int i = 0; i < 300; i++) {
                SceneRect area = new SceneRect(random.nextDouble() * scene.bounds().width() - 50,
                        random.nextDouble() * scene.bounds().height() - 50, random.nextDouble() * 900, random.nextDouble() * 900);
                Set<String> found = Set.copyOf(index.in(area).stream().map(SceneElement::id).toList());
                scene.nodes().stream().filter(node -> node.bounds().intersects(area)).forEach(node -> assertTrue(found.contains(node.id())));
                scene.boxes().stream().filter(box -> box.bounds().intersects(area)).forEach(box -> assertTrue(found.contains(box.id())));
                found.forEach(id -> assertTrue(scene.element(id).orElseThrow().bounds().grow(5).intersects(area)));
            }
            assertEquals(scene.nodes().size() + scene.edges().size() + scene.boxes().size(), index.in(scene.bounds().grow(1000)).size());
        }
    }

    @Test
    void aPointerMeansTheNodeTheLineOrTheInnermostBox() {
        SceneIndex index = new SceneIndex(GROUPS);
        for (SceneNode node : GROUPS.nodes()) {
            ScenePoint place = node.bounds().center();
            assertEquals(Optional.of(node), index.at(place.x(), place.y(), 3));
        }
        for (SceneEdge edge : GROUPS.edges()) {
            edge.label().ifPresent(label -> assertEquals(Optional.of(edge),
                    index.at(label.bounds().center().x(), label.bounds().center().y(), 3)));
        }
        for (SceneBox box : GROUPS.boxes()) {
            assertEquals(Optional.of(box), index.at(box.bounds().x() + 1, box.bounds().y() + 1, 0));
        }
        assertEquals(Optional.empty(), index.at(-50, -50, 3));
    }

    @Test
    void arrowKeysLeadAlongLines() {
        SceneTravel travel = new SceneTravel(SERVER);
        SceneNode root = SERVER.nodes().get(0);
        SceneNode child = travel.next(root.id(), SceneDirection.RIGHT).orElseThrow();
        assertTrue(SERVER.neighbours(root.id()).contains(child));
        assertEquals(Optional.of(root), travel.next(child.id(), SceneDirection.LEFT));
        assertEquals(Optional.empty(), travel.next(root.id(), SceneDirection.LEFT));
        assertEquals(Optional.empty(), travel.next("nothing", SceneDirection.LEFT));
    }

    @Test
    void theKeyboardReachesEveryNode() {
        for (Scene scene : List.of(SERVER, GROUPS)) {
            SceneTravel travel = new SceneTravel(scene);
            Set<String> reached = new HashSet<>(Set.of(scene.nodes().get(0).id()));
            Deque<String> open = new ArrayDeque<>(reached);
            while (!open.isEmpty()) {
                String at = open.remove();
                for (SceneDirection direction : SceneDirection.values()) {
                    travel.next(at, direction).map(SceneNode::id).filter(reached::add).ifPresent(open::add);
                }
            }
            assertTrue(reached.size() >= scene.nodes().size() * 0.95, reached.size() + " of " + scene.nodes().size());
        }
    }

    @Test
    void elementsAreFoundByWhatTheyStandFor() {
        SceneNode some = SERVER.nodes().stream().filter(node -> node.count() > 1).findFirst().orElseThrow();
        for (SceneSubject subject : some.subjects()) {
            assertEquals(List.of(some), SERVER.showing(subject));
        }
        assertEquals(List.of(), SERVER.showing(SceneSubject.function("ffff:ff:1f.7")));
    }

    @Test
    void aSceneRefusesLinesThatEndNowhereAndTwoElementsOfOneId() {
        SceneDraft draft = new SceneDraft("", "");
        SceneDraft.Node node = new SceneDraft.Node("a", List.of(), NodeShape.DEVICE, List.of(), List.of(), SceneClass.NONE,
                Optional.empty(), Optional.empty(), "a");
        draft.add(node);
        assertThrows(IllegalArgumentException.class, () -> draft.add(node));
        assertThrows(IllegalArgumentException.class, () -> draft.add(new SceneDraft.Edge("e", "a", "b", List.of(), EdgeKind.PCI,
                EdgeState.NORMAL, 1, "", Optional.empty(), Optional.empty(), false, "e")));
    }

    @Test
    void anEmptyDraftIsAnEmptyScene() throws Exception {
        Scene scene = SceneLayout.arrange(new SceneDraft("Nothing", "Nothing to see."), SceneFlow.RIGHT, TextMeasure.builtIn());
        assertEquals(List.of(), scene.nodes());
        SceneChecks.parse(SceneSvg.document(scene, SceneSvg.Theme.SYSTEM));
    }
}
