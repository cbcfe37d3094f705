// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.render.scene.ColourBy;
import org.bindscope.render.scene.LabelLength;
import org.bindscope.render.scene.SceneKind;
import org.bindscope.render.scene.SceneOptions;
import org.bindscope.ui.canvas.Viewport;
import org.junit.jupiter.api.Test;

/** What is remembered of the pictures of a document. */
class PictureChoiceTest {

    @Test
    void aChoiceSurvivesARestart() {
        Map<String, String> state = new HashMap<>();
        PictureMemory memory = new PictureMemory();
        PictureChoice choice = memory.of("/tmp/lab7.tar.xz");
        choice.choose(SceneKind.IOMMU);
        choice.colour(ColourBy.NUMA);
        choice.labels(LabelLength.FULL);
        choice.viewport(new Viewport(0.5, 10, 20, 300, 200));
        memory.store(state);

        PictureMemory later = new PictureMemory();
        later.restore(state);
        PictureChoice read = later.of("/tmp/lab7.tar.xz");
        assertEquals(choice.text(), read.text());
        assertEquals(SceneKind.IOMMU, read.kind());
        assertEquals(0.5, read.viewport().orElseThrow().scale());
        assertTrue(!later.of("/tmp/other.tar.xz").isChosen());
    }

    @Test
    void textOfAnotherFormStartsAfresh() {
        for (String text : new String[] {"", "PCI", "PCI;MEDIUM;PINK", "PCI;MEDIUM;DRIVER;x;1;2", "PCI;MEDIUM;DRIVER;1", ";;;;;"}) {
            assertEquals(Optional.empty(), PictureChoice.parse(text), text);
        }
    }

    @Test
    void eachPictureKeepsItsOwnColours() {
        PictureChoice choice = new PictureChoice();
        choice.choose(SceneKind.PCI);
        choice.colour(ColourBy.VERDICT);
        choice.choose(SceneKind.IOMMU);
        assertEquals(SceneOptions.of(SceneKind.IOMMU).colour(), choice.colour());
        choice.choose(SceneKind.PCI);
        assertEquals(ColourBy.VERDICT, choice.colour());
    }

    @Test
    void foldsOpenAndCloseOneByOneAlsoAfterAllWereOpened() {
        PictureChoice choice = new PictureChoice();
        choice.toggle("a", Set.of());
        assertEquals(Set.of("a"), choice.unfolded());
        choice.toggle("a", Set.of("a"));
        assertEquals(Set.of(), choice.unfolded());
        choice.unfold(Set.of(SceneOptions.ALL));
        choice.toggle("b", Set.of("a", "b", "c"));
        assertEquals(Set.of("a", "c"), choice.unfolded());
    }
}
