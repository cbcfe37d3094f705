// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.groups.Viability;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.render.scene.ColourBy;
import org.bindscope.render.scene.EdgeKind;
import org.bindscope.render.scene.EdgeState;
import org.bindscope.render.scene.NodeShape;
import org.bindscope.render.scene.SceneClass;
import org.bindscope.render.scene.SceneColour;
import org.bindscope.render.scene.SceneDraft;
import org.bindscope.render.scene.SceneFold;
import org.bindscope.render.scene.SceneOptions;
import org.bindscope.render.scene.SceneSign;
import org.bindscope.render.scene.SceneSubject;
import org.bindscope.render.scene.TextStyle;

/** The picture of the IOMMU groups: a frame for each, around its functions, with the links between them. */
final class IommuScene {

    private static final int ALIKE = 3;
    private static final int ALIKE_NPU = 2;

    private final SceneOptions options;
    private final MachineAnalysis analysis;
    private final PciTree tree;
    private final DeviceFacts facts;
    private final DeviceClasses classes;
    private final DeviceNodes nodes;
    private final Explanations explanations = new Explanations();
    private final SceneDraft draft;
    /** Functions with something below them. */
    private final Set<PciFunction> above = new HashSet<>();
    /** Id of the node of each function that is shown, alone or together. */
    private final Map<String, String> nodeOf = new HashMap<>();

    IommuScene(MachineAnalysis analysis, SceneOptions options) {
        this.options = options;
        this.analysis = analysis;
        this.tree = new PciTree(analysis.machine());
        this.facts = new DeviceFacts(analysis, options);
        this.classes = new DeviceClasses(options.colour(), facts, tree.functions());
        this.nodes = new DeviceNodes(facts, classes, new DeviceLines(facts, options.labels()));
        tree.preorder().forEach(unit -> unit.bridge().ifPresent(above::add));
        int groups = analysis.groups().groups().size();
        this.draft = new SceneDraft("IOMMU groups", groups + (groups == 1 ? " IOMMU group" : " IOMMU groups")
                + "; a frame around the functions of each, with the PCI links and NVLinks between them.");
    }

    SceneDraft draft() {
        Origin.of(analysis.machine()).ifPresent(draft::note);
        List<GroupReport> groups = analysis.groups().groups();
        Map<String, List<PciFunction>> members = members();
        List<PciFunction> outside = outside();
        boolean crowded = tree.functions().size() > options.maxNodes();
        GroupRoom rooms = new GroupRoom(groups, members, tree, options);
        Set<String> opened = crowded ? opened(rooms, members) : Set.of();
        rooms.open().forEach(report -> group(report, members.getOrDefault(report.number(), List.of()),
                crowded && !opened.contains(report.number())));
        rooms.closed().forEach(closed -> closed(closed, members));
        if (crowded) {
            draft.note(options.unfolded().contains(SceneOptions.ALL) ? "Unfolded as far as " + options.maxNodes()
                    + " nodes allow: other groups stay folded, functions outside of groups stand together."
                    : "Too many devices for one picture: groups are folded, functions outside of groups stand together.");
            together(outside);
        } else {
            outside.forEach(function -> put(nodes.one("dev:" + function.getAddress(), function, Optional.empty(), List.of(),
                    Optional.empty()), List.of(function)));
        }
        lines();
        if (options.legend()) {
            explanations.addTo(draft, classes.title(), options.colour() == ColourBy.GROUP
                    ? List.of() : classes.all());
        }
        return draft;
    }

    /** The groups whose members have room, where there are too many devices and all is to be unfolded. */
    private Set<String> opened(GroupRoom rooms, Map<String, List<PciFunction>> members) {
        Set<String> opened = new HashSet<>();
        int room = options.unfolded().contains(SceneOptions.ALL)
                ? options.maxNodes() - rooms.open().size() - rooms.closed().size() - 1 : 0;
        for (GroupReport report : rooms.open()) {
            int more = members.getOrDefault(report.number(), List.of()).size() - 1;
            if (more > 0 && more <= room) {
                opened.add(report.number());
                room -= more;
            }
        }
        return opened;
    }

    private Map<String, List<PciFunction>> members() {
        Map<String, List<PciFunction>> members = new LinkedHashMap<>();
        tree.functions().stream().filter(function -> function.getIommuGroup() != null).forEach(function -> members
                .computeIfAbsent(function.getIommuGroup().getNumber(), key -> new ArrayList<>()).add(function));
        return members;
    }

    /** Functions without a group: devices, and the bridges on the way to something that is shown. */
    private List<PciFunction> outside() {
        Set<PciFunction> needed = new HashSet<>();
        List<PciTree.Unit> units = tree.preorder();
        for (int i = units.size() - 1; i >= 0; i--) {
            PciTree.Unit unit = units.get(i);
            Optional<PciFunction> function = unit.function();
            boolean shown = function.filter(pci -> pci.getIommuGroup() != null || !(pci instanceof PciBridge)).isPresent();
            if (shown || function.filter(needed::contains).isPresent()) {
                unit.bridge().ifPresent(needed::add);
            }
        }
        List<PciFunction> without = tree.functions().stream().filter(function -> function.getIommuGroup() == null).toList();
        List<PciFunction> outside = without.stream()
                .filter(function -> needed.contains(function) || !(function instanceof PciBridge)).toList();
        int left = without.size() - outside.size();
        if (left > 0) {
            draft.note(left + (left == 1 ? " bridge" : " bridges") + " without a group and without anything below not drawn.");
        }
        return outside;
    }

    /** Functions without a group, as one node. */
    private void together(List<PciFunction> outside) {
        if (!outside.isEmpty()) {
            put(new SceneDraft.Node("rest:outside", subjects(outside), NodeShape.NAMED,
                    List.of(SceneDraft.Line.title(outside.size() + " without a group")), List.of(), SceneClass.NONE,
                    Optional.of(new SceneFold("rest:outside", true, outside.size())), Optional.empty(),
                    outside.size() + " functions without an IOMMU group, for which the picture has no room."), outside);
        }
    }

    private void group(GroupReport report, List<PciFunction> inside, boolean crowded) {
        String id = "group:" + report.number();
        SceneDraft.Box box = box(report, id);
        draft.add(box);
        explanations.use(box);
        boolean closed = crowded && inside.size() > 1 && (!options.unfolded().contains("members:" + id)
                || inside.size() > options.maxNodes());
        if (closed) {
            SceneFold fold = new SceneFold("members:" + id, true, inside.size());
            put(new SceneDraft.Node(fold.id(), subjects(inside), NodeShape.DEVICE,
                    List.of(SceneDraft.Line.title(inside.size() + " devices"),
                            SceneDraft.Line.code(DeviceLines.range(inside.get(0).getAddress(), inside.get(inside.size() - 1).getAddress()))),
                    List.of(), classes.ofGroup(report.number()), Optional.of(fold), Optional.of(id),
                    inside.size() + " devices of IOMMU group " + report.number() + ", folded into one."), inside);
            return;
        }
        for (List<PciFunction> alike : alike(inside)) {
            SceneFold fold = new SceneFold("alike:" + id + ":" + alike.get(0).getAddress(), true, alike.size());
            boolean open = options.unfolded().contains(fold.id()) || options.unfolded().contains(SceneOptions.ALL);
            boolean foldable = alike.size() >= (DeviceFacts.isNpu(alike.get(0)) ? ALIKE_NPU : ALIKE);
            if (foldable && !open) {
                put(nodes.alike(fold.id(), alike, alike, fold, Optional.of(id)), alike);
                continue;
            }
            Optional<SceneFold> opened = foldable ? Optional.of(new SceneFold(fold.id(), false, alike.size()))
                    : Optional.empty();
            for (PciFunction function : alike) {
                put(nodes.one("dev:" + function.getAddress(), function, opened, List.of(), Optional.of(id)), List.of(function));
            }
        }
    }

    /** Leaves of one kind below one bridge; for NPU functions also to one GPU. */
    private List<List<PciFunction>> alike(List<PciFunction> inside) {
        Map<String, List<PciFunction>> alike = new LinkedHashMap<>();
        for (PciFunction function : inside) {
            String key = above.contains(function) ? function.getAddress()
                    : String.join("|", DeviceFacts.title(function), Integer.toString(function.getVendorId()),
                            Integer.toString(function.getDeviceId()), facts.driverLine(function), classes.of(function).key(),
                            System.identityHashCode(function.getBus()) + "", DeviceFacts.isNpu(function) ? function.getDevice() + "" : "");
            alike.computeIfAbsent(key, any -> new ArrayList<>(1)).add(function);
        }
        return List.copyOf(alike.values());
    }

    private void put(SceneDraft.Node node, List<PciFunction> functions) {
        draft.add(node);
        explanations.use(node);
        functions.forEach(function -> nodeOf.put(function.getAddress(), node.id()));
    }

    private void closed(GroupRoom.Closed closed, Map<String, List<PciFunction>> members) {
        List<PciFunction> all = closed.groups().stream()
                .flatMap(report -> members.getOrDefault(report.number(), List.of()).stream()).toList();
        List<SceneSubject> subjects = new ArrayList<>();
        closed.groups().forEach(report -> subjects.add(SceneSubject.group(report.number())));
        subjects.addAll(subjects(all));
        boolean bus = closed.name().startsWith("bus:");
        String title = bus ? "PCI " + closed.name().substring("bus:".length()) : closed.groups().size() + " more groups";
        put(new SceneDraft.Node(closed.fold().id(), subjects, bus ? NodeShape.ROOT : NodeShape.NAMED,
                List.of(SceneDraft.Line.title(title), SceneDraft.Line.detail(closed.groups().size() + " groups \u00b7 "
                        + all.size() + " devices")), List.of(), SceneClass.NONE, Optional.of(closed.fold()), Optional.empty(),
                closed.groups().size() + " IOMMU groups with " + all.size() + " devices"
                        + (bus ? " below root bus " + closed.name().substring("bus:".length()) + ", folded into one."
                                : ", for which the picture has no room.")), all);
    }

    private static List<SceneSubject> subjects(List<PciFunction> functions) {
        return functions.stream().map(function -> SceneSubject.function(function.getAddress())).toList();
    }

    private SceneDraft.Box box(GroupReport report, String id) {
        SceneDraft.Sign sign = report.viable().map(viable -> viable
                ? new SceneDraft.Sign(SceneSign.CHECK, "user space may own the group")
                : new SceneDraft.Sign(SceneSign.CROSS, "user space may not own the group"))
                .orElse(new SceneDraft.Sign(SceneSign.UNKNOWN, "the drivers of the group are not known"));
        String verdict = report.viable().map(viable -> viable ? "viable"
                : "not viable: " + blockers(report)).orElse("viability not known");
        List<SceneDraft.Line> lines = List.of(
                new SceneDraft.Line("Group " + report.number() + report.type().filter(type -> !type.equals("unknown")).map(type -> " \u00b7 " + type).orElse(""), TextStyle.BOX,
                        SceneColour.TEXT),
                new SceneDraft.Line(verdict, TextStyle.DETAIL, SceneColour.MUTED));
        return new SceneDraft.Box(id, List.of(SceneSubject.group(report.number())), lines, List.of(sign),
                classes.ofGroup(report.number()), Optional.empty(), "IOMMU group " + report.number() + " with "
                        + report.devices().size() + (report.devices().size() == 1 ? " function, " : " functions, ") + verdict + ".");
    }

    private static String blockers(GroupReport report) {
        if (report.blockers().isEmpty()) {
            return "a reserved region forbids it";
        }
        List<String> drivers = report.blockers().stream().map(Viability.Blocker::driver).distinct().toList();
        int held = report.blockers().size();
        return drivers.size() > 1 ? drivers.size() + " drivers hold " + held + " devices"
                : drivers.get(0) + " holds " + (held > 1 ? held + " devices" : report.blockers().get(0).address());
    }

    private void lines() {
        Set<String> done = new HashSet<>();
        Set<String> slots = new HashSet<>();
        for (PciTree.Unit unit : tree.preorder()) {
            Optional<PciFunction> upper = unit.bridge();
            Optional<String> from = upper.map(PciFunction::getAddress).map(nodeOf::get);
            Optional<String> to = unit.function().map(PciFunction::getAddress).map(nodeOf::get);
            if (from.isEmpty() || to.isEmpty() || from.equals(to) || !done.add(from.get() + "|" + to.get())) {
                continue;
            }
            PciFunction lower = unit.function().orElseThrow();
            Optional<LinkFacts> link = LinkFacts.above(upper, lower)
                    .filter(facts -> slots.add(upper.orElseThrow().getAddress() + " " + lower.getDevice()));
            boolean virtual = lower.getPhysicalFunction() != null;
            boolean degraded = link.filter(LinkFacts::degraded).isPresent();
            add(new SceneDraft.Edge("line:" + from.get() + "|" + to.get(), from.get(), to.get(), List.of(),
                    virtual ? EdgeKind.BELONGS : EdgeKind.PCI, degraded ? EdgeState.DEGRADED : EdgeState.NORMAL, 1,
                    link.map(LinkFacts::text).orElse(""), degraded
                            ? Optional.of(new SceneDraft.Sign(SceneSign.WARNING, link.get().sentence())) : Optional.empty(),
                    Optional.empty(), false, link.map(LinkFacts::sentence).orElse("Bus below "
                            + upper.orElseThrow().getAddress() + ".")));
        }
        Map<String, NvLinkLines.End> ends = new LinkedHashMap<>();
        analysis.nvLink().endpoints().forEach(end -> end.address().map(nodeOf::get).ifPresent(node -> ends.put(end.id(),
                new NvLinkLines.End(node, end.id(), NvLinkNodes.rank(end.kind()), false))));
        NvLinkLines lines = new NvLinkLines(options);
        lines.add(analysis.nvLink(), ends);
        lines.edges().forEach(this::add);
    }

    private void add(SceneDraft.Edge edge) {
        draft.add(edge);
        explanations.use(edge);
    }
}
