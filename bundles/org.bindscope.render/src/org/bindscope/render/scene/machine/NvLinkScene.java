// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.nvlink.NvLinkGraph.Endpoint;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.render.scene.EdgeKind;
import org.bindscope.render.scene.EdgeState;
import org.bindscope.render.scene.LabelLength;
import org.bindscope.render.scene.NodeShape;
import org.bindscope.render.scene.SceneClass;
import org.bindscope.render.scene.SceneDraft;
import org.bindscope.render.scene.SceneOptions;
import org.bindscope.render.scene.SceneSign;
import org.bindscope.render.scene.SceneSubject;

/** The picture of the NVLinks: GPUs in a row, below them NVSwitches or NPUs, below these the processors. */
final class NvLinkScene {

    private final SceneOptions options;
    private final Machine machine;
    private final NvLinkGraph graph;
    private final Map<String, PciFunction> functions = new HashMap<>();
    private final DeviceFacts facts;
    private final DeviceClasses classes;
    private final NvLinkNodes nodes;
    private final Explanations explanations = new Explanations();
    private final SceneDraft draft;

    NvLinkScene(MachineAnalysis analysis, SceneOptions options) {
        this.options = options;
        this.machine = analysis.machine();
        this.graph = analysis.nvLink();
        this.facts = new DeviceFacts(analysis, options);
        List<PciFunction> all = new PciTree(analysis.machine()).functions();
        all.forEach(function -> functions.put(function.getAddress(), function));
        List<PciFunction> ends = graph.endpoints().stream().flatMap(end -> function(end).stream()).toList();
        this.classes = new DeviceClasses(options.colour(), facts, ends);
        this.nodes = new NvLinkNodes(graph, options);
        long gpus = graph.endpoints().stream().filter(end -> end.kind() == Kind.GPU).count();
        this.draft = new SceneDraft("NVLink", gpus + (gpus == 1 ? " GPU and " : " GPUs and ") + graph.links().size()
                + (graph.links().size() == 1 ? " NVLink" : " NVLinks") + "; GPUs stand in the first row, processors in the last.");
    }

    private Optional<PciFunction> function(Endpoint end) {
        return end.address().map(functions::get);
    }

    SceneDraft draft() {
        Origin.of(machine).ifPresent(draft::note);
        Map<String, NvLinkLines.End> ends = new LinkedHashMap<>();
        for (NvLinkNodes.Group group : nodes.groups()) {
            SceneDraft.Node node = node(group);
            draft.add(node);
            explanations.use(node);
            group.ends().forEach(end -> ends.put(end.id(), new NvLinkLines.End(group.id(), name(group),
                    group.rank(), group.rank() == 0)));
        }
        NvLinkLines lines = new NvLinkLines(options);
        lines.add(graph, ends);
        lines.edges().forEach(this::add);
        processors();
        if (lines.left() > 0) {
            draft.note(lines.left() + " more bundles of links have no room in this picture.");
        }
        if (!graph.links().isEmpty() && graph.links().stream().allMatch(link -> link.bandwidthGBs().isEmpty())) {
            draft.note("\u00d7 is the number of links; no source tells their speed.");
        } else if (graph.links().stream().anyMatch(link -> link.state() == NvLinkGraph.State.UNKNOWN)) {
            draft.note("Bandwidth per direction. Where no driver reported a state, the figures are what is wired.");
        }
        if (options.legend()) {
            explanations.addTo(draft, classes.title(), classes.all());
        }
        return draft;
    }

    private void add(SceneDraft.Edge edge) {
        draft.add(edge);
        explanations.use(edge);
    }

    /** Processors that own NPUs but are no ends of links themselves. */
    private void processors() {
        Map<String, List<NvLinkNodes.Group>> owned = new LinkedHashMap<>();
        nodes.groups().stream().filter(group -> group.kind() == Kind.NPU)
                .forEach(group -> group.first().cpu().filter(cpu -> nodes.of(cpu).isEmpty())
                        .ifPresent(cpu -> owned.computeIfAbsent(cpu, key -> new ArrayList<>()).add(group)));
        owned.forEach((cpu, npus) -> {
            String id = "cpu:" + cpu;
            SceneDraft.Node node = new SceneDraft.Node(id, List.of(new SceneSubject(SceneSubject.Kind.PROCESSOR, cpu)),
                    NodeShape.PROCESSOR, List.of(SceneDraft.Line.title("Processor " + cpu)), List.of(), SceneClass.NONE,
                    Optional.empty(), Optional.empty(), "Processor " + cpu + ", to which the NPUs above belong.");
            draft.add(node);
            explanations.use(node);
            npus.forEach(npu -> add(new SceneDraft.Edge("line:" + npu.id() + "|" + id, npu.id(), id, List.of(),
                    EdgeKind.BELONGS, EdgeState.NORMAL, 1, "", Optional.empty(), Optional.empty(), false,
                    name(npu) + " is a part of processor " + cpu + ".")));
        });
    }

    private String name(NvLinkNodes.Group group) {
        String first = group.first().id();
        return group.ends().size() == 1 ? first : group.ends().size() + " " + plural(group.kind()) + " from " + first;
    }

    private static String plural(Kind kind) {
        return switch (kind) {
            case GPU -> "GPUs";
            case NPU -> "NPU functions";
            case NVSWITCH -> "NVSwitches";
            case CPU -> "processors";
            case UNKNOWN -> "unidentified ends";
        };
    }

    private SceneDraft.Node node(NvLinkNodes.Group group) {
        Endpoint first = group.first();
        Optional<PciFunction> function = function(first);
        List<SceneSubject> subjects = new ArrayList<>();
        group.ends().forEach(end -> subjects.add(SceneSubject.endpoint(end.id())));
        group.ends().forEach(end -> function(end).ifPresent(pci -> subjects.add(SceneSubject.function(pci.getAddress()))));
        Optional<String> change = group.ends().stream().flatMap(end -> function(end).stream())
                .flatMap(pci -> facts.change(pci).stream().map(to -> pci.getAddress() + " changes to " + to)).findFirst();
        List<SceneDraft.Sign> signs = new ArrayList<>();
        change.ifPresent(text -> signs.add(new SceneDraft.Sign(SceneSign.CHANGED, text)));
        boolean mixed = group.ends().stream().map(end -> function(end).map(classes::of).orElse(SceneClass.NONE)).distinct().count() > 1;
        return new SceneDraft.Node(group.id(), subjects, shape(group.kind()), lines(group, function), signs,
                mixed ? SceneClass.NONE : function.map(classes::of).orElse(SceneClass.NONE), group.fold(), Optional.empty(),
                description(group, function));
    }

    private static NodeShape shape(Kind kind) {
        return switch (kind) {
            case GPU -> NodeShape.GPU;
            case NPU -> NodeShape.DEVICE;
            case NVSWITCH -> NodeShape.SWITCH;
            case CPU -> NodeShape.PROCESSOR;
            case UNKNOWN -> NodeShape.NAMED;
        };
    }

    private String title(NvLinkNodes.Group group, Optional<PciFunction> function) {
        Endpoint first = group.first();
        String many = group.ends().size() > 1 ? group.ends().size() + " \u00d7 " : "";
        Optional<String> label = group.ends().size() > 1 ? Optional.empty() : first.label();
        String what = switch (group.kind()) {
            case GPU -> label.map(text -> text + function.map(pci -> " " + DeviceFacts.title(pci)).orElse(""))
                    .orElseGet(() -> function.map(DeviceFacts::title).orElse(group.ends().size() > 1 ? "GPU" : first.id()));
            case NPU -> first.address().isPresent() ? "NPU link" : "NPU";
            case NVSWITCH -> "NVSwitch";
            case CPU -> first.id();
            case UNKNOWN -> label.orElse("unidentified");
        };
        return many + what;
    }

    private List<SceneDraft.Line> lines(NvLinkNodes.Group group, Optional<PciFunction> function) {
        Endpoint first = group.first();
        Endpoint last = group.ends().get(group.ends().size() - 1);
        String place = first.address().isPresent() && last.address().isPresent()
                ? DeviceLines.range(first.address().get(), last.address().get()) : first.id();
        String title = title(group, function);
        List<SceneDraft.Line> lines = new ArrayList<>(List.of(SceneDraft.Line.title(title)));
        if (!place.equals(title)) {
            lines.add(SceneDraft.Line.code(place));
        }
        if (group.kind() == Kind.CPU) {
            first.label().ifPresent(label -> lines.add(SceneDraft.Line.detail(label)));
        }
        if (options.labels() == LabelLength.SHORT) {
            return lines;
        }
        function.ifPresent(pci -> lines.add(SceneDraft.Line.code(facts.driverLine(pci))));
        if (group.ends().size() == 1) {
            graph.memories().stream().filter(memory -> memory.gpu().equals(first.id()) && memory.numaNode().isPresent())
                    .findFirst().ifPresent(memory -> lines.add(SceneDraft.Line.detail("memory is NUMA node "
                            + memory.numaNode().getAsInt())));
        }
        if (options.labels() == LabelLength.FULL) {
            first.cpu().ifPresent(cpu -> lines.add(SceneDraft.Line.detail("processor " + cpu)));
            function.ifPresent(pci -> lines.add(SceneDraft.Line.detail("group " + facts.groupText(pci) + " \u00b7 NUMA node "
                    + facts.numaText(pci))));
        }
        return lines;
    }

    private String description(NvLinkNodes.Group group, Optional<PciFunction> function) {
        String what = group.kind() == Kind.UNKNOWN ? "unidentified end" : group.kind().name().toLowerCase(Locale.ROOT);
        long links = graph.links().stream().filter(link -> group.ends().stream().anyMatch(end -> link.touches(end.id()))).count();
        String tail = " " + links + (links == 1 ? " NVLink ends here." : " NVLinks end here.");
        return group.ends().size() > 1 ? name(group) + ", folded into one." + tail
                : function.map(facts::sentence).orElse(group.first().id() + ", " + what + ".") + tail;
    }
}
