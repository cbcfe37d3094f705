// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PcieLink;
import org.bindscope.render.scene.EdgeKind;
import org.bindscope.render.scene.EdgeState;
import org.bindscope.render.scene.NodeShape;
import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneBadge;
import org.bindscope.render.scene.SceneBox;
import org.bindscope.render.scene.SceneEdge;
import org.bindscope.render.scene.SceneElement;
import org.bindscope.render.scene.SceneNode;
import org.bindscope.render.scene.SceneSign;
import org.bindscope.render.scene.SceneSubject;
import org.bindscope.ui.labels.FactText;
import org.bindscope.ui.labels.ObjectText;
import org.eclipse.emf.ecore.EObject;

/** Says in rows what a scene shows: each device of a fold for itself, then the lines, then the frames. */
public final class SceneRows {

    private final Scene scene;
    private final SceneSubjects subjects;
    private final Map<SceneSubject, List<NvLinkGraph.Link>> links = new HashMap<>();
    private final Map<String, String> frames = new HashMap<>();

    private SceneRows(Scene scene, SceneSubjects subjects, NvLinkGraph graph) {
        this.scene = scene;
        this.subjects = subjects;
        graph.links().forEach(link -> links.computeIfAbsent(SceneSubject.link(link.a(), link.b(), link.index()),
                key -> new ArrayList<>(1)).add(link));
        scene.boxes().forEach(box -> box.members().forEach(member -> frames.put(member, Elements.name(box))));
    }

    /**
     * The rows of a scene.
     *
     * @param scene    the scene
     * @param subjects of its machine
     * @param graph    the NVLinks that lines may stand for
     * @return devices in reading order, lines, frames
     */
    public static List<SceneRow> of(Scene scene, SceneSubjects subjects, NvLinkGraph graph) {
        SceneRows rows = new SceneRows(scene, subjects, graph);
        List<SceneRow> all = new ArrayList<>();
        scene.nodes().forEach(node -> rows.addNode(node, all));
        scene.edges().forEach(edge -> all.add(rows.edge(edge)));
        scene.boxes().forEach(box -> all.add(rows.box(box)));
        return List.copyOf(all);
    }

    private void addNode(SceneNode node, List<SceneRow> all) {
        List<PciFunction> functions = node.subjects().stream().flatMap(subject -> subjects.object(subject).stream())
                .filter(PciFunction.class::isInstance).map(PciFunction.class::cast).distinct().toList();
        if (functions.isEmpty()) {
            all.add(node(node, Elements.name(node), "", node.description(), subjects.objects(scene, node)));
        }
        functions.forEach(function -> all.add(node(node, name(function), driver(function),
                functions.size() == 1 ? node.description() : ObjectText.description(function), List.of(function))));
    }

    private static String driver(PciFunction function) {
        FactText driver = FactText.driver(function);
        return driver.value().isPresent() ? "driver " + driver.text() : "driver: " + driver.text();
    }

    private static String name(PciFunction function) {
        return function.getAddress() + " " + ObjectText.shortName(function);
    }

    private SceneRow node(SceneNode node, String name, String driver, String facts, List<? extends EObject> objects) {
        return new SceneRow(node.id(), name, kind(node.shape()), frames.getOrDefault(node.id(), ""), "", "", "",
                state(driver, node), facts, List.copyOf(objects));
    }

    private SceneRow box(SceneBox box) {
        return new SceneRow(box.id(), Elements.name(box), "frame", frames.getOrDefault(box.id(), ""), "", "", "",
                state("", box), box.description(), subjects.objects(scene, box));
    }

    private SceneRow edge(SceneEdge edge) {
        String from = scene.node(edge.source()).map(Elements::name).orElse("");
        String to = scene.node(edge.target()).map(Elements::name).orElse("");
        String kind = kind(edge.kind());
        List<NvLinkGraph.Link> own = edge.subjects().stream()
                .flatMap(subject -> links.getOrDefault(subject, List.of()).stream()).toList();
        String speed = "";
        String width = "";
        if (!own.isEmpty()) {
            speed = all(own, link -> speed(link.speedGTs()));
            width = all(own, link -> lanes(link.lanes()));
        } else if (edge.kind() == EdgeKind.PCI) {
            List<PciFunction> below = subjects.objects(scene, edge).stream().filter(PciFunction.class::isInstance)
                    .map(PciFunction.class::cast).toList();
            speed = all(below, function -> speed(link(function, PcieLink::isSetSpeedGTs, PcieLink::getSpeedGTs)));
            width = all(below, function -> lanes(width(function)));
        }
        return new SceneRow(edge.id(), edge.count() > 1 ? edge.count() + " " + kind + "s" : kind, kind, from, to, speed, width,
                state(state(edge.state()), edge), edge.description(), subjects.objects(scene, edge));
    }

    private static OptionalDouble link(PciFunction function, Predicate<PcieLink> known,
            ToDoubleFunction<PcieLink> value) {
        PcieLink link = function.getLink();
        return link != null && known.test(link) ? OptionalDouble.of(value.applyAsDouble(link)) : OptionalDouble.empty();
    }

    private static OptionalInt width(PciFunction function) {
        PcieLink link = function.getLink();
        return link != null && link.isSetWidth() ? OptionalInt.of(link.getWidth()) : OptionalInt.empty();
    }

    private static String speed(OptionalDouble value) {
        if (value.isEmpty()) {
            return "";
        }
        double speed = value.getAsDouble();
        return (speed == Math.rint(speed) ? String.valueOf((long) speed) : String.format(Locale.ROOT, "%.2f", speed)) + " GT/s";
    }

    private static String lanes(OptionalInt value) {
        return value.isEmpty() ? "" : "\u00d7" + value.getAsInt();
    }

    /** Each different text once. */
    private static <T> String all(List<T> things, Function<T, String> text) {
        return things.stream().map(text).filter(each -> !each.isEmpty()).distinct().collect(Collectors.joining(", "));
    }

    private static String state(String first, SceneElement element) {
        Stream<String> signs = Elements.badges(element).stream()
                .filter(badge -> badge.sign() != SceneSign.FOLDED && badge.sign() != SceneSign.UNFOLDED).map(SceneBadge::text);
        String group = element instanceof SceneNode node && !first.endsWith(" " + node.group().text()) ? node.group().text() : "";
        return Stream.concat(Stream.of(first, group), signs).filter(text -> !text.isBlank()).distinct()
                .collect(Collectors.joining("; "));
    }

    private static String state(EdgeState state) {
        return switch (state) {
            case NORMAL -> "";
            case DEGRADED -> "below what both ends can do";
            case DOWN -> "not trained";
            case CUT -> "cut";
            case PLANNED -> "changed";
            case INFERRED -> "follows from the machine's type";
        };
    }

    private static String kind(EdgeKind kind) {
        return switch (kind) {
            case PCI -> "PCI link";
            case NVLINK -> "NVLink";
            case PROCESSOR_LINK -> "processor link";
            case BELONGS -> "belongs to";
        };
    }

    private static String kind(NodeShape shape) {
        return switch (shape) {
            case DEVICE -> "device";
            case GPU -> "GPU";
            case BRIDGE -> "bridge";
            case ROOT -> "root bus";
            case PROCESSOR -> "processor";
            case SWITCH -> "NVSwitch";
            case NAMED -> "named by another source";
        };
    }
}
