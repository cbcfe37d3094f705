// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.bindscope.render.scene.EdgeKind;
import org.bindscope.render.scene.EdgeState;
import org.bindscope.render.scene.SceneClass;
import org.bindscope.render.scene.SceneDraft;
import org.bindscope.render.scene.SceneLegend;
import org.bindscope.render.scene.SceneSign;

/** Collects what a picture uses, and explains that and nothing else. */
final class Explanations {

    /** Most classes that a legend lists. */
    private static final int MAX_CLASSES = 24;

    private record Stroke(EdgeKind kind, EdgeState state) {
    }

    private final Set<SceneClass> classes = new LinkedHashSet<>();
    private final Set<Stroke> strokes = new LinkedHashSet<>();
    private final Set<SceneSign> signs = EnumSet.noneOf(SceneSign.class);

    void use(SceneDraft.Node node) {
        classes.add(node.group());
        node.signs().forEach(sign -> signs.add(sign.sign()));
        node.fold().ifPresent(fold -> signs.add(fold.folded() ? SceneSign.FOLDED : SceneSign.UNFOLDED));
    }

    void use(SceneDraft.Edge edge) {
        strokes.add(new Stroke(edge.kind(), edge.state()));
    }

    void use(SceneDraft.Box box) {
        classes.add(box.group());
        box.signs().forEach(sign -> signs.add(sign.sign()));
    }

    void addTo(SceneDraft draft, String title, List<SceneClass> order) {
        List<SceneClass> used = order.stream().filter(classes::contains).toList();
        boolean coloured = classes.stream().anyMatch(group -> group != SceneClass.NONE);
        draft.legendTitle(coloured ? title : "Lines and signs");
        used.stream().limit(MAX_CLASSES)
                .forEach(group -> draft.explain(new SceneLegend.Sample.OfClass(group), group.text()));
        if (used.size() > MAX_CLASSES) {
            draft.explain(new SceneLegend.Sample.OfClass(SceneClass.NONE), (used.size() - MAX_CLASSES) + " more, by their marks");
        }
        strokes.stream().sorted(Comparator.comparing(Stroke::kind).thenComparing(Stroke::state))
                .forEach(stroke -> draft.explain(new SceneLegend.Sample.OfEdge(stroke.kind(), stroke.state()), text(stroke)));
        signs.stream().filter(sign -> sign != SceneSign.UNFOLDED)
                .forEach(sign -> draft.explain(new SceneLegend.Sample.OfSign(sign), text(sign)));
    }

    private static String text(Stroke stroke) {
        return switch (stroke.state()) {
            case DEGRADED -> stroke.kind() == EdgeKind.PCI ? "PCI link below what both ends can do"
                    : "some links of the bundle are down or slower";
            case DOWN -> name(stroke.kind()) + " that is down";
            case CUT -> name(stroke.kind()) + " that is cut: one end goes, the other stays";
            case PLANNED -> name(stroke.kind()) + " changed by the plan";
            case INFERRED -> name(stroke.kind()) + " inferred from the machine's type";
            case NORMAL -> stroke.kind() == EdgeKind.BELONGS ? "belongs together, no link" : name(stroke.kind());
        };
    }

    private static String name(EdgeKind kind) {
        return switch (kind) {
            case PCI -> "PCI bus or link";
            case NVLINK -> "NVLink";
            case PROCESSOR_LINK -> "link to a processor";
            case BELONGS -> "connection";
        };
    }

    private static String text(SceneSign sign) {
        return switch (sign) {
            case FOLDED -> "several devices stand together";
            case CHECK -> "user space may own the group";
            case CROSS -> "user space may not own the group";
            default -> sign.text();
        };
    }
}
