// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.render.scene.EdgeKind;
import org.bindscope.render.scene.EdgeState;
import org.bindscope.render.scene.LabelLength;
import org.bindscope.render.scene.NodeShape;
import org.bindscope.render.scene.SceneClass;
import org.bindscope.render.scene.SceneDraft;
import org.bindscope.render.scene.SceneFold;
import org.bindscope.render.scene.SceneOptions;
import org.bindscope.render.scene.SceneSign;
import org.bindscope.render.scene.SceneSubject;

/** The picture of the PCI hierarchy: root buses, bridges and devices from left to right. */
final class PciScene {

    private final SceneOptions options;
    private final Machine machine;
    private final PciTree tree;
    private final DeviceFacts facts;
    private final DeviceClasses classes;
    private final DeviceNodes nodes;
    private final Explanations explanations = new Explanations();
    /** The functions of a slot share one link: it is named once. */
    private final Set<String> slots = new HashSet<>();
    private final SceneDraft draft;

    PciScene(MachineAnalysis analysis, SceneOptions options) {
        this.options = options;
        this.machine = analysis.machine();
        this.tree = new PciTree(analysis.machine());
        this.facts = new DeviceFacts(analysis, options);
        this.classes = new DeviceClasses(options.colour(), facts, tree.functions());
        this.nodes = new DeviceNodes(facts, classes, new DeviceLines(facts, options.labels()));
        int devices = tree.functions().size();
        this.draft = new SceneDraft("PCI hierarchy", devices + (devices == 1 ? " PCI function below " : " PCI functions below ")
                + tree.roots().size() + (tree.roots().size() == 1 ? " root bus, " : " root buses, ")
                + "from the root buses on the left to the devices on the right.");
    }

    SceneDraft draft() {
        Origin.of(machine).ifPresent(draft::note);
        FoldPlan plan = new FoldPlan(tree, this::kind, options.unfolded(), options.maxNodes());
        if (!plan.complete()) {
            draft.note("Too many devices for one picture: what is furthest from the root buses is folded away.");
        } else if (plan.closedFolds() > 0) {
            draft.note("Unfolded as far as " + options.maxNodes() + " nodes allow: " + plan.closedDevices() + " devices stay in "
                    + plan.closedFolds() + (plan.closedFolds() == 1 ? " fold." : " folds. Each opens by itself."));
        }
        add(plan.roots());
        if (options.legend()) {
            explanations.addTo(draft, classes.title(), classes.all());
        }
        return draft;
    }

    /** Equal for functions that may stand together. */
    private String kind(PciFunction function) {
        return String.join("|", DeviceFacts.title(function), Integer.toString(function.getVendorId()),
                Integer.toString(function.getDeviceId()), Integer.toString(function.getClassCode()),
                facts.driverLine(function), classes.of(function).key(), function.getPhysicalFunction() != null ? "vf" : "",
                LinkFacts.above(Optional.ofNullable(function.getBus().getBridge()), function).map(LinkFacts::text).orElse(""));
    }

    private record Hung(Shown shown, Optional<Shown> above) {
    }

    private void add(List<Shown> roots) {
        Deque<Hung> open = new ArrayDeque<>();
        roots.forEach(root -> open.add(new Hung(root, Optional.empty())));
        while (!open.isEmpty()) {
            Hung next = open.remove();
            Shown shown = next.shown();
            SceneDraft.Node node = node(shown);
            draft.add(node);
            explanations.use(node);
            next.above().map(parent -> edge(parent, shown, node.id())).ifPresent(edge -> {
                draft.add(edge);
                explanations.use(edge);
            });
            for (int i = shown.children().size() - 1; i >= 0; i--) {
                open.addFirst(new Hung(shown.children().get(i), Optional.of(shown)));
            }
        }
    }

    private static String id(Shown shown) {
        return shown.kind() == Shown.Kind.ONE ? shown.head().id() : shown.fold().orElseThrow().id();
    }

    private SceneDraft.Node node(Shown shown) {
        List<PciFunction> all = shown.units().stream().flatMap(unit -> PciTree.functionsFrom(unit).stream()).toList();
        if (shown.kind() == Shown.Kind.REST) {
            SceneFold fold = shown.fold().orElseThrow();
            return new SceneDraft.Node(id(shown), subjects(all), NodeShape.NAMED,
                    List.of(SceneDraft.Line.title(fold.count() + " more devices")), List.of(), SceneClass.NONE, shown.fold(),
                    Optional.empty(), fold.count() + " more devices for which the picture has no room.");
        }
        if (shown.head().function().isEmpty()) {
            return root(shown, all);
        }
        if (shown.kind() == Shown.Kind.ALIKE) {
            return nodes.alike(id(shown), shown.units().stream().map(unit -> unit.function().orElseThrow()).toList(), all,
                    shown.fold().orElseThrow(), Optional.empty());
        }
        return nodes.one(id(shown), all.get(0), shown.fold(), shown.hidesBelow() ? all.subList(1, all.size()) : List.of(),
                Optional.empty());
    }

    private SceneDraft.Node root(Shown shown, List<PciFunction> all) {
        String name = shown.head().id().substring("bus:".length());
        List<SceneDraft.Line> lines = new ArrayList<>(List.of(SceneDraft.Line.title("PCI " + name)));
        OptionalInt numa = numaNode(all);
        if (options.labels() != LabelLength.SHORT) {
            lines.add(SceneDraft.Line.detail("root bus" + (numa.isPresent() ? " \u00b7 NUMA node " + numa.getAsInt() : "")));
        }
        if (shown.hidesBelow()) {
            lines.add(SceneDraft.Line.detail(all.size() + " devices"));
        }
        List<SceneSubject> subjects = new ArrayList<>(List.of(new SceneSubject(SceneSubject.Kind.ROOT_BUS, name)));
        if (shown.hidesBelow()) {
            subjects.addAll(subjects(all));
        }
        return new SceneDraft.Node(id(shown), subjects, NodeShape.ROOT, lines, List.of(), SceneClass.NONE, shown.fold(),
                Optional.empty(), "Root bus " + name + " with " + all.size() + (all.size() == 1 ? " function" : " functions")
                        + (numa.isPresent() ? ", NUMA node " + numa.getAsInt() : "") + ".");
    }

    /** The NUMA node of all functions, where each names the same. */
    private static OptionalInt numaNode(List<PciFunction> functions) {
        Set<Integer> nodes = functions.stream().map(function -> function.isSetNumaNode() ? function.getNumaNode() : -1)
                .collect(Collectors.toSet());
        return nodes.size() == 1 && !nodes.contains(-1) ? OptionalInt.of(nodes.iterator().next()) : OptionalInt.empty();
    }

    private static List<SceneSubject> subjects(List<PciFunction> functions) {
        return functions.stream().map(function -> SceneSubject.function(function.getAddress())).toList();
    }

    private SceneDraft.Edge edge(Shown parent, Shown child, String target) {
        Optional<PciFunction> lower = child.kind() == Shown.Kind.REST ? Optional.empty() : child.head().function();
        boolean virtual = lower.filter(function -> function.getPhysicalFunction() != null).isPresent();
        Optional<LinkFacts> link = lower.flatMap(function -> LinkFacts.above(child.head().bridge(), function))
                .filter(facts -> slots.add(parent.head().id() + " " + lower.orElseThrow().getDevice()));
        boolean degraded = link.filter(LinkFacts::degraded).isPresent();
        String text = virtual ? "virtual" : options.labels() == LabelLength.SHORT && !degraded ? ""
                : link.map(LinkFacts::text).orElse("");
        return new SceneDraft.Edge("line:" + target, id(parent), target, List.of(),
                virtual ? EdgeKind.BELONGS : EdgeKind.PCI, degraded ? EdgeState.DEGRADED : EdgeState.NORMAL, 1, text,
                degraded ? Optional.of(new SceneDraft.Sign(SceneSign.WARNING, link.get().sentence())) : Optional.empty(),
                Optional.empty(), false, link.map(LinkFacts::sentence).orElse(virtual ? "Virtual functions of their physical function."
                        : "Bus below " + parent.head().function().map(PciFunction::getAddress).orElse("the root bus") + "."));
    }
}
