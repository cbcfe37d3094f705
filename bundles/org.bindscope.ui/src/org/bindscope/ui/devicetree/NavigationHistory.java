// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Places visited one after the other, to go back and forward.
 *
 * @param <T> a place
 */
final class NavigationHistory<T> {

    private static final int MOST = 200;

    private final List<T> places = new ArrayList<>();
    private int at = -1;

    /** Records a place; what was ahead is forgotten. Staying where one is changes nothing. */
    void visit(T place) {
        if (at >= 0 && places.get(at).equals(place)) {
            return;
        }
        places.subList(at + 1, places.size()).clear();
        places.add(place);
        if (places.size() > MOST) {
            places.remove(0);
        }
        at = places.size() - 1;
    }

    boolean canGoBack() {
        return at > 0;
    }

    boolean canGoForward() {
        return at + 1 < places.size();
    }

    /** The place before; empty at the start. */
    Optional<T> back() {
        return canGoBack() ? Optional.of(places.get(--at)) : Optional.empty();
    }

    /** The place after; empty at the end. */
    Optional<T> forward() {
        return canGoForward() ? Optional.of(places.get(++at)) : Optional.empty();
    }

    void clear() {
        places.clear();
        at = -1;
    }
}
