// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
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
 * @param inside    links among the devices that go
 * @param left      links among the devices that stay
 * @param gpus      bandwidth of each GPU before and after
 * @param compounds groups that are taken apart
 * @param switches  what becomes of NVSwitches; empty for a machine without
 */
public record NvLinkCut(Set<String> taken, List<Link> cut, List<Link> inside, List<Link> left, List<GpuBandwidth> gpus,
        List<BrokenCompound> compounds, List<SwitchAdvice> switches) {

    /** Copies the collections. */
    public NvLinkCut {
        taken = Set.copyOf(taken);
        cut = List.copyOf(cut);
        inside = List.copyOf(inside);
        left = List.copyOf(left);
        gpus = List.copyOf(gpus);
        compounds = List.copyOf(compounds);
        switches = List.copyOf(switches);
    }

    /**
     * Bandwidth of a GPU over all its NVLinks, per direction.
     *
     * @param gpu      its id
     * @param taken    whether it goes
     * @param before   GB/s with all devices together
     * @param after    GB/s with what is on its side
     * @param unknown  links whose bandwidth is not known and that count as 0
     */
    public record GpuBandwidth(String gpu, boolean taken, double before, double after, int unknown) {
    }

    /**
     * A group of devices that can only go together.
     *
     * @param group   IOMMU group number
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
     * @param text      one sentence
     */
    public record SwitchAdvice(String id, boolean goesAlong, String text) {
    }

    /**
     * Works out the consequences.
     *
     * @param graph  graph of the machine
     * @param taken  ids of the devices that go
     * @param groups members of each IOMMU group by its number
     * @return the consequences
     */
    public static NvLinkCut of(NvLinkGraph graph, Set<String> taken, Map<String, List<String>> groups) {
        List<Link> cut = new ArrayList<>();
        List<Link> inside = new ArrayList<>();
        List<Link> left = new ArrayList<>();
        for (Link link : graph.links()) {
            boolean a = taken.contains(link.a());
            boolean b = taken.contains(link.b());
            (a != b ? cut : a ? inside : left).add(link);
        }
        List<BrokenCompound> compounds = new ArrayList<>();
        new TreeMap<>(groups).forEach((number, members) -> {
            List<String> goes = members.stream().filter(taken::contains).toList();
            if (!goes.isEmpty() && goes.size() < members.size()) {
                compounds.add(new BrokenCompound(number, goes,
                        members.stream().filter(member -> !taken.contains(member)).toList()));
            }
        });
        List<GpuBandwidth> gpus = graph.endpoints().stream().filter(end -> end.kind() == Kind.GPU)
                .map(end -> bandwidth(graph, end.id(), taken)).toList();
        return new NvLinkCut(taken, cut, inside, left, gpus, compounds, switches(graph, taken));
    }

    private static GpuBandwidth bandwidth(NvLinkGraph graph, String gpu, Set<String> taken) {
        double before = 0;
        double after = 0;
        int unknown = 0;
        for (Link link : graph.links()) {
            if (link.touches(gpu) && link.state() != State.DOWN) {
                if (link.bandwidthGBs().isEmpty()) {
                    unknown++;
                    continue;
                }
                before += link.bandwidthGBs().getAsDouble();
                if (taken.contains(link.a()) == taken.contains(link.b())) {
                    after += link.bandwidthGBs().getAsDouble();
                }
            }
        }
        return new GpuBandwidth(gpu, taken.contains(gpu), before, after, unknown);
    }

    private static List<SwitchAdvice> switches(NvLinkGraph graph, Set<String> taken) {
        List<SwitchAdvice> advice = new ArrayList<>();
        for (Endpoint end : graph.endpoints()) {
            if (end.kind() != Kind.NVSWITCH) {
                continue;
            }
            Set<String> gpus = new TreeSet<>();
            graph.links().stream().filter(link -> link.touches(end.id()))
                    .forEach(link -> gpus.add(link.a().equals(end.id()) ? link.b() : link.a()));
            long go = gpus.stream().filter(taken::contains).count();
            if (go == 0) {
                continue;
            }
            boolean all = go == gpus.size();
            boolean taking = taken.contains(end.id());
            String text = all ? taking ? end.id() + " goes with all its GPUs." : "All GPUs of " + end.id()
                    + " go: the switch has to go along, or a"
                    + " fabric manager on the host has to run it for the guest (shared NVSwitch mode)."
                    : taking ? "GPUs stay behind at " + end.id() + ": the switch must not go." : "Only " + go + " of "
                    + gpus.size() + " GPUs at "
                            + end.id() + " go: the switch stays, and the host's fabric manager has to make a partition of them.";
            advice.add(new SwitchAdvice(end.id(), all, text));
        }
        return advice;
    }
}
