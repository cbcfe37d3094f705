// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.nvlink.Claims.LinkState;
import org.bindscope.analysis.nvlink.Claims.Pair;
import org.bindscope.analysis.nvlink.NvLinkGraph.Bundle;
import org.bindscope.analysis.nvlink.NvLinkGraph.Conflict;
import org.bindscope.analysis.nvlink.NvLinkGraph.Endpoint;
import org.bindscope.analysis.nvlink.NvLinkGraph.GpuMemory;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.analysis.nvlink.NvLinkGraph.PathClaim;
import org.bindscope.analysis.nvlink.NvLinkGraph.Proof;
import org.bindscope.analysis.nvlink.NvLinkGraph.State;

/**
 * Joins the graph of a device tree with what text and XML files say. All sources are kept: where they
 * disagree the negotiated state counts, then the matrix, then the tree, and a conflict says so
 * (fdt-nvlink section 3.7).
 */
final class NvLinkMerge {

    /** Most links that a GPU of any generation up to 2025 has: a larger sum in a matrix means a switch. */
    private static final int MOST_LINKS_OF_A_GPU = 18;
    private static final double SAME_SPEED = 0.01;
    private static final String UNKNOWN_END = "unknown";

    /**
     * What is known of the machine besides its texts.
     *
     * @param tree     graph of the device tree; may be empty
     * @param gpuOrder addresses of the machine's GPUs in the driver's order; empty where not known
     * @param peers    other ends by a GPU's own link number, from the tree; empty text where not known
     * @param kinds    what stands at an address
     * @param usual    what a link of a GPU usually runs at, GB/s per direction
     */
    record Known(NvLinkGraph tree, List<String> gpuOrder, Map<String, List<String>> peers, Map<String, Kind> kinds,
            Map<String, Double> usual) {

        boolean switched() {
            return kinds.containsValue(Kind.NVSWITCH);
        }

        Set<String> noGpus() {
            Set<String> others = new TreeSet<>(kinds.keySet());
            others.removeIf(id -> kinds.get(id) == Kind.GPU);
            tree.endpoints().stream().filter(end -> end.kind() == Kind.NPU).forEach(end -> others.add(end.id()));
            return others;
        }
    }

    /** Two ends, the first one sorting first. */
    private record Ends(String a, String b) {
        static Ends of(String one, String other) {
            return NvLinkGraph.ID_ORDER.compare(one, other) <= 0 ? new Ends(one, other) : new Ends(other, one);
        }

        boolean has(String id) {
            return a.equals(id) || b.equals(id);
        }

        String other(String id) {
            return a.equals(id) ? b : a;
        }
    }

    private final Known known;
    private final Map<String, Endpoint> endpoints = new TreeMap<>(NvLinkGraph.ID_ORDER);
    private final Map<Ends, List<Link>> rows = new LinkedHashMap<>();
    /** The ends that each end has rows with. */
    private final Map<String, Set<Ends>> rowsOf = new TreeMap<>(NvLinkGraph.ID_ORDER);
    private final Set<Ends> changed = new LinkedHashSet<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<GpuMemory> memories;
    private final Map<Ends, PathClaim> paths = new LinkedHashMap<>();
    private final Map<String, Double> usual;
    private final NvLinkReports reports = new NvLinkReports();

    NvLinkMerge(Known known) {
        this.known = known;
        this.usual = new TreeMap<>(known.usual());
        this.memories = new ArrayList<>(known.tree().memories());
        known.tree().endpoints().forEach(end -> endpoints.put(end.id(), end));
        known.tree().links().forEach(link -> put(Ends.of(link.a(), link.b()), List.of(link)));
    }

    private void put(Ends ends, List<Link> more) {
        rows.computeIfAbsent(ends, key -> new ArrayList<>()).addAll(more);
        rowsOf.computeIfAbsent(ends.a(), key -> new LinkedHashSet<>()).add(ends);
        rowsOf.computeIfAbsent(ends.b(), key -> new LinkedHashSet<>()).add(ends);
    }

    NvLinkGraph with(List<Claims> sources) {
        GpuNames names = new GpuNames(sources, known.gpuOrder(), known.noGpus());
        sources.forEach(claims -> claims.problems().forEach(problem -> conflicts.add(new Conflict(
                "nvlink-import-unreadable", Severity.WARNING, List.of(claims.source()), problem.text(),
                List.of(problem.proof())))));
        conflicts.addAll(names.conflicts());
        List<Claims> resolved = sources.stream().map(claims -> resolve(claims, names)).toList();
        resolved.forEach(claims -> reports.gather(claims.links()));
        connect();
        resolved.stream().sorted(Comparator.comparing(Claims::trust)).forEach(this::counts);
        resolved.forEach(this::chipLinks);
        loose();
        inactive();
        conflicts.addAll(reports.conflicts(usual));
        resolved.forEach(this::extras);
        return result();
    }

    /** The same claims with GPU indices replaced by addresses where these are known. */
    private Claims resolve(Claims claims, GpuNames names) {
        Claims result = new Claims(claims.source(), claims.trust());
        claims.gpus().values().forEach(gpu -> {
            String id = names.of(claims, gpu.id());
            result.gpu(id, gpu.proof());
            String label = Claims.byIndex(gpu.id()) && !id.equals(gpu.id()) ? gpu.id() : gpu.name();
            endpoint(id, Kind.GPU, Optional.of(label).filter(text -> !text.isEmpty()), gpu.cpu());
            NvLinkSpeed.usual(gpu.name()).ifPresent(speed -> usual.putIfAbsent(id, speed));
        });
        claims.links().forEach(link -> result.link(new LinkState(names.of(claims, link.gpu()), link.number(),
                link.gigabytes(), link.inactive(), link.remote(), link.remoteLink(), link.capabilities(),
                link.proofs())));
        claims.pairs().forEach(pair -> result.pair(new Pair(names.of(claims, pair.a()), names.of(claims, pair.b()),
                pair.bKind(), pair.count(), pair.gigabytes(), pair.proof())));
        claims.chipLinks().forEach(link -> result.chipLink(new Claims.ChipLink(names.of(claims, link.gpu()),
                link.number(), link.gigabytes(), link.inactive(), link.proof())));
        claims.paths().forEach(path -> result.path(new Claims.PairPath(names.of(claims, path.a()),
                names.of(claims, path.b()), path.path(), path.proof())));
        claims.errors().forEach(error -> result.errors(new Claims.LinkErrors(names.of(claims, error.gpu()),
                error.number(), error.counter(), error.count(), error.proof())));
        claims.memories().forEach(memory -> result.memory(new Claims.MemoryNode(names.of(claims, memory.gpu()),
                memory.node(), memory.base(), memory.size(), memory.proof())));
        claims.idle().forEach((gpu, proof) -> result.idle(names.of(claims, gpu), proof));
        return result;
    }

    private void endpoint(String id, Kind kind, Optional<String> label, Optional<String> cpu) {
        Endpoint before = endpoints.getOrDefault(id, new Endpoint(id, known.kinds().getOrDefault(id, Kind.UNKNOWN),
                PciAddress.parse(id).map(PciAddress::toString), Optional.empty(), Optional.empty(), Optional.empty()));
        endpoints.put(id, new Endpoint(id, before.kind() == Kind.UNKNOWN ? kind : before.kind(), before.address(),
                before.deviceTreeNode(), before.label().or(() -> label), before.cpu().or(() -> cpu)));
    }

    private boolean isKind(String id, Kind kind) {
        return endpoints.get(id) != null && endpoints.get(id).kind() == kind;
    }

    /** Links whose other end is reported. */
    private void connect() {
        Map<Ends, Map<String, List<LinkState>>> byEnds = new LinkedHashMap<>();
        for (LinkState link : reports.all()) {
            String remote = link.remote().orElse("");
            if (!remote.isEmpty() && !remote.equals(link.gpu())) {
                endpoint(remote, remote.equals(SmiText.SWITCH) ? Kind.NVSWITCH : Kind.UNKNOWN, Optional.empty(),
                        Optional.empty());
                byEnds.computeIfAbsent(Ends.of(link.gpu(), remote), key -> new TreeMap<>(NvLinkGraph.ID_ORDER))
                        .computeIfAbsent(link.gpu(), key -> new ArrayList<>()).add(link);
            }
        }
        switches(byEnds.keySet());
        byEnds.forEach((ends, sides) -> {
            List<LinkState> counted = sides.values().stream().max(Comparator.comparingInt(List::size)).orElseThrow();
            sides.values().stream().filter(side -> side.size() != counted.size()).findFirst()
                    .ifPresent(side -> conflict(ends, counted.get(0).gpu() + " reports " + links(counted.size())
                            + " to the other end, which reports " + side.size() + " back",
                            counted.get(0).proofs()));
            join(ends, counted, sides);
        });
    }

    /** An end that every GPU reports is none of the GPUs, since no GPU has a link to itself. */
    private void switches(Set<Ends> all) {
        Set<String> reporting = new TreeSet<>();
        Map<String, Integer> reporters = new TreeMap<>();
        reports.all().forEach(link -> reporting.add(link.gpu()));
        all.forEach(ends -> List.of(ends.a(), ends.b()).stream().filter(id -> reporting.contains(ends.other(id)))
                .forEach(id -> reporters.merge(id, 1, Integer::sum)));
        reporters.forEach((id, count) -> {
            if (isKind(id, Kind.UNKNOWN) && reporting.size() > 1 && count == reporting.size()) {
                endpoint(id, Kind.NVSWITCH, Optional.empty(), Optional.empty());
            }
        });
    }

    private void join(Ends ends, List<LinkState> links, Map<String, List<LinkState>> sides) {
        List<LinkState> sorted = links.stream().sorted(Comparator.comparingInt(LinkState::number)).toList();
        List<Link> before = rows.getOrDefault(ends, List.of());
        if (!before.isEmpty() && before.size() != sorted.size()) {
            List<Proof> proofs = new ArrayList<>(sorted.get(0).proofs());
            proofs.addAll(before.get(0).proofs());
            conflict(ends, place(sorted.get(0).proofs()) + " reports " + links(sorted.size()) + ", the device tree "
                    + before.size(), proofs);
        }
        List<LinkState> back = sides.entrySet().stream().filter(side -> side.getValue() != links)
                .flatMap(side -> side.getValue().stream()).toList();
        List<Link> joined = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            joined.add(row(ends, withOtherEnd(sorted.get(i), back), i < before.size() ? Optional.of(before.get(i))
                    : Optional.empty()));
        }
        before.stream().skip(sorted.size()).forEach(joined::add);
        if (before.isEmpty()) {
            put(ends, joined);
        } else {
            rows.put(ends, joined);
        }
        changed.add(ends);
    }

    /** Where the far end reports the same link, what it says about speed and state counts too. */
    private static LinkState withOtherEnd(LinkState link, List<LinkState> back) {
        return back.stream().filter(other -> link.remoteLink().equals(OptionalInt.of(other.number()))
                && other.remoteLink().equals(OptionalInt.of(link.number()))).findFirst()
                .map(other -> new LinkState(link.gpu(), link.number(), link.gigabytes().isPresent() ? link.gigabytes()
                        : other.gigabytes(), link.inactive() || other.inactive(), link.remote(), link.remoteLink(),
                        link.capabilities(), link.proofs())).orElse(link);
    }

    private static Link row(Ends ends, LinkState state, Optional<Link> before) {
        OptionalInt index = state.gpu().equals(ends.a()) ? OptionalInt.of(state.number()) : state.remoteLink();
        State up = state.inactive() ? State.DOWN : state.gigabytes().isPresent() || state.remote().isPresent() ? State.UP
                : State.UNKNOWN;
        if (before.isPresent()) {
            Link link = before.get();
            List<Proof> proofs = new ArrayList<>(link.proofs());
            proofs.addAll(state.proofs());
            OptionalDouble better = near(link.bandwidthGBs(), state.gigabytes()) ? link.bandwidthGBs()
                    : state.gigabytes();
            return new Link(ends.a(), ends.b(), link.index().isPresent() ? link.index() : index, link.speedGTs(),
                    link.lanes(), better, up == State.UNKNOWN ? link.state() : up, proofs,
                    List.copyOf(state.capabilities()), link.inferred());
        }
        return new Link(ends.a(), ends.b(), index, OptionalDouble.empty(), OptionalInt.empty(), state.gigabytes(), up,
                state.proofs(), List.copyOf(state.capabilities()), false);
    }

    /** Whether a figure that nvidia-smi printed with three digits is the exact one; an absent one is near all. */
    private static boolean near(OptionalDouble exact, OptionalDouble printed) {
        return printed.isEmpty() || exact.isPresent() && Math.abs(exact.getAsDouble() - printed.getAsDouble())
                < SAME_SPEED * exact.getAsDouble();
    }

    private static String links(int count) {
        return count + (count == 1 ? " link" : " links");
    }

    private static String place(List<Proof> proofs) {
        return proofs.isEmpty() ? "one source" : proofs.get(0).place();
    }

    private void conflict(Ends ends, String text, List<Proof> proofs) {
        conflicts.add(new Conflict("nvlink-import-conflict", Severity.WARNING, List.of(ends.a(), ends.b()),
                "Sources disagree about the links between " + ends.a() + " and " + ends.b() + ": " + text + ".", proofs));
    }

    /** Numbers of links between two ends. */
    private void counts(Claims claims) {
        Map<String, Integer> sums = new TreeMap<>();
        Map<Ends, Pair> pairs = new LinkedHashMap<>();
        for (Pair pair : claims.pairs()) {
            if (!pair.a().equals(pair.b())) {
                Pair first = pairs.putIfAbsent(Ends.of(pair.a(), pair.b()), pair);
                if (first != null && !first.count().equals(pair.count())) {
                    conflict(Ends.of(pair.a(), pair.b()), first.proof().place() + " counts " + first.count().orElse(0)
                            + " from one end, " + pair.proof().place() + " " + pair.count().orElse(0)
                            + " from the other", List.of(first.proof(), pair.proof()));
                }
                if (pair.bKind() == Kind.GPU) {
                    sums.merge(pair.a(), pair.count().orElse(0), Integer::sum);
                }
            }
        }
        boolean matrix = claims.pairs().stream().allMatch(pair -> pair.bKind() == Kind.GPU);
        if (matrix && (known.switched() || sums.values().stream().anyMatch(sum -> sum > MOST_LINKS_OF_A_GPU))) {
            throughSwitch(pairs);
            return;
        }
        pairs.forEach((ends, pair) -> {
            endpoint(pair.b(), pair.bKind(), Optional.empty(), Optional.empty());
            count(claims.trust(), ends, pair);
        });
    }

    private void count(Claims.Trust trust, Ends ends, Pair pair) {
        List<Link> before = between(ends, pair.bKind());
        if (before.isEmpty()) {
            int count = pair.count().orElse(1);
            OptionalDouble each = pair.gigabytes().isPresent()
                    ? OptionalDouble.of(pair.gigabytes().getAsDouble() / count) : OptionalDouble.empty();
            Proof proof = pair.count().isPresent() ? pair.proof() : new Proof(pair.proof().file(), pair.proof().line(),
                    pair.proof().text() + ", the bandwidth of all links together");
            List<Link> made = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                made.add(new Link(ends.a(), ends.b(), OptionalInt.empty(), OptionalDouble.empty(), OptionalInt.empty(),
                        each, trust == Claims.Trust.NEGOTIATED ? State.UP : State.UNKNOWN, List.of(proof), List.of(),
                        false));
            }
            put(ends, made);
            changed.add(ends);
        } else if (pair.count().isPresent() && pair.count().getAsInt() != before.size()) {
            List<Proof> proofs = new ArrayList<>(List.of(pair.proof()));
            proofs.addAll(before.get(0).proofs());
            conflict(ends, pair.proof().place() + " counts " + links(pair.count().getAsInt()) + ", other sources "
                    + before.size(), proofs);
        }
    }

    /** Rows between two ends; a processor stands for all its NPU functions, an NPU function for those of its slot. */
    private List<Link> between(Ends ends, Kind kind) {
        List<Link> direct = rows.getOrDefault(ends, List.of());
        if (kind != Kind.NPU && kind != Kind.CPU) {
            return direct;
        }
        String gpu = isKind(ends.a(), Kind.GPU) ? ends.a() : ends.b();
        Optional<PciAddress> slot = PciAddress.parse(ends.other(gpu));
        List<Link> all = new ArrayList<>();
        for (Ends each : rowsOf.getOrDefault(gpu, Set.of())) {
            String end = each.other(gpu);
            if (isKind(end, Kind.NPU) && (kind == Kind.CPU || slot.isPresent() && PciAddress.parse(end)
                    .filter(address -> address.sameSlot(slot.get())).isPresent())) {
                all.addAll(rows.get(each));
            }
        }
        return all.isEmpty() ? direct : all;
    }

    /** In a switched machine the matrix gives each GPU's number of links to the switches. */
    private void throughSwitch(Map<Ends, Pair> pairs) {
        Map<String, Pair> toSwitch = new TreeMap<>(NvLinkGraph.ID_ORDER);
        pairs.values().forEach(pair -> List.of(pair.a(), pair.b()).forEach(gpu -> toSwitch.merge(gpu, pair,
                (one, other) -> one.count().orElse(0) >= other.count().orElse(0) ? one : other)));
        toSwitch.forEach((gpu, pair) -> {
            endpoint(gpu, Kind.GPU, Optional.empty(), Optional.empty());
            int count = pair.count().orElse(0);
            List<Link> before = rowsOf.getOrDefault(gpu, Set.of()).stream()
                    .filter(ends -> isKind(ends.other(gpu), Kind.NVSWITCH)).flatMap(ends -> rows.get(ends).stream())
                    .toList();
            if (before.isEmpty()) {
                endpoint(SmiText.SWITCH, Kind.NVSWITCH, Optional.of("not told which"), Optional.empty());
                count(Claims.Trust.MATRIX, Ends.of(gpu, SmiText.SWITCH), new Pair(gpu, SmiText.SWITCH, Kind.NVSWITCH,
                        OptionalInt.of(count), OptionalDouble.empty(), pair.proof()));
            } else if (before.size() != count) {
                List<Proof> proofs = new ArrayList<>(List.of(pair.proof()));
                proofs.addAll(before.get(0).proofs());
                conflicts.add(new Conflict("nvlink-import-conflict", Severity.WARNING, List.of(gpu),
                        pair.proof().place() + " gives " + gpu + " " + links(count) + " to the switches, other sources "
                                + before.size() + ".", proofs));
            }
        });
    }

    private void chipLinks(Claims claims) {
        for (Claims.ChipLink link : claims.chipLinks()) {
            // GPUs of one processor share it, where a source tells which it is.
            Optional<String> place = Optional.ofNullable(endpoints.get(link.gpu())).flatMap(Endpoint::cpu);
            String cpu = NvLinkGraph.CHIP_OF + place.orElse(link.gpu());
            endpoint(cpu, Kind.CPU, Optional.of("NVLink-C2C"), place);
            Ends ends = Ends.of(link.gpu(), cpu);
            Optional<Link> before = rows.getOrDefault(ends, List.of()).stream()
                    .filter(row -> row.index().equals(OptionalInt.of(link.number()))).findFirst();
            State state = link.inactive() ? State.DOWN : link.gigabytes().isPresent() ? State.UP : State.UNKNOWN;
            Link made = new Link(ends.a(), ends.b(), OptionalInt.of(link.number()), OptionalDouble.empty(),
                    OptionalInt.empty(), link.gigabytes(), state, List.of(link.proof()), List.of(), false);
            if (before.isEmpty()) {
                put(ends, List.of(made));
                changed.add(ends);
            } else if (!near(before.get().bandwidthGBs(), link.gigabytes())) {
                List<Proof> proofs = new ArrayList<>(before.get().proofs());
                proofs.add(link.proof());
                conflict(ends, "C2C link " + link.number() + " has two speeds", proofs);
            }
        }
    }

    /** Links of which no file gives the other end. */
    private void loose() {
        reports.loose().forEach((gpu, links) -> {
            List<String> peers = known.peers().getOrDefault(gpu, List.of());
            List<Ends> wired = rowsOf.getOrDefault(gpu, Set.of()).stream()
                    .filter(ends -> !ends.other(gpu).startsWith(NvLinkGraph.CHIP_OF)).toList();
            if (!peers.isEmpty()) {
                links.forEach(link -> inTree(gpu, link, peers));
            } else if (wired.size() == 1 && rows.get(wired.get(0)).size() == links.size()
                    && rows.get(wired.get(0)).stream().noneMatch(row -> row.index().isPresent())) {
                oneByOne(wired.get(0), links);
            } else if (!wired.isEmpty()) {
                sameSpeed(wired, links);
            } else {
                endpoint(UNKNOWN_END, Kind.UNKNOWN, Optional.of("not told"), Optional.empty());
                Ends ends = Ends.of(gpu, UNKNOWN_END);
                put(ends, links.stream().map(link -> row(ends, link, Optional.empty())).toList());
                changed.add(ends);
            }
        });
    }

    /** All links of the GPU lead to one end, so that each line is one of them. */
    private void oneByOne(Ends ends, List<LinkState> links) {
        List<LinkState> sorted = links.stream().sorted(Comparator.comparingInt(LinkState::number)).toList();
        List<Link> joined = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            joined.add(row(ends, sorted.get(i), Optional.of(rows.get(ends).get(i))));
        }
        rows.put(ends, joined);
        changed.add(ends);
    }

    private void inTree(String gpu, LinkState link, List<String> peers) {
        String peer = link.number() < peers.size() ? peers.get(link.number()) : "";
        if (peer.isEmpty()) {
            return;
        }
        int rank = (int) peers.subList(0, link.number()).stream().filter(peer::equals).count();
        Ends ends = Ends.of(gpu, peer);
        List<Link> before = rows.getOrDefault(ends, List.of());
        if (rank < before.size()) {
            List<Link> copy = new ArrayList<>(before);
            copy.set(rank, row(ends, link, Optional.of(before.get(rank))));
            rows.put(ends, copy);
            changed.add(ends);
        }
    }

    /** Where links cannot be told apart and all have one speed, that speed is every link's. */
    private void sameSpeed(List<Ends> wired, List<LinkState> links) {
        Set<Double> speeds = new TreeSet<>();
        links.forEach(link -> link.gigabytes().ifPresent(speeds::add));
        if (speeds.size() != 1 || links.stream().anyMatch(LinkState::inactive)) {
            return;
        }
        OptionalDouble speed = OptionalDouble.of(speeds.iterator().next());
        Proof proof = links.stream().filter(link -> link.gigabytes().isPresent()).findFirst().orElseThrow().proofs()
                .get(0);
        for (Ends ends : wired) {
            rows.put(ends, rows.get(ends).stream().map(link -> link.bandwidthGBs().isPresent() ? link
                    : new Link(link.a(), link.b(), link.index(), link.speedGTs(), link.lanes(), speed, State.UP,
                            both(link.proofs(), proof), link.capabilities(), link.inferred())).toList());
            changed.add(ends);
        }
    }

    private static List<Proof> both(List<Proof> proofs, Proof more) {
        List<Proof> all = new ArrayList<>(proofs);
        all.add(more);
        return all;
    }

    /** Links that carry nothing: worth a warning where something says that they lead somewhere. */
    private void inactive() {
        Map<String, List<LinkState>> byGpu = new TreeMap<>(NvLinkGraph.ID_ORDER);
        reports.all().forEach(link -> byGpu.computeIfAbsent(link.gpu(), key -> new ArrayList<>()).add(link));
        byGpu.forEach((gpu, links) -> {
            List<LinkState> unknown = new ArrayList<>();
            for (LinkState link : links) {
                List<String> peers = known.peers().getOrDefault(gpu, List.of());
                String wired = link.number() < peers.size() ? peers.get(link.number()) : "";
                if (!link.inactive()) {
                    continue;
                }
                String start = "Link " + link.number() + " of " + gpu + " carries nothing, although ";
                if (link.remote().isPresent()) {
                    conflicts.add(new Conflict("nvlink-inactive", Severity.WARNING, List.of(gpu, link.remote().get()),
                            start + "it leads to " + link.remote().get() + ".", link.proofs()));
                } else if (!wired.isEmpty()) {
                    conflicts.add(new Conflict("nvlink-inactive", Severity.WARNING, List.of(gpu, wired), start
                            + "the device tree says that it is wired to " + wired + ".", link.proofs()));
                } else {
                    unknown.add(link);
                }
            }
            if (!unknown.isEmpty()) {
                conflicts.add(new Conflict("nvlink-inactive", unknown.size() == links.size() ? Severity.INFO
                        : Severity.WARNING, List.of(gpu), unknown.size() + " of " + links(links.size()) + " of " + gpu
                        + (unknown.size() == 1 ? " carries" : " carry") + " nothing.", unknown.get(0).proofs()));
            }
        });
    }

    /** What stands beside the links: idle GPUs, error counters, memory nodes, other paths. */
    private void extras(Claims claims) {
        claims.idle().forEach((gpu, proof) -> conflicts.add(new Conflict("nvlink-inactive", Severity.INFO, List.of(gpu),
                "All links of " + gpu + " are inactive.", List.of(proof))));
        claims.errors().forEach(error -> conflicts.add(new Conflict("nvlink-errors", error.counter().startsWith("Recovery")
                ? Severity.WARNING : Severity.INFO, List.of(error.gpu()), "Link " + error.number() + " of " + error.gpu()
                + " counts " + error.count() + " under " + error.counter() + ".", List.of(error.proof()))));
        claims.memories().forEach(memory -> {
            // Functions of one GPU may name several regions, which is a finding of the tree; a source that names one
            // of them contradicts none.
            List<GpuMemory> known = memories.stream().filter(each -> each.gpu().equals(memory.gpu())).toList();
            Optional<GpuMemory> before = known.stream().findFirst();
            if (before.isEmpty()) {
                memories.add(new GpuMemory(memory.gpu(), OptionalInt.of(memory.node()), memory.base(), memory.size(),
                        Optional.empty(), memory.proof()));
            } else if (known.stream().allMatch(each -> each.numaNode().isPresent()
                    && each.numaNode().getAsInt() != memory.node())) {
                conflicts.add(new Conflict("nvlink-import-conflict", Severity.WARNING, List.of(memory.gpu()),
                        "Sources disagree about the memory of " + memory.gpu() + ": NUMA node "
                                + before.get().numaNode().getAsInt() + " in one, " + memory.node() + " by "
                                + memory.proof().place() + ".", List.of(memory.proof(), before.get().proof())));
            }
        });
        claims.paths().forEach(path -> {
            Ends ends = Ends.of(path.a(), path.b());
            if (!ends.a().equals(ends.b())) {
                paths.putIfAbsent(ends, new PathClaim(ends.a(), ends.b(), path.path(), path.proof()));
            }
        });
    }

    private NvLinkGraph result() {
        List<Link> links = new ArrayList<>();
        rows.values().forEach(links::addAll);
        links.sort(Link.ORDER);
        Set<Ends> left = new LinkedHashSet<>(changed);
        List<Bundle> bundles = new ArrayList<>();
        for (Bundle bundle : known.tree().bundles()) {
            List<Link> now = new ArrayList<>();
            List<String> ends = bundle.via().isEmpty() ? List.of(bundle.a()) : bundle.via();
            for (String end : ends) {
                now.addAll(rows.getOrDefault(Ends.of(end, bundle.b()), List.of()));
                left.remove(Ends.of(end, bundle.b()));
            }
            bundles.add(bundle(bundle, now));
        }
        for (Ends ends : left) {
            List<Link> of = rows.getOrDefault(ends, List.of());
            boolean fromA = of.stream().allMatch(link -> link.index().isPresent()) && isKind(ends.a(), Kind.GPU);
            bundles.add(bundle(new Bundle(ends.a(), ends.b(), of.size(), List.of(), fromA ? of.stream()
                    .map(link -> link.index().getAsInt()).toList() : List.of(), List.of(), OptionalDouble.empty(), 0, true,
                    of.stream().allMatch(Link::inferred)), of));
        }
        return new NvLinkGraph(List.copyOf(endpoints.values()), links, bundles, memories, List.copyOf(paths.values()),
                conflicts);
    }

    /** The bundle with the numbers of its rows; links that are down carry nothing. */
    private static Bundle bundle(Bundle bundle, List<Link> links) {
        if (links.isEmpty()) {
            return bundle;
        }
        double sum = 0;
        int unknown = 0;
        for (Link link : links) {
            if (link.state() != State.DOWN) {
                sum += link.bandwidthGBs().orElse(0);
                unknown += link.bandwidthGBs().isPresent() ? 0 : 1;
            }
        }
        return new Bundle(bundle.a(), bundle.b(), links.size(), bundle.via(), bundle.aLinks(), bundle.bLinks(),
                links.size() > unknown ? OptionalDouble.of(sum) : OptionalDouble.empty(), unknown, bundle.symmetric(),
                bundle.inferred());
    }
}
