// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.nvlink;

import java.util.List;
import java.util.Locale;

import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.analysis.nvlink.NvLinkGraph.State;
import org.bindscope.model.NvLink;
import org.bindscope.ui.session.ModelSelection;

/**
 * A physical link in a table.
 *
 * @param link  what is known of it
 * @param model its model object
 * @param a     one end
 * @param b     the other end
 */
record LinkRow(Link link, NvLink model, EndRow a, EndRow b) implements ModelSelection {

    @Override
    public List<NvLink> modelObjects() {
        return List.of(model);
    }

    String index() {
        return link.index().isPresent() ? Integer.toString(link.index().getAsInt()) : "?";
    }

    String lanes() {
        return link.lanes().isPresent() ? Integer.toString(link.lanes().getAsInt()) : "?";
    }

    /** In words and with a sign, never by colour alone. */
    String state() {
        return switch (link.state()) {
            case UP -> "\u2714 up";
            case DOWN -> "\u2716 down";
            case UNKNOWN -> link.inferred() ? "? inferred" : "? not said";
        };
    }

    boolean down() {
        return link.state() == State.DOWN;
    }

    boolean contains(String lowerCase) {
        return a.contains(lowerCase) || b.contains(lowerCase)
                || (state() + " " + link.evidence()).toLowerCase(Locale.ROOT).contains(lowerCase);
    }
}
