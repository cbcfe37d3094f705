// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.topology;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.render.scene.ColourBy;
import org.bindscope.render.scene.LabelLength;
import org.bindscope.render.scene.SceneKind;
import org.bindscope.render.scene.SceneOptions;
import org.bindscope.ui.canvas.Viewport;

/**
 * What the user chose for the pictures of one document: which one, its colours and labels, what stands
 * unfolded, and which part is seen. Kept for each picture, so that going back to one finds it as it was left.
 * For the UI thread.
 */
final class PictureChoice {

    /** What was chosen for one kind of picture. */
    private static final class Kept {

        private ColourBy colour;
        private Set<String> unfolded = Set.of();
        private Optional<Viewport> viewport = Optional.empty();

        Kept(SceneKind kind) {
            this.colour = SceneOptions.of(kind).colour();
        }
    }

    private final Map<SceneKind, Kept> kept = new EnumMap<>(SceneKind.class);
    private Optional<SceneKind> kind = Optional.empty();
    private LabelLength labels = SceneOptions.of(SceneKind.PCI).labels();

    private Kept kept() {
        return kept.computeIfAbsent(kind(), Kept::new);
    }

    SceneKind kind() {
        return kind.orElse(SceneKind.PCI);
    }

    /** Whether the user, now or in an earlier run, said which picture it is to be. */
    boolean isChosen() {
        return kind.isPresent();
    }

    void choose(SceneKind value) {
        kind = Optional.of(value);
    }

    ColourBy colour() {
        return kept().colour;
    }

    void colour(ColourBy value) {
        kept().colour = value;
    }

    LabelLength labels() {
        return labels;
    }

    void labels(LabelLength value) {
        labels = value;
    }

    Set<String> unfolded() {
        return kept().unfolded;
    }

    void unfold(Set<String> ids) {
        kept().unfolded = Set.copyOf(ids);
    }

    /**
     * Opens a fold that is closed, closes one that is open.
     *
     * @param id   the fold
     * @param open ids of all folds that stand open in the picture, for the case that all were asked to be
     */
    void toggle(String id, Set<String> open) {
        Set<String> next = new HashSet<>(unfolded().contains(SceneOptions.ALL) ? open : unfolded());
        if (open.contains(id)) {
            next.remove(id);
        } else {
            next.add(id);
        }
        unfold(next);
    }

    Optional<Viewport> viewport() {
        return kept().viewport;
    }

    void viewport(Viewport value) {
        kept().viewport = Optional.of(value);
    }

    /** The options of the picture, with a plan's wishes. */
    SceneOptions options(Map<String, Optional<String>> planned) {
        return SceneOptions.of(kind()).colouredBy(colour()).labelled(labels).unfolding(unfolded()).planning(planned);
    }

    /** The choice as one line: kind, labels, colour, scale and place. What is unfolded is kept only while the program runs. */
    String text() {
        String seen = viewport().map(view -> ";" + view.scale() + ";" + view.x() + ";" + view.y()).orElse("");
        return kind() + ";" + labels + ";" + colour() + seen;
    }

    /**
     * Reads what {@link #text()} wrote.
     *
     * @param text any text
     * @return empty when it is not of that form
     */
    static Optional<PictureChoice> parse(String text) {
        List<String> words = List.of(text.split(";"));
        if (words.size() != 3 && words.size() != 6) {
            return Optional.empty();
        }
        try {
            PictureChoice choice = new PictureChoice();
            choice.choose(SceneKind.valueOf(words.get(0)));
            choice.labels(LabelLength.valueOf(words.get(1)));
            choice.colour(ColourBy.valueOf(words.get(2)));
            if (words.size() == 6) {
                choice.viewport(new Viewport(Double.parseDouble(words.get(3)), Double.parseDouble(words.get(4)),
                        Double.parseDouble(words.get(5)), 1, 1));
            }
            return Optional.of(choice);
        } catch (IllegalArgumentException e) {
            // A name or number of another version: the choice starts afresh.
            return Optional.empty();
        }
    }
}
