// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.model.PciFunction;
import org.bindscope.render.scene.SceneFold;
import org.bindscope.render.scene.SceneOptions;

/**
 * Decides which groups are drawn where there are too many: those of whole root buses, in their order, while
 * there is room; the groups of another root bus stand together in one node.
 */
final class GroupRoom {

    /** However much is unfolded, a picture has no more nodes than this many times the bound. */
    private static final int HARD = 3;

    /**
     * Groups that stand together.
     *
     * @param name   of the root bus, or {@code more} for what nothing opens
     * @param fold   id, and number of devices
     * @param groups one or more
     */
    record Closed(String name, SceneFold fold, List<GroupReport> groups) {
    }

    private final List<GroupReport> open = new ArrayList<>();
    private final List<Closed> closed = new ArrayList<>();
    private final Map<String, List<PciFunction>> members;

    GroupRoom(List<GroupReport> groups, Map<String, List<PciFunction>> members, PciTree tree, SceneOptions options) {
        this.members = members;
        if (tree.functions().size() <= options.maxNodes()) {
            open.addAll(groups);
            return;
        }
        Map<String, List<GroupReport>> byRoot = byRoot(groups, tree);
        int room = options.maxNodes() - Math.min(byRoot.size(), options.maxNodes() / 2);
        int hardRoom = (HARD - 1) * options.maxNodes();
        int nodes = 0;
        List<GroupReport> rest = new ArrayList<>();
        for (Map.Entry<String, List<GroupReport>> entry : byRoot.entrySet()) {
            String id = "groups:" + entry.getKey();
            List<GroupReport> own = entry.getValue();
            boolean wanted = options.unfolded().contains(id);
            int most = wanted ? Math.max(0, hardRoom) : Math.max(0, room);
            if (own.size() <= most || wanted || open.isEmpty() && closed.isEmpty()) {
                int kept = Math.min(own.size(), most);
                open.addAll(own.subList(0, kept));
                rest.addAll(own.subList(kept, own.size()));
                room -= wanted ? 0 : kept;
                hardRoom -= wanted ? kept : 0;
            } else if (nodes++ < options.maxNodes() / 2) {
                closed.add(new Closed(entry.getKey(), new SceneFold(id, true, devices(own)), own));
            } else {
                rest.addAll(own);
            }
        }
        if (!rest.isEmpty()) {
            closed.add(new Closed("more", new SceneFold("rest:groups", true, devices(rest)), rest));
        }
    }

    /** Groups by the root bus of their first member, in the order of the buses. */
    private Map<String, List<GroupReport>> byRoot(List<GroupReport> groups, PciTree tree) {
        Map<PciFunction, String> roots = new HashMap<>();
        String root = "";
        for (PciTree.Unit unit : tree.preorder()) {
            if (unit.function().isEmpty()) {
                root = unit.id();
            } else {
                roots.put(unit.function().get(), root);
            }
        }
        Map<String, List<GroupReport>> byRoot = new LinkedHashMap<>();
        tree.roots().forEach(unit -> byRoot.put(unit.id(), new ArrayList<>()));
        groups.forEach(report -> byRoot.computeIfAbsent(inside(report).stream().findFirst().map(roots::get).orElse("bus:none"),
                key -> new ArrayList<>()).add(report));
        byRoot.values().removeIf(List::isEmpty);
        return byRoot;
    }

    private int devices(List<GroupReport> groups) {
        return groups.stream().mapToInt(report -> inside(report).size()).sum();
    }

    private List<PciFunction> inside(GroupReport report) {
        return members.getOrDefault(report.number(), List.of());
    }

    /** Groups that are drawn, in order. */
    List<GroupReport> open() {
        return open;
    }

    /** Groups that stand together, in the order of their root buses. */
    List<Closed> closed() {
        return closed;
    }
}
