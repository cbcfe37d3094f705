// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.analysis.nvlink.NvLinkGraph.State;
import org.bindscope.render.scene.EdgeState;
import org.bindscope.render.scene.LabelLength;
import org.bindscope.render.scene.SceneDraft;
import org.bindscope.render.scene.SceneSign;
import org.bindscope.render.scene.SceneSubject;

/**
 * The NVLinks between two nodes, as one line or as one of several.
 *
 * @param links one or more
 * @param taken ids of ends that go away
 */
record LinkBundle(List<Link> links, Set<String> taken) {

    /** Copies the list. */
    LinkBundle {
        links = List.copyOf(links);
    }

    private long down() {
        return links.stream().filter(link -> link.state() == State.DOWN).count();
    }

    private long cut() {
        return links.stream().filter(link -> taken.contains(link.a()) != taken.contains(link.b())).count();
    }

    /** What is to be said of it: the worst. */
    EdgeState state() {
        return cut() > 0 ? EdgeState.CUT : down() == links.size() ? EdgeState.DOWN
                : down() > 0 || uneven() ? EdgeState.DEGRADED
                : links.stream().allMatch(Link::inferred) ? EdgeState.INFERRED : EdgeState.NORMAL;
    }

    /** Whether one link of a bundle is slower than another: it was trained down, or the sources are wrong. */
    private boolean uneven() {
        return links.stream().filter(link -> link.state() != State.DOWN && link.bandwidthGBs().isPresent())
                .map(link -> link.bandwidthGBs().getAsDouble()).collect(Collectors.toSet()).size() > 1;
    }

    /** GB/s in each direction over the links that are not down; empty where no link has a known speed. */
    Optional<Double> bandwidth() {
        List<Link> known = links.stream().filter(link -> link.state() != State.DOWN && link.bandwidthGBs().isPresent()).toList();
        return known.isEmpty() ? Optional.empty()
                : Optional.of(known.stream().mapToDouble(link -> link.bandwidthGBs().getAsDouble()).sum());
    }

    private long unknownSpeed() {
        return links.stream().filter(link -> link.state() != State.DOWN && link.bandwidthGBs().isEmpty()).count();
    }

    String label(LabelLength length) {
        String count = "\u00d7" + links.size();
        String speed = bandwidth().map(value -> Numbers.of(value) + " GB/s" + (unknownSpeed() > 0 ? " and more" : "")).orElse("");
        String state = cut() > 0 ? cut() == links.size() ? "cut" : cut() + " cut"
                : down() > 0 ? down() == links.size() ? "down" : down() + " down" : "";
        String numbered = links.size() == 1 && links.get(0).index().isPresent() ? "link " + links.get(0).index().getAsInt() : count;
        List<String> parts = new ArrayList<>(List.of(length == LabelLength.FULL && links.size() > 1
                ? links.size() + " \u00d7 NVLink" : numbered));
        if (length != LabelLength.SHORT && !speed.isEmpty()) {
            parts.add(length == LabelLength.FULL ? speed + " each way" : speed);
        }
        if (!state.isEmpty()) {
            parts.add(state);
        }
        return String.join(" \u00b7 ", parts);
    }

    Optional<SceneDraft.Sign> sign() {
        return switch (state()) {
            case CUT -> Optional.of(new SceneDraft.Sign(SceneSign.CROSS, "cut: one end goes, the other stays"));
            case DOWN -> Optional.of(new SceneDraft.Sign(SceneSign.CROSS, "down"));
            case DEGRADED -> Optional.of(new SceneDraft.Sign(SceneSign.WARNING,
                    down() > 0 ? "some links are down" : "links of one bundle differ in speed"));
            default -> Optional.empty();
        };
    }

    List<SceneSubject> subjects() {
        return links.stream().map(link -> SceneSubject.link(link.a(), link.b(), link.index())).toList();
    }

    /** One sentence. */
    String sentence(String one, String other) {
        StringBuilder text = new StringBuilder().append(links.size()).append(links.size() == 1 ? " NVLink" : " NVLinks")
                .append(" between ").append(one).append(" and ").append(other);
        text.append(bandwidth().map(value -> ", " + Numbers.of(value) + " GB/s each way").orElse(", speed not known"));
        if (bandwidth().isPresent() && unknownSpeed() > 0) {
            text.append(" and ").append(unknownSpeed()).append(" of unknown speed");
        }
        if (down() > 0) {
            text.append(", ").append(down()).append(" down");
        }
        if (cut() > 0) {
            text.append(", ").append(cut()).append(" cut");
        }
        if (links.stream().allMatch(Link::inferred)) {
            text.append(", inferred from the machine's type");
        }
        return text.append('.').toString();
    }
}
