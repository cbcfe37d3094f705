// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.nvlink.Claims.Gpu;
import org.bindscope.analysis.nvlink.NvLinkGraph.Conflict;

/**
 * Which address the GPU of an index has. nvidia-smi prints no addresses in most of its texts, so they are
 * found, in this order: by a text that has both, by the UUID, by the order of the machine's GPUs where the
 * number fits (the driver counts by bus), and by which ends of links mirror each other.
 */
final class GpuNames {

    private final List<Claims> sources;
    private final List<Conflict> conflicts = new ArrayList<>();
    /** Index by identity, for all sources. */
    private final Map<String, String> known = new TreeMap<>();
    /** Index by place or by mirrored links, for each source. */
    private final Map<Claims, Map<String, String>> bySource = new HashMap<>();

    /**
     * @param sources  what the texts say
     * @param gpuOrder addresses of the machine's GPUs in the driver's order; empty where not known
     * @param noGpus   addresses that are known to be no GPUs
     */
    GpuNames(List<Claims> sources, List<String> gpuOrder, Set<String> noGpus) {
        this.sources = sources;
        identities();
        List<String> order = gpuOrder.isEmpty() ? named() : gpuOrder;
        Map<String, String> mirrored = new MirroredLinks(sources, known, noGpus).addresses();
        for (Claims claims : sources) {
            List<String> open = claims.gpus().keySet().stream().filter(Claims::byIndex)
                    .filter(id -> !known.containsKey(id)).toList();
            if (!open.isEmpty()) {
                bySource.put(claims, byPlace(claims, open, order, mirrored));
            }
        }
    }

    /** The id of a GPU in the joined graph: its address where that is known. */
    String of(Claims claims, String id) {
        String address = known.get(id);
        return address != null ? address : bySource.getOrDefault(claims, Map.of()).getOrDefault(id, id);
    }

    /** What does not fit together. */
    List<Conflict> conflicts() {
        return conflicts;
    }

    private void identities() {
        Map<String, Set<String>> byUuid = new HashMap<>();
        sources.forEach(claims -> claims.gpus().values().forEach(gpu -> gpu.uuid().ifPresent(uuid ->
                gpu.address().ifPresent(address -> byUuid.computeIfAbsent(uuid, key -> new TreeSet<>()).add(address)))));
        for (Claims claims : sources) {
            for (Gpu gpu : claims.gpus().values()) {
                if (Claims.byIndex(gpu.id())) {
                    // A UUID that was made unreadable may stand for several GPUs.
                    Optional<String> address = gpu.address().or(() -> gpu.uuid().map(byUuid::get)
                            .filter(all -> all.size() == 1).map(all -> all.iterator().next()));
                    address.ifPresent(found -> identity(gpu, found));
                }
            }
        }
    }

    private void identity(Gpu gpu, String address) {
        String before = known.putIfAbsent(gpu.id(), address);
        if (before != null && !before.equals(address)) {
            conflicts.add(new Conflict("nvlink-import-conflict", Severity.WARNING, List.of(before, address),
                    "Sources disagree about which device " + gpu.id() + " is: " + before + " in one, " + address + " by "
                            + gpu.proof().place() + ".", List.of(gpu.proof())));
        }
    }

    /** Addresses that sources give to GPUs, in the driver's order. */
    private List<String> named() {
        Set<String> named = new TreeSet<>(NvLinkGraph.ID_ORDER);
        sources.forEach(claims -> claims.gpus().keySet().stream().filter(id -> PciAddress.parse(id).isPresent())
                .forEach(named::add));
        return List.copyOf(named);
    }

    private Map<String, String> byPlace(Claims claims, List<String> open, List<String> order,
            Map<String, String> mirrored) {
        Map<String, String> names = new HashMap<>();
        boolean fits = claims.gpus().size() == order.size() && claims.gpus().keySet().stream().allMatch(id -> {
            int place = place(id);
            return place < order.size() && (!known.containsKey(id) || known.get(id).equals(order.get(place)));
        });
        if (fits) {
            open.forEach(id -> names.put(id, order.get(place(id))));
        } else if (open.stream().allMatch(mirrored::containsKey)) {
            open.forEach(id -> names.put(id, mirrored.get(id)));
        } else if (!order.isEmpty()) {
            Gpu first = claims.gpus().get(open.get(0));
            conflicts.add(new Conflict("nvlink-import-conflict", Severity.WARNING, List.of(claims.source()),
                    claims.source() + " speaks of " + claims.gpus().size() + (claims.gpus().size() == 1 ? " GPU" : " GPUs")
                            + ", the machine has " + order.size() + "; they cannot be joined by number.",
                    List.of(first.proof())));
        }
        return names;
    }

    private static int place(String id) {
        return Claims.byIndex(id) ? SmiText.integer(id.substring(3)).orElse(Integer.MAX_VALUE) : Integer.MAX_VALUE;
    }
}
