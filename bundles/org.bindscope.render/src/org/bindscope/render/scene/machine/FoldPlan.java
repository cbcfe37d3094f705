// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import org.bindscope.model.PciFunction;
import org.bindscope.render.scene.SceneFold;
import org.bindscope.render.scene.SceneOptions;

/**
 * Decides which functions stand for themselves and which stand together: siblings of one kind first; where
 * that leaves too many nodes, siblings with the same things below them; where that is still too much, what
 * is furthest from the roots is hidden. Where all is to be unfolded and has no room, folds open from the roots on
 * while there is some. The time is about linear in the number of functions.
 */
final class FoldPlan {

    /** Beginning of the ids of folds that hide what is below a node. */
    static final String BELOW = "below:";
    /** From how many alike siblings on they stand together. */
    private static final int ALIKE = 3;
    private static final int ALIKE_VIRTUAL = 2;
    /** However much is unfolded, a picture has no more nodes than this many times the bound. */
    private static final int HARD = 3;

    private enum Depth {
        NOTHING, LEAVES, SUBTREES
    }

    private final Function<PciFunction, String> kind;
    private final Set<String> unfolded;
    private final int maxNodes;
    private final Map<PciTree.Unit, Integer> signatures = new IdentityHashMap<>();
    private final List<Shown> roots = new ArrayList<>();
    private boolean complete = true;
    private int closedFolds;
    private int closedDevices;

    /**
     * @param tree     the machine
     * @param kind     equal for functions that may stand together
     * @param unfolded ids of open folds
     * @param maxNodes the bound
     */
    FoldPlan(PciTree tree, Function<PciFunction, String> kind, Set<String> unfolded, int maxNodes) {
        this.kind = kind;
        this.unfolded = new HashSet<>(unfolded);
        this.maxNodes = Math.max(10, maxNodes);
        sign(tree);
        boolean all = unfolded.contains(SceneOptions.ALL);
        if (all && whole(tree, Depth.NOTHING)) {
            return;
        }
        if (all) {
            unfoldWhatFits(tree);
        }
        if (!all && whole(tree, Depth.LEAVES) || whole(tree, Depth.SUBTREES)) {
            return;
        }
        complete = false;
        fitting(tree);
    }

    /** The nodes at the top. */
    List<Shown> roots() {
        return roots;
    }

    /** Whether each function can be seen without opening folds other than those of alike siblings. */
    boolean complete() {
        return complete;
    }

    /** How many folds stayed closed for want of room although all were to be opened. */
    int closedFolds() {
        return closedFolds;
    }

    /** The number of functions in {@link #closedFolds()}. */
    int closedDevices() {
        return closedDevices;
    }

    /** Opens folds from the roots on, each of which leaves the picture within its bound. */
    private void unfoldWhatFits(PciTree tree) {
        Map<PciTree.Unit, Integer> sizes = new IdentityHashMap<>();
        List<PciTree.Unit> units = tree.preorder();
        for (int i = units.size() - 1; i >= 0; i--) {
            sizes.put(units.get(i), 1 + size(units.get(i).children(), sizes));
        }
        int count = size(tree.roots(), sizes);
        Deque<List<PciTree.Unit>> open = new ArrayDeque<>(List.of(tree.roots()));
        while (!open.isEmpty()) {
            for (Shown shown : together(open.remove(), Depth.SUBTREES)) {
                if (shown.hidesBelow()) {
                    SceneFold fold = shown.fold().orElseThrow();
                    int more = shown.units().size() * sizes.get(shown.head()) - 1;
                    if (count + more > maxNodes) {
                        closedFolds++;
                        closedDevices += fold.count();
                        continue;
                    }
                    count += more;
                    unfolded.add(fold.id());
                }
                shown.units().forEach(unit -> open.add(unit.children()));
            }
        }
    }

    /** Number of nodes that siblings take with what is below them, alike ones folded. */
    private int size(List<PciTree.Unit> siblings, Map<PciTree.Unit, Integer> sizes) {
        return together(siblings, Depth.SUBTREES).stream().mapToInt(shown -> shown.hidesBelow() ? 1 : sizes.get(shown.head())).sum();
    }

    /** Gives equal numbers to subtrees that look the same. */
    private void sign(PciTree tree) {
        Map<String, Integer> numbers = new HashMap<>();
        List<PciTree.Unit> units = tree.preorder();
        for (int i = units.size() - 1; i >= 0; i--) {
            PciTree.Unit unit = units.get(i);
            StringBuilder text = new StringBuilder(unit.function().map(kind).orElse("root")).append('(');
            unit.children().forEach(child -> text.append(signatures.get(child)).append(' '));
            Integer number = numbers.computeIfAbsent(text.toString(), key -> numbers.size());
            signatures.put(unit, number);
        }
    }

    /** Shows all of it, or finds that it is too much. */
    private boolean whole(PciTree tree, Depth depth) {
        roots.clear();
        int count = 0;
        Deque<Shown> open = new ArrayDeque<>();
        for (Shown root : together(tree.roots(), depth)) {
            roots.add(root);
            open.add(root);
            count++;
        }
        while (!open.isEmpty() && count <= maxNodes) {
            Shown shown = open.remove();
            if (!shown.hidesBelow()) {
                for (Shown child : together(shown.head().children(), depth)) {
                    shown.children().add(child);
                    open.add(child);
                    count++;
                }
            }
        }
        return count <= maxNodes;
    }

    /** Shows as much as there is room for, level by level from the roots. */
    private void fitting(PciTree tree) {
        roots.clear();
        List<Shown> top = together(tree.roots(), Depth.SUBTREES);
        roots.addAll(bounded(top, maxNodes / 2, "top"));
        int count = roots.size();
        Deque<Shown> open = new ArrayDeque<>(roots);
        while (!open.isEmpty()) {
            Shown shown = open.remove();
            if (shown.hidesBelow()) {
                continue;
            }
            List<Shown> children = together(shown.head().children(), Depth.SUBTREES);
            if (children.isEmpty()) {
                continue;
            }
            boolean wanted = unfolded.contains(below(shown.head()));
            int room = (wanted ? HARD * maxNodes : maxNodes) - count;
            if (wanted && room > 1) {
                children = bounded(children, room, shown.head().id());
                shown.fold(new SceneFold(below(shown.head()), false, shown.head().devices()));
            }
            if (children.size() > room) {
                shown.fold(new SceneFold(below(shown.head()), true, shown.head().devices()));
                continue;
            }
            shown.children().addAll(children);
            open.addAll(children);
            count += children.size();
        }
    }

    private static String below(PciTree.Unit unit) {
        return BELOW + unit.id();
    }

    private static List<Shown> bounded(List<Shown> all, int room, String where) {
        if (all.size() <= room) {
            return all;
        }
        int kept = Math.max(1, room - 1);
        List<Shown> some = new ArrayList<>(all.subList(0, kept));
        List<PciTree.Unit> rest = all.subList(kept, all.size()).stream().flatMap(shown -> shown.units().stream()).toList();
        int devices = rest.stream().mapToInt(PciTree.Unit::devices).sum();
        some.add(new Shown(Shown.Kind.REST, rest, Optional.of(new SceneFold("rest:" + where, true, devices))));
        return some;
    }

    /** Siblings, with those together that are alike. */
    private List<Shown> together(List<PciTree.Unit> siblings, Depth depth) {
        Map<Integer, List<PciTree.Unit>> alike = new LinkedHashMap<>();
        siblings.forEach(unit -> alike.computeIfAbsent(signatures.get(unit), key -> new ArrayList<>(1)).add(unit));
        List<Shown> shown = new ArrayList<>();
        Map<PciTree.Unit, Boolean> done = new IdentityHashMap<>();
        for (PciTree.Unit unit : siblings) {
            List<PciTree.Unit> group = alike.get(signatures.get(unit));
            if (!folds(group, depth)) {
                shown.add(new Shown(Shown.Kind.ONE, List.of(unit), Optional.empty()));
                continue;
            }
            SceneFold fold = new SceneFold("alike:" + group.get(0).id(), true, group.stream().mapToInt(PciTree.Unit::devices).sum());
            if (unfolded.contains(fold.id()) || depth == Depth.NOTHING) {
                shown.add(new Shown(Shown.Kind.ONE, List.of(unit),
                        Optional.of(new SceneFold(fold.id(), false, fold.count()))));
            } else if (done.put(group.get(0), true) == null) {
                shown.add(new Shown(Shown.Kind.ALIKE, List.copyOf(group), Optional.of(fold)));
            }
        }
        return shown;
    }

    private static boolean folds(List<PciTree.Unit> group, Depth depth) {
        PciTree.Unit first = group.get(0);
        if (group.size() < 2 || first.function().isEmpty()) {
            return false;
        }
        if (depth == Depth.SUBTREES) {
            return true;
        }
        boolean virtual = first.function().get().getPhysicalFunction() != null;
        return first.children().isEmpty() && group.size() >= (virtual ? ALIKE_VIRTUAL : ALIKE);
    }
}
