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
import java.util.stream.Collectors;

import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.groups.GroupReport.PathHop;
import org.bindscope.analysis.groups.Platform;
import org.bindscope.analysis.groups.Viability.Blocker;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.render.scene.EdgeKind;
import org.bindscope.render.scene.EdgeState;
import org.bindscope.render.scene.NodeShape;
import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneClass;
import org.bindscope.render.scene.SceneDraft;
import org.bindscope.render.scene.SceneFlow;
import org.bindscope.render.scene.SceneLayout;
import org.bindscope.render.scene.SceneSign;
import org.bindscope.render.scene.SceneSubject;
import org.bindscope.render.scene.SceneTint;
import org.bindscope.render.scene.TextMeasure;

/**
 * The picture of one IOMMU group: its members in a frame, the bridges above them up to the root bus with the
 * ACS bits that each has and lacks, and what joins the members marked.
 */
public final class GroupPathScene {

    /** Id of the frame around the members. */
    public static final String FRAME = "group";

    /** Members that are drawn one by one; more stand together. */
    private static final int MOST_MEMBERS = 40;
    private static final SceneClass JOINS = new SceneClass("joins", "!", "joins members of the group", SceneTint.AMBER);

    private final Platform platform;
    private final GroupReport report;
    private final Map<String, PciFunction> members = new LinkedHashMap<>();
    private final Map<String, PathHop> hops = new HashMap<>();
    private final Set<String> joining;
    private final Set<String> blocking;
    private final Set<String> lines = new HashSet<>();
    private final SceneDraft draft;

    private GroupPathScene(Platform platform, IommuGroup group, GroupReport report) {
        this.platform = platform;
        this.report = report;
        group.getFunctions().forEach(function -> members.put(function.getAddress(), function));
        report.explanation().members().forEach(hop -> hops.put(hop.address(), hop));
        report.paths().values().forEach(path -> path.forEach(hop -> hops.put(hop.address(), hop)));
        joining = report.because().stream().flatMap(because -> because.via().stream()).collect(Collectors.toSet());
        blocking = report.blockers().stream().map(Blocker::address).collect(Collectors.toSet());
        draft = new SceneDraft("Group " + report.number(), "The members of IOMMU group " + report.number()
                + " and the bridges above them, with the ACS bits that each has and lacks.");
    }

    /**
     * Makes the picture. Takes some milliseconds.
     *
     * @param machine facts
     * @param report  conclusions about the group
     * @param measure how much room text takes
     * @return the picture; empty when the machine has no such group or the group has no members
     */
    public static Optional<Scene> of(Machine machine, GroupReport report, TextMeasure measure) {
        return machine.getIommuGroups().stream().filter(group -> group.getNumber().equals(report.number())).findFirst()
                .filter(group -> !group.getFunctions().isEmpty())
                .map(group -> SceneLayout.arrange(new GroupPathScene(Platform.of(machine), group, report).draw(), SceneFlow.TREE_RIGHT, measure));
    }

    private SceneDraft draw() {
        draft.add(new SceneDraft.Box(FRAME, List.of(SceneSubject.group(report.number())),
                List.of(SceneDraft.Line.title("Group " + report.number()),
                        SceneDraft.Line.detail(report.devices().size() + (report.devices().size() == 1 ? " member" : " members"))),
                List.of(), SceneClass.NONE, Optional.empty(), "The members of IOMMU group " + report.number() + "."));
        Map<String, String> drawn = new HashMap<>();
        List<String> rest = new ArrayList<>();
        members.forEach((address, function) -> {
            if (drawn.size() < MOST_MEMBERS || isAbove(address)) {
                draft.add(member(function));
                drawn.put(address, "dev:" + address);
            } else {
                rest.add(address);
            }
        });
        together(rest, drawn);
        report.paths().forEach((member, path) -> way(member, path, drawn));
        return draft;
    }

    private boolean isAbove(String address) {
        return report.paths().values().stream().anyMatch(path -> path.stream().anyMatch(hop -> hop.address().equals(address)));
    }

    private void together(List<String> rest, Map<String, String> drawn) {
        if (rest.isEmpty()) {
            return;
        }
        draft.add(new SceneDraft.Node("rest", rest.stream().map(SceneSubject::function).toList(), NodeShape.NAMED,
                List.of(SceneDraft.Line.title(rest.size() + " more members")), List.of(), SceneClass.NONE, Optional.empty(),
                Optional.of(FRAME), rest.size() + " more members of the group, for which the picture has no room."));
        rest.forEach(address -> drawn.put(address, "rest"));
    }

    /** Draws the bridges above a member that are not there yet, and the lines between them. */
    private void way(String member, List<PathHop> path, Map<String, String> drawn) {
        String below = drawn.get(member);
        if (below == null) {
            return;
        }
        for (PathHop hop : path) {
            boolean known = drawn.containsKey(hop.address());
            if (!known) {
                draft.add(bridge(hop));
                drawn.put(hop.address(), "dev:" + hop.address());
            }
            line(drawn.get(hop.address()), below);
            below = drawn.get(hop.address());
        }
        String bus = (path.isEmpty() ? member : path.get(path.size() - 1).address()).substring(0, member.lastIndexOf(':'));
        if (drawn.putIfAbsent(bus, "bus:" + bus) == null) {
            draft.add(new SceneDraft.Node("bus:" + bus, List.of(new SceneSubject(SceneSubject.Kind.ROOT_BUS, bus)),
                    NodeShape.ROOT, List.of(SceneDraft.Line.title("PCI " + bus), SceneDraft.Line.detail("root bus")), List.of(),
                    SceneClass.NONE, Optional.empty(), Optional.empty(), "Root bus " + bus + "."));
        }
        line(drawn.get(bus), below);
    }

    private void line(String above, String below) {
        String id = above + ">" + below;
        if (!above.equals(below) && lines.add(id)) {
            draft.add(new SceneDraft.Edge(id, above, below, List.of(), EdgeKind.PCI, EdgeState.NORMAL, 1, "", Optional.empty(),
                    Optional.empty(), false, "PCI link."));
        }
    }

    private SceneDraft.Node member(PciFunction function) {
        String address = function.getAddress();
        List<SceneDraft.Line> text = new ArrayList<>();
        text.add(SceneDraft.Line.title(DeviceFacts.title(function)));
        String driver = function.getDriver() == null ? "" : " \u00b7 " + function.getDriver().getName();
        text.add(SceneDraft.Line.code(address + driver));
        Optional<PathHop> hop = Optional.ofNullable(hops.get(address));
        hop.filter(PathHop::byAcs).ifPresent(each -> text.addAll(bits(each)));
        List<SceneDraft.Sign> signs = blocking.contains(address)
                ? List.of(new SceneDraft.Sign(SceneSign.CROSS, "keeps the group from user space")) : List.of();
        return new SceneDraft.Node("dev:" + address, List.of(SceneSubject.function(address)),
                isAbove(address) ? NodeShape.BRIDGE : NodeShape.DEVICE, text, signs,
                joining.contains(address) ? JOINS : SceneClass.NONE, Optional.empty(), Optional.of(FRAME),
                address + ", member of the group. " + hop.map(PathHop::why).orElse(""));
    }

    private SceneDraft.Node bridge(PathHop hop) {
        List<SceneDraft.Line> text = new ArrayList<>();
        text.add(SceneDraft.Line.title(hop.kind()));
        text.add(SceneDraft.Line.code(hop.address()));
        if (hop.byAcs()) {
            text.addAll(bits(hop));
        }
        SceneDraft.Sign sign = switch (hop.isolates()) {
            case YES -> new SceneDraft.Sign(SceneSign.CHECK, "isolates");
            case UNKNOWN -> new SceneDraft.Sign(SceneSign.UNKNOWN, "the snapshot does not say whether it isolates");
            default -> new SceneDraft.Sign(SceneSign.CROSS, "does not isolate");
        };
        return new SceneDraft.Node("dev:" + hop.address(), List.of(SceneSubject.function(hop.address())), NodeShape.BRIDGE,
                text, platform == Platform.GENERIC ? List.of(sign) : List.of(), joining.contains(hop.address()) ? JOINS : SceneClass.NONE, Optional.empty(),
                Optional.empty(), hop.address() + ", " + hop.kind() + ". " + hop.why());
    }

    private static List<SceneDraft.Line> bits(PathHop hop) {
        return List.of(SceneDraft.Line.detail("ACS has " + hop.has()), SceneDraft.Line.detail("ACS lacks " + hop.lacks()));
    }
}
