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
import org.bindscope.analysis.nvlink.NvLinkGraph.Bundle;
import org.bindscope.analysis.nvlink.NvLinkGraph.Conflict;
import org.bindscope.analysis.nvlink.NvLinkGraph.Endpoint;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.analysis.nvlink.NvLinkGraph.State;

/**
 * Joins the graph of a device tree with what text and XML files say. All sources are kept: where they
 * disagree the negotiated state counts, then the matrix, then the tree, and a conflict says so
 * (fdt-nvlink section 3.7).
 */
final class NvLinkMerge {

    /** Most links that a GPU of any generation up to 2025 has: a larger sum in a matrix means a switch. */
    private static final int MOST_LINKS_OF_A_GPU = 18;
    private static final double SLOW = 0.5;
    private static final String UNKNOWN_END = "unknown";

    /** Two ends, the first one sorting first. */
    private record Ends(String a, String b) {
        static Ends of(String one, String other) {
            return NvLinkGraph.ID_ORDER.compare(one, other) <= 0 ? new Ends(one, other) : new Ends(other, one);
        }
    }

    /** A link that a GPU reports, with its other end and the files that say so. */
    private record Reported(String gpu, LinkState state, Set<String> files) {
    }

    private final NvLinkGraph tree;
    private final List<String> gpuOrder;
    private final Map<String, List<String>> treePeers;
    private final Map<String, Endpoint> endpoints = new TreeMap<>(NvLinkGraph.ID_ORDER);
    private final Map<Ends, List<Link>> rows = new LinkedHashMap<>();
    private final Set<Ends> changed = new LinkedHashSet<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final Map<String, Reported> reported = new LinkedHashMap<>();

    /**
     * @param tree      graph of the device tree; may be empty
     * @param gpuOrder  addresses of the machine's GPUs in the driver's order; empty where not known
     * @param treePeers other ends by a GPU's own link number, from the tree; empty text where not known
     */
    NvLinkMerge(NvLinkGraph tree, List<String> gpuOrder, Map<String, List<String>> treePeers) {
        this.tree = tree;
        this.gpuOrder = gpuOrder;
        this.treePeers = treePeers;
        tree.endpoints().forEach(end -> endpoints.put(end.id(), end));
        tree.links().forEach(link -> rows.computeIfAbsent(Ends.of(link.a(), link.b()), key -> new ArrayList<>())
                .add(link));
    }

    NvLinkGraph with(List<Claims> sources) {
        List<String> order = gpuOrder;
        if (order.isEmpty()) {
            Set<String> named = new TreeSet<>(NvLinkGraph.ID_ORDER);
            sources.forEach(claims -> claims.gpus().keySet().stream().filter(id -> PciAddress.parse(id).isPresent())
                    .forEach(named::add));
            order = List.copyOf(named);
        }
        List<Claims> resolved = new ArrayList<>();
        for (Claims claims : sources) {
            claims.problems().forEach(text -> conflicts.add(new Conflict("nvlink-import-unreadable", Severity.WARNING,
                    List.of(claims.source()), text,
                    claims.source())));
            resolved.add(resolve(claims, order));
        }
        resolved.forEach(this::gather);
        connect();
        resolved.stream().sorted(Comparator.comparing(Claims::trust)).forEach(this::counts);
        resolved.forEach(this::chipLinks);
        loose();
        speeds();
        return result();
    }

    /** The same claims with GPU indices replaced by addresses where the number of GPUs fits. */
    private Claims resolve(Claims claims, List<String> order) {
        boolean byIndex = claims.gpus().keySet().stream().anyMatch(id -> id.startsWith("GPU"));
        boolean fits = byIndex && claims.gpus().size() == order.size();
        if (byIndex && !fits && !order.isEmpty()) {
            conflicts.add(new Conflict("nvlink-import-conflict", Severity.WARNING, List.of(claims.source()),
                    claims.source() + " speaks of "
                    + claims.gpus().size() + " GPUs, the machine has " + order.size()
                    + "; they cannot be joined by number.", claims.source()));
        }
        Claims result = new Claims(claims.source(), claims.trust());
        claims.gpus().forEach((id, label) -> {
            String at = name(id, fits, order);
            result.gpu(at, label);
            endpoint(at, Kind.GPU, fits ? Optional.of(id) : label.isEmpty() ? Optional.empty() : Optional.of(label));
        });
        claims.links().forEach(link -> result.link(new LinkState(name(link.gpu(), fits, order), link.number(),
                link.gigabytes(),
                link.inactive(), link.remote(), link.remoteLink())));
        claims.pairs().forEach(pair -> result.pair(new Claims.Pair(name(pair.a(), fits, order),
                name(pair.b(), fits, order), pair.bKind(),
                pair.count(), pair.gigabytes())));
        claims.chipLinks().forEach(link -> result.chipLink(new Claims.ChipLink(name(link.gpu(), fits, order),
                link.number(), link.gigabytes())));
        return result;
    }

    private static String name(String id, boolean fits, List<String> order) {
        if (!fits || !id.startsWith("GPU")) {
            return id;
        }
        int index = SmiText.integer(id.substring(3)).orElse(Integer.MAX_VALUE);
        return index < order.size() ? order.get(index) : id;
    }

    private void endpoint(String id, Kind kind, Optional<String> label) {
        Endpoint known = endpoints.get(id);
        if (known == null) {
            endpoints.put(id, new Endpoint(id, kind, PciAddress.parse(id).map(PciAddress::toString), Optional.empty(),
                    label, Optional.empty()));
        } else if (known.kind() == Kind.UNKNOWN && kind != Kind.UNKNOWN || known.label().isEmpty()
                && label.isPresent()) {
            endpoints.put(id, new Endpoint(id, known.kind() == Kind.UNKNOWN ? kind : known.kind(), known.address(),
                    known.deviceTreeNode(),
                    known.label().or(() -> label), known.cpu()));
        }
    }

    /** The states of one link that different files give belong together. */
    private void gather(Claims claims) {
        for (LinkState link : claims.links()) {
            Reported before = reported.get(link.gpu() + " " + link.number());
            Set<String> files = new LinkedHashSet<>(before == null ? Set.of() : before.files());
            files.add(claims.source());
            reported.put(link.gpu() + " " + link.number(),
                    new Reported(link.gpu(), before == null ? link : before.state().merged(link), files));
        }
    }

    /** Links whose other end is reported. */
    private void connect() {
        Map<Ends, Map<String, List<Reported>>> byEnds = new LinkedHashMap<>();
        for (Reported each : reported.values()) {
            String remote = each.state().remote().orElse("");
            if (!remote.isEmpty() && !remote.equals(each.gpu())) {
                endpoint(remote, remote.equals(SmiText.SWITCH) ? Kind.NVSWITCH : Kind.UNKNOWN, Optional.empty());
                byEnds.computeIfAbsent(Ends.of(each.gpu(), remote), key -> new TreeMap<>(NvLinkGraph.ID_ORDER))
                        .computeIfAbsent(each.gpu(), key -> new ArrayList<>()).add(each);
            }
        }
        switches(byEnds.keySet());
        byEnds.forEach((ends, sides) -> {
            List<Reported> counted = sides.values().stream().max(Comparator.comparingInt(List::size)).orElseThrow();
            sides.values().stream().filter(side -> side.size() != counted.size()).findFirst()
                    .ifPresent(side -> conflict(ends, counted.get(0)
                    .gpu() + " reports " + links(counted.size()) + " to the other end, which reports " + side.size()
                    + " back", file(counted.get(0))));
            join(ends, counted);
        });
    }

    /** An end that every GPU reports is none of the GPUs, since no GPU has a link to itself. */
    private void switches(Set<Ends> all) {
        Set<String> reporting = new TreeSet<>();
        reported.values().forEach(each -> reporting.add(each.gpu()));
        for (Endpoint end : List.copyOf(endpoints.values())) {
            if (end.kind() == Kind.UNKNOWN && reporting.size() > 1
                    && reporting.stream().allMatch(gpu -> all.contains(Ends.of(gpu, end.id())))) {
                endpoint(end.id(), Kind.NVSWITCH, Optional.empty());
            }
        }
    }

    private void join(Ends ends, List<Reported> links) {
        List<Reported> sorted = links.stream().sorted(Comparator.comparingInt(link -> link.state().number())).toList();
        List<Link> before = rows.getOrDefault(ends, List.of());
        if (!before.isEmpty() && before.size() != sorted.size()) {
            conflict(ends, file(sorted.get(0)) + " reports " + links(sorted.size()) + ", the device tree "
                    + before.size(), file(sorted.get(0)));
        }
        List<Link> joined = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            joined.add(row(ends, sorted.get(i), i < before.size() ? Optional.of(before.get(i)) : Optional.empty()));
        }
        before.stream().skip(sorted.size()).forEach(joined::add);
        rows.put(ends, joined);
        if (before.size() != sorted.size()) {
            changed.add(ends);
        }
    }

    private Link row(Ends ends, Reported each, Optional<Link> known) {
        LinkState state = each.state();
        OptionalInt index = each.gpu().equals(ends.a()) ? OptionalInt.of(state.number()) : state.remoteLink();
        String files = String.join(", ", each.files());
        State up = state.inactive() ? State.DOWN : State.UP;
        OptionalDouble bandwidth = state.gigabytes();
        if (known.isPresent()) {
            Link link = known.get();
            OptionalDouble better = near(link.bandwidthGBs(), bandwidth) ? link.bandwidthGBs() : bandwidth;
            return new Link(ends.a(), ends.b(), link.index().isPresent() ? link.index() : index, link.speedGTs(),
                    link.lanes(), better, up,
                    link.evidence() + "; " + files, false);
        }
        return new Link(ends.a(), ends.b(), index, OptionalDouble.empty(), OptionalInt.empty(), bandwidth, up, files,
                false);
    }

    /** Whether a figure that nvidia-smi printed with three digits is the exact one; an absent one is near all. */
    private static boolean near(OptionalDouble exact, OptionalDouble printed) {
        return printed.isEmpty() || exact.isPresent() && Math.abs(exact.getAsDouble() - printed.getAsDouble()) < 0.01
                * exact.getAsDouble();
    }

    private static String links(int count) {
        return count + (count == 1 ? " link" : " links");
    }

    private static String file(Reported each) {
        return each.files().iterator().next();
    }

    private void conflict(Ends ends, String text, String file) {
        conflicts.add(new Conflict("nvlink-import-conflict", Severity.WARNING, List.of(ends.a(), ends.b()),
                "Sources disagree about the links between " + ends.a() + " and " + ends.b() + ": " + text + ".", file));
    }

    /** Numbers of links between two ends. */
    private void counts(Claims claims) {
        Map<String, Integer> sums = new TreeMap<>();
        Map<Ends, Claims.Pair> pairs = new LinkedHashMap<>();
        for (Claims.Pair pair : claims.pairs()) {
            if (!pair.a().equals(pair.b())) {
                Claims.Pair first = pairs.putIfAbsent(Ends.of(pair.a(), pair.b()), pair);
                if (first != null && !first.count().equals(pair.count())) {
                    conflict(Ends.of(pair.a(), pair.b()), claims.source() + " counts " + first.count().orElse(0)
                            + " from one end and "
                            + pair.count().orElse(0) + " from the other", claims.source());
                }
                if (pair.bKind() == Kind.GPU) {
                    sums.merge(pair.a(), pair.count().orElse(0), Integer::sum);
                }
            }
        }
        boolean switched = sums.values().stream().anyMatch(sum -> sum > MOST_LINKS_OF_A_GPU);
        if (switched) {
            throughSwitch(claims, pairs);
            return;
        }
        pairs.forEach((ends, pair) -> {
            endpoint(pair.b(), pair.bKind(), Optional.empty());
            count(claims, ends, pair);
        });
    }

    private void count(Claims claims, Ends ends, Claims.Pair pair) {
        List<Link> known = between(ends, pair.bKind());
        if (known.isEmpty()) {
            int count = pair.count().orElse(1);
            OptionalDouble each = pair.gigabytes().isPresent()
                    ? OptionalDouble.of(pair.gigabytes().getAsDouble() / count) : OptionalDouble.empty();
            List<Link> made = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                made.add(new Link(ends.a(), ends.b(), OptionalInt.empty(), OptionalDouble.empty(), OptionalInt.empty(),
                        each,
                        claims.trust() == Claims.Trust.NEGOTIATED ? State.UP : State.UNKNOWN,
                        claims.source() + (pair.count().isEmpty() ? " (bandwidth of all links together)" : ""), false));
            }
            if (!made.isEmpty()) {
                rows.put(ends, made);
                changed.add(ends);
            }
        } else if (pair.count().isPresent() && pair.count().getAsInt() != known.size()) {
            conflict(ends, claims.source() + " counts " + links(pair.count().getAsInt()) + ", other sources "
                    + known.size(), claims.source());
        }
    }

    /** Rows between two ends; a processor stands for all its NPU functions, an NPU function for those of its slot. */
    private List<Link> between(Ends ends, Kind kind) {
        List<Link> direct = rows.getOrDefault(ends, List.of());
        if (kind != Kind.NPU && kind != Kind.CPU) {
            return direct;
        }
        String gpu = endpoints.get(ends.a()) != null && endpoints.get(ends.a()).kind() == Kind.GPU ? ends.a()
                : ends.b();
        String other = gpu.equals(ends.a()) ? ends.b() : ends.a();
        Optional<PciAddress> slot = PciAddress.parse(other);
        List<Link> all = new ArrayList<>();
        rows.forEach((each, links) -> {
            String end = each.a().equals(gpu) ? each.b() : each.b().equals(gpu) ? each.a() : "";
            Endpoint npu = endpoints.get(end);
            if (npu != null && npu.kind() == Kind.NPU && (kind == Kind.CPU
                    || slot.isPresent() && PciAddress.parse(end).filter(address -> address.sameSlot(slot.get()))
                    .isPresent())) {
                all.addAll(links);
            }
        });
        return all.isEmpty() ? direct : all;
    }

    /** In a switched machine the matrix gives each GPU's number of links to the switches. */
    private void throughSwitch(Claims claims, Map<Ends, Claims.Pair> pairs) {
        Map<String, Integer> toSwitch = new TreeMap<>(NvLinkGraph.ID_ORDER);
        pairs.values().forEach(pair -> List.of(pair.a(), pair.b())
                .forEach(gpu -> toSwitch.merge(gpu, pair.count().orElse(0), Math::max)));
        toSwitch.forEach((gpu, count) -> {
            endpoint(gpu, Kind.GPU, Optional.empty());
            List<Link> known = rows.entrySet().stream().filter(e ->
                    (e.getKey().a().equals(gpu) || e.getKey().b().equals(gpu))
                    && switchEnd(e.getKey())).flatMap(e -> e.getValue().stream()).toList();
            if (known.isEmpty()) {
                endpoint(SmiText.SWITCH, Kind.NVSWITCH, Optional.empty());
                count(claims, Ends.of(gpu, SmiText.SWITCH), new Claims.Pair(gpu, SmiText.SWITCH, Kind.NVSWITCH,
                        OptionalInt.of(count), OptionalDouble.empty()));
            } else if (known.size() != count) {
                conflicts.add(new Conflict("nvlink-import-conflict", Severity.WARNING, List.of(gpu), claims.source()
                        + " gives " + gpu + " "
                        + links(count) + " to the switches, other sources " + known.size() + ".", claims.source()));
            }
        });
    }

    private boolean switchEnd(Ends ends) {
        return List.of(ends.a(), ends.b()).stream().anyMatch(id -> endpoints.get(id) != null && endpoints.get(id).kind()
                == Kind.NVSWITCH);
    }

    private void chipLinks(Claims claims) {
        for (Claims.ChipLink link : claims.chipLinks()) {
            String cpu = "CPU of " + link.gpu();
            endpoint(cpu, Kind.CPU, Optional.of("NVLink-C2C"));
            Ends ends = Ends.of(link.gpu(), cpu);
            List<Link> known = rows.computeIfAbsent(ends, key -> new ArrayList<>());
            if (known.stream().noneMatch(row -> row.index().equals(OptionalInt.of(link.number())))) {
                known.add(new Link(ends.a(), ends.b(), OptionalInt.of(link.number()), OptionalDouble.empty(),
                        OptionalInt.empty(), link.gigabytes(),
                        link.gigabytes().isPresent() ? State.UP : State.UNKNOWN, claims.source() + " (C2C)", false));
                changed.add(ends);
            }
        }
    }

    /** Links of which only speed or inactivity is known. */
    private void loose() {
        Map<String, List<Reported>> byGpu = new TreeMap<>(NvLinkGraph.ID_ORDER);
        reported.values().stream().filter(each -> each.state().remote().isEmpty())
                .forEach(each -> byGpu.computeIfAbsent(each.gpu(), key -> new ArrayList<>()).add(each));
        byGpu.forEach((gpu, links) -> {
            List<Reported> inactive = links.stream().filter(each -> each.state().inactive()).toList();
            boolean wired = rows.entrySet().stream().anyMatch(e -> !e.getValue().isEmpty()
                    && (e.getKey().a().equals(gpu) || e.getKey().b().equals(gpu)));
            if (!inactive.isEmpty() && !wired) {
                conflicts.add(new Conflict("nvlink-inactive", inactive.size() == links.size() ? Severity.INFO
                        : Severity.WARNING, List.of(gpu),
                        inactive.size() + " of " + links(links.size()) + " of " + gpu + " carr"
                        + (inactive.size() == 1 ? "ies" : "y") + " nothing.",
                        file(inactive.get(0))));
            }
            List<String> peers = treePeers.getOrDefault(gpu, List.of());
            for (Reported each : links) {
                int number = each.state().number();
                String peer = number < peers.size() ? peers.get(number) : "";
                if (!peer.isEmpty()) {
                    inTree(gpu, peer, rank(peers, number), each);
                } else if (!wired) {
                    endpoint(UNKNOWN_END, Kind.UNKNOWN, Optional.empty());
                    Ends ends = Ends.of(gpu, UNKNOWN_END);
                    rows.computeIfAbsent(ends, key -> new ArrayList<>()).add(row(ends, each, Optional.empty()));
                    changed.add(ends);
                }
            }
            if (wired && peers.isEmpty()) {
                sameSpeed(gpu, links);
            }
        });
    }

    /** Which of the links to the same peer a link number is. */
    private static int rank(List<String> peers, int number) {
        return (int) peers.subList(0, number).stream().filter(peers.get(number)::equals).count();
    }

    private void inTree(String gpu, String peer, int rank, Reported each) {
        Ends ends = Ends.of(gpu, peer);
        List<Link> known = rows.getOrDefault(ends, List.of());
        if (rank < known.size()) {
            List<Link> copy = new ArrayList<>(known);
            copy.set(rank, row(ends, each, Optional.of(known.get(rank))));
            rows.put(ends, copy);
            if (each.state().inactive()) {
                conflicts.add(new Conflict("nvlink-inactive", Severity.WARNING, List.of(gpu, peer), "Link "
                        + each.state().number() + " of " + gpu
                        + " carries nothing, although the device tree says that it is wired to " + peer + ".",
                        file(each)));
            }
        }
    }

    /** Where links cannot be told apart and all have one speed, that speed is every link's. */
    private void sameSpeed(String gpu, List<Reported> links) {
        Set<Double> speeds = new TreeSet<>();
        links.forEach(each -> each.state().gigabytes().ifPresent(speeds::add));
        if (speeds.size() != 1 || links.stream().anyMatch(each -> each.state().inactive())) {
            return;
        }
        OptionalDouble speed = OptionalDouble.of(speeds.iterator().next());
        rows.replaceAll((ends, list) -> !ends.a().equals(gpu) && !ends.b().equals(gpu) ? list : list.stream()
                .map(link -> link.bandwidthGBs().isPresent() || link.evidence().endsWith("(C2C)") ? link
                : new Link(link.a(), link.b(), link.index(),
                        link.speedGTs(), link.lanes(), speed, State.UP, link.evidence() + "; " + file(links.get(0)),
                        link.inferred())).toList());
        changed.addAll(rows.keySet().stream().filter(ends -> ends.a().equals(gpu) || ends.b().equals(gpu)).toList());
    }

    /** Links that run far below the others or below what the tree says. */
    private void speeds() {
        List<Double> all = reported.values().stream().map(each -> each.state().gigabytes())
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble).sorted().toList();
        if (all.isEmpty()) {
            return;
        }
        double usual = all.get(all.size() / 2);
        for (Reported each : reported.values()) {
            each.state().gigabytes().ifPresent(speed -> {
                if (speed < SLOW * usual) {
                    conflicts.add(new Conflict("nvlink-downtrained", Severity.WARNING, List.of(each.gpu()), "Link "
                            + each.state().number() + " of "
                            + each.gpu() + " runs at " + speed + " GB/s; most run at " + usual + ".", file(each)));
                }
            });
            if (each.state().inactive() && each.state().remote().isPresent()) {
                conflicts.add(new Conflict("nvlink-inactive", Severity.WARNING,
                        List.of(each.gpu(), each.state().remote().get()), "Link "
                        + each.state().number() + " of " + each.gpu() + " carries nothing, although it leads to "
                        + each.state().remote().get() + ".",
                        file(each)));
            }
        }
    }

    private NvLinkGraph result() {
        List<Link> links = new ArrayList<>();
        rows.values().forEach(links::addAll);
        links.sort(Link.ORDER);
        List<Bundle> bundles = new ArrayList<>();
        tree.bundles().stream().filter(bundle -> !changed.contains(Ends.of(bundle.a(), bundle.b())))
                .forEach(bundles::add);
        for (Ends ends : changed) {
            bundles.add(bundle(ends, rows.getOrDefault(ends, List.of())));
        }
        return new NvLinkGraph(List.copyOf(endpoints.values()), links, bundles, tree.memories(), conflicts);
    }

    private static Bundle bundle(Ends ends, List<Link> links) {
        double sum = 0;
        int unknown = 0;
        for (Link link : links) {
            if (link.bandwidthGBs().isPresent()) {
                sum += link.state() == State.DOWN ? 0 : link.bandwidthGBs().getAsDouble();
            } else {
                unknown++;
            }
        }
        return new Bundle(ends.a(), ends.b(), links.size(), List.of(),
                links.stream().map(Link::index).filter(OptionalInt::isPresent)
                .map(OptionalInt::getAsInt).toList(), List.of(), links.size() > unknown ? OptionalDouble.of(sum)
                : OptionalDouble.empty(), unknown,
                true, links.stream().allMatch(Link::inferred));
    }
}
