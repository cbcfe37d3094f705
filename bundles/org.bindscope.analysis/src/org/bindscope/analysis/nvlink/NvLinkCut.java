// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.bindscope.analysis.nvlink.NvLinkGraph.Endpoint;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.analysis.nvlink.NvLinkGraph.State;

/**
 * What happens to the NVLinks when some devices go away, to a guest or for good.
 *
 * @param taken     devices that go
 * @param cut       links with one end that goes and one that stays: nobody can use them
 * @param fabric    links of devices that go to NVSwitches that stay: usable only if the fabric manager of the
 *                  host makes a partition of them
 * @param chip      links of GPUs that go to their own processor (NVLink-C2C): usable only with a driver that
 *                  hands the GPU's memory to the guest
 * @param inside    links among the devices that go
 * @param left      links among the devices that stay
 * @param gpus      bandwidth of each GPU before and after
 * @param compounds groups that are taken apart
 * @param switches  what becomes of NVSwitches; empty for a machine without
 */
public record NvLinkCut(Set<String> taken, List<Link> cut, List<Link> fabric, List<Link> chip, List<Link> inside,
        List<Link> left, List<GpuBandwidth> gpus, List<BrokenCompound> compounds, List<SwitchAdvice> switches) {

    /** Copies the collections. */
    public NvLinkCut {
        taken = Set.copyOf(taken);
        cut = List.copyOf(cut);
        fabric = List.copyOf(fabric);
        chip = List.copyOf(chip);
        inside = List.copyOf(inside);
        left = List.copyOf(left);
        gpus = List.copyOf(gpus);
        compounds = List.copyOf(compounds);
        switches = List.copyOf(switches);
    }

    /**
     * Bandwidth of a GPU over all its NVLinks that are not down, per direction.
     *
     * @param gpu         its id
     * @param taken       whether it goes
     * @param before      GB/s with all devices together
     * @param after       GB/s with what is on its side
     * @param conditional GB/s that are not counted under {@code after} but remain under the conditions of
     *                    {@link NvLinkCut#fabric} and {@link NvLinkCut#chip}
     * @param links       number of links before
     * @param linksAfter  number of links with what is on its side
     * @param unknown     links whose bandwidth is not known and that count as 0 GB/s
     */
    public record GpuBandwidth(String gpu, boolean taken, double before, double after, double conditional, int links,
            int linksAfter, int unknown) {
    }

    /**
     * A group of devices that can only go together.
     *
     * @param group   IOMMU group number, or the NVLink unit whose devices make one
     * @param goes    members that go
     * @param remains members that would have to go too
     */
    public record BrokenCompound(String group, List<String> goes, List<String> remains) {
        /** Copies the lists. */
        public BrokenCompound {
            goes = List.copyOf(goes);
            remains = List.copyOf(remains);
        }
    }

    /**
     * What becomes of a switch.
     *
     * @param id        the switch
     * @param goesAlong whether all its GPUs go, so that it has to go with them
     * @param right     whether it is on the side where it has to be, as far as that does not depend on the host
     * @param text      one sentence
     */
    public record SwitchAdvice(String id, boolean goesAlong, boolean right, String text) {
    }

    /**
     * Works out the consequences.
     *
     * @param graph  graph of the machine
     * @param taken  ids of the devices that go
     * @param groups members of each group of devices that can only go together, by its name
     * @return the consequences
     */
    public static NvLinkCut of(NvLinkGraph graph, Set<String> taken, Map<String, List<String>> groups) {
        return new Maker(graph, taken).make(groups);
    }

    /**
     * The devices of a selection with all that has to go along: members of their groups, NPU functions of their
     * links, and switches all of whose GPUs go.
     *
     * @param graph  graph of the machine
     * @param taken  ids of the devices that go
     * @param groups members of each group of devices that can only go together, by its name
     * @return a set that contains all of {@code taken}
     */
    public static Set<String> completed(NvLinkGraph graph, Set<String> taken, Map<String, List<String>> groups) {
        Set<String> all = new LinkedHashSet<>(taken);
        boolean grown = true;
        while (grown) {
            Set<String> more = new TreeSet<>();
            NvLinkCut cut = of(graph, all, groups);
            cut.compounds().forEach(compound -> more.addAll(compound.remains()));
            cut.switches().stream().filter(SwitchAdvice::goesAlong).forEach(advice -> more.add(advice.id()));
            // Only devices can be given away: a switch that no source identifies stays a word.
            more.removeIf(id -> graph.endpoint(id).filter(end -> end.address().isEmpty()).isPresent());
            grown = all.addAll(more);
        }
        return all;
    }

    /** One computation. */
    private static final class Maker {

        private final NvLinkGraph graph;
        private final Set<String> taken;
        private final Map<String, Kind> kinds = new HashMap<>();
        private final List<Link> cut = new ArrayList<>();
        private final List<Link> fabric = new ArrayList<>();
        private final List<Link> chip = new ArrayList<>();
        private final List<Link> inside = new ArrayList<>();
        private final List<Link> left = new ArrayList<>();

        Maker(NvLinkGraph graph, Set<String> taken) {
            this.graph = graph;
            this.taken = taken;
            graph.endpoints().forEach(end -> kinds.put(end.id(), end.kind()));
        }

        NvLinkCut make(Map<String, List<String>> groups) {
            for (Link link : graph.links()) {
                side(link).add(link);
            }
            List<BrokenCompound> compounds = new ArrayList<>();
            new TreeMap<>(groups).forEach((number, members) -> {
                List<String> goes = members.stream().filter(taken::contains).toList();
                if (!goes.isEmpty() && goes.size() < members.size()) {
                    compounds.add(new BrokenCompound(number, goes,
                            members.stream().filter(member -> !taken.contains(member)).toList()));
                }
            });
            return new NvLinkCut(taken, cut, fabric, chip, inside, left, bandwidths(), compounds, switches());
        }

        private List<Link> side(Link link) {
            boolean a = taken.contains(link.a());
            boolean b = taken.contains(link.b());
            if (a == b) {
                return a ? inside : left;
            } else if (link.chipToChip()) {
                return chip;
            }
            return kinds.get(a ? link.b() : link.a()) == Kind.NVSWITCH ? fabric : cut;
        }

        private List<GpuBandwidth> bandwidths() {
            Map<String, List<Link>> links = new LinkedHashMap<>();
            graph.endpoints().stream().filter(end -> end.kind() == Kind.GPU)
                    .forEach(end -> links.put(end.id(), new ArrayList<>()));
            for (Link link : graph.links()) {
                if (link.state() != State.DOWN) {
                    List.of(link.a(), link.b()).stream().filter(links::containsKey).forEach(id -> links.get(id).add(link));
                }
            }
            List<GpuBandwidth> result = new ArrayList<>();
            links.forEach((gpu, of) -> result.add(bandwidth(gpu, of)));
            return result;
        }

        private GpuBandwidth bandwidth(String gpu, List<Link> links) {
            double before = 0;
            double after = 0;
            double conditional = 0;
            int linksAfter = 0;
            int unknown = 0;
            for (Link link : links) {
                double gigabytes = link.bandwidthGBs().orElse(0);
                boolean stays = taken.contains(link.a()) == taken.contains(link.b());
                unknown += link.bandwidthGBs().isPresent() ? 0 : 1;
                before += gigabytes;
                after += stays ? gigabytes : 0;
                linksAfter += stays ? 1 : 0;
                // A switch that goes itself takes its links with it on no condition.
                boolean depends = link.chipToChip() || taken.contains(gpu) && kinds.get(link.other(gpu)) == Kind.NVSWITCH;
                conditional += !stays && depends ? gigabytes : 0;
            }
            return new GpuBandwidth(gpu, taken.contains(gpu), before, after, conditional, links.size(), linksAfter, unknown);
        }

        private List<SwitchAdvice> switches() {
            Map<String, Set<String>> gpus = new TreeMap<>(NvLinkGraph.ID_ORDER);
            for (Link link : graph.links()) {
                for (String id : List.of(link.a(), link.b())) {
                    if (kinds.get(id) == Kind.NVSWITCH) {
                        gpus.computeIfAbsent(id, key -> new TreeSet<>()).add(link.other(id));
                    }
                }
            }
            // Without links it is not known which GPUs are at which switch: then all are at each.
            Set<String> every = new TreeSet<>();
            graph.endpoints().stream().filter(end -> end.kind() == Kind.GPU).map(Endpoint::id).forEach(every::add);
            List<SwitchAdvice> advice = new ArrayList<>();
            for (Endpoint end : graph.endpoints()) {
                Set<String> at = gpus.getOrDefault(end.id(), gpus.isEmpty() || gpus.containsKey(SmiText.SWITCH) ? every
                        : Set.of());
                if (end.kind() == Kind.NVSWITCH && (at.stream().anyMatch(taken::contains) || taken.contains(end.id()))) {
                    advice.add(advice(end.id(), at));
                }
            }
            return advice;
        }

        private SwitchAdvice advice(String id, Set<String> gpus) {
            long go = gpus.stream().filter(taken::contains).count();
            boolean all = go == gpus.size() && go > 0;
            boolean taking = taken.contains(id);
            String name = id.equals(SmiText.SWITCH) ? "The NVSwitches" : id;
            boolean many = id.equals(SmiText.SWITCH);
            String text;
            if (all && taking) {
                text = name + (many ? " go with all their GPUs." : " goes with all its GPUs.");
            } else if (all) {
                text = "All GPUs of " + (many ? "the NVSwitches go: the switches have" : id + " go: the switch has")
                        + " to go along, or a fabric manager on the host has to run " + (many ? "them" : "it")
                        + " for the guest (shared NVSwitch mode).";
            } else if (taking) {
                text = go == 0 ? id + " goes and none of its GPUs does: they lose their NVLinks."
                        : "GPUs stay behind at " + id + ": the switch must not go.";
            } else {
                text = "Only " + go + " of " + gpus.size() + " GPUs at " + (many ? "the NVSwitches" : id) + (go == 1 ? " goes: "
                        : " go: ") + (many ? "the switches stay" : "the switch stays")
                        + ", and the host's fabric manager has to make a partition of them.";
            }
            return new SwitchAdvice(id, all, all == taking, text);
        }
    }
}
