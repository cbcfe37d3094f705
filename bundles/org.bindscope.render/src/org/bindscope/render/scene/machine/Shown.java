// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.render.scene.SceneFold;

/** A node of a folded tree. */
final class Shown {

    /** What a node stands for. */
    enum Kind {
        /** One root bus or function; its fold, when closed, hides what is below. */
        ONE,
        /** Several alike, with what is below each of them. */
        ALIKE,
        /** What there is no room for. */
        REST
    }

    private final Kind kind;
    private final List<PciTree.Unit> units;
    private Optional<SceneFold> fold;
    private final List<Shown> children = new ArrayList<>(0);

    Shown(Kind kind, List<PciTree.Unit> units, Optional<SceneFold> fold) {
        this.kind = kind;
        this.units = units;
        this.fold = fold;
    }

    Kind kind() {
        return kind;
    }

    /** The units that it stands for, without those below them. */
    List<PciTree.Unit> units() {
        return units;
    }

    PciTree.Unit head() {
        return units.get(0);
    }

    Optional<SceneFold> fold() {
        return fold;
    }

    /** Closes it, or says that it was opened. */
    void fold(SceneFold value) {
        fold = Optional.of(value);
    }

    List<Shown> children() {
        return children;
    }

    /** Whether it hides what is below its units. */
    boolean hidesBelow() {
        return fold.filter(SceneFold::folded).isPresent();
    }
}
