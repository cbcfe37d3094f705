// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.nvlink;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.groups.NvLinkGroupRule;
import org.bindscope.analysis.groups.NvLinkKernelRule;
import org.bindscope.analysis.nvlink.CompoundGroups;
import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.nvlink.NvLinkGraph.Endpoint;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.analysis.nvlink.NvLinkImportRule;
import org.bindscope.analysis.nvlink.NvLinkMatrix;
import org.bindscope.analysis.nvlink.NvLinkMatrix.Cell;
import org.bindscope.analysis.nvlink.NvLinkTreeRule;
import org.bindscope.model.DtNode;
import org.bindscope.model.Machine;
import org.bindscope.model.NvLink;
import org.bindscope.model.NvLinkEndpoint;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.ModelSelection;

/**
 * What the view shows of one machine. Made away from the UI thread, never changed.
 *
 * @param graph    the NVLinks
 * @param matrix   GPU by GPU
 * @param groups   devices that can only go together, by the name of their group
 * @param ends     rows of the ends, in the graph's order
 * @param links    rows of the links, in the graph's order
 * @param lookup   finds ends, links and pairs without a walk through all
 * @param findings what is wrong with NVLinks or worth knowing of them
 */
record NvLinkContent(NvLinkGraph graph, NvLinkMatrix matrix, Map<String, List<String>> groups, List<EndRow> ends,
        List<LinkRow> links, Lookup lookup, List<Finding> findings) {

    /**
     * Indexes of a graph.
     *
     * @param ends     rows by id
     * @param links    links by the id of either end
     * @param doubtful pairs of ends, in both orders, that count the links between them differently
     */
    record Lookup(Map<String, EndRow> ends, Map<String, List<Link>> links, Set<List<String>> doubtful) {

        static Lookup of(NvLinkGraph graph, Map<String, EndRow> ends) {
            Map<String, List<Link>> links = new HashMap<>();
            for (Link link : graph.links()) {
                links.computeIfAbsent(link.a(), key -> new ArrayList<>()).add(link);
                links.computeIfAbsent(link.b(), key -> new ArrayList<>()).add(link);
            }
            Set<List<String>> doubtful = new HashSet<>();
            graph.bundles().stream().filter(bundle -> !bundle.symmetric()).forEach(bundle -> {
                doubtful.add(List.of(bundle.a(), bundle.b()));
                doubtful.add(List.of(bundle.b(), bundle.a()));
            });
            return new Lookup(Map.copyOf(ends), links, doubtful);
        }
    }

    /** Rules of the diagnostics page about NVLink besides those with codes of their own. */
    private static final List<String> NUMBERED = List.of("R21-", "R22-", "R23-");

    private static final Set<String> CODES = Stream.of(new NvLinkTreeRule(), new NvLinkImportRule(), new NvLinkGroupRule(),
            new NvLinkKernelRule()).flatMap(rule -> rule.ids().stream()).collect(Collectors.toUnmodifiableSet());

    static final NvLinkContent NONE = new NvLinkContent(NvLinkGraph.none(), new NvLinkMatrix(List.of(), List.of(), 0), Map.of(),
            List.of(), List.of(), Lookup.of(NvLinkGraph.none(), Map.of()), List.of());

    static NvLinkContent of(MachineDocument document) {
        Machine machine = document.machine();
        NvLinkGraph graph = document.analysis().nvLink();
        Map<String, PciFunction> functions = new HashMap<>();
        ModelWalk.functions(machine).forEach(function -> functions.put(function.getAddress(), function));
        Map<String, NvLinkEndpoint> models = new HashMap<>();
        machine.getNvLinkEndpoints().forEach(end -> models.put(end.getId(), end));
        Map<String, EndRow> ends = new LinkedHashMap<>();
        for (Endpoint end : graph.endpoints()) {
            Optional.ofNullable(models.get(end.id())).ifPresent(model -> ends.put(end.id(), new EndRow(end, model,
                    end.address().map(functions::get))));
        }
        List<LinkRow> links = new ArrayList<>();
        List<NvLink> facts = machine.getNvLinks();
        for (int i = 0; i < Math.min(facts.size(), graph.links().size()); i++) {
            Link link = graph.links().get(i);
            if (ends.containsKey(link.a()) && ends.containsKey(link.b())) {
                links.add(new LinkRow(link, facts.get(i), ends.get(link.a()), ends.get(link.b())));
            }
        }
        return new NvLinkContent(graph, NvLinkMatrix.of(graph, machine), CompoundGroups.of(machine), List.copyOf(ends.values()),
                List.copyOf(links), Lookup.of(graph, ends), List.of());
    }

    /** The same with the findings about NVLinks; these take all rules, so that the rest is shown before. */
    NvLinkContent withFindings(List<Finding> all) {
        return new NvLinkContent(graph, matrix, groups, ends, links, lookup, all.stream()
                .filter(finding -> NUMBERED.stream().anyMatch(finding.rule()::startsWith) || CODES.contains(finding.rule())).toList());
    }

    boolean isEmpty() {
        return ends.isEmpty();
    }

    Optional<EndRow> end(String id) {
        return Optional.ofNullable(lookup.ends().get(id));
    }

    /** The links that end at an end. */
    List<Link> linksOf(String id) {
        return lookup.links().getOrDefault(id, List.of());
    }

    /** The GPUs in the order of the matrix. */
    List<EndRow> gpus() {
        return matrix.gpus().stream().flatMap(id -> end(id).stream()).toList();
    }

    /** Ends that can be given to a guest: what is a device, or stands for one in a snapshot without PCI functions. */
    List<EndRow> givable() {
        // The sort keeps the order of ends of one kind.
        return ends.stream().filter(row -> row.end().kind() != Kind.CPU && (row.end().kind() == Kind.GPU
                || row.end().address().isPresent())).sorted(Comparator.comparing(row -> row.end().kind() != Kind.GPU)).toList();
    }

    /** Whether two GPUs count the links between them differently. */
    boolean doubtful(Cell cell) {
        return lookup.doubtful().contains(List.of(cell.a(), cell.b()));
    }

    /** The name of an end, as far as it is known. */
    String name(String id) {
        return end(id).map(EndRow::name).orElse(id);
    }

    /**
     * The ends that selected objects stand for.
     *
     * @param objects model objects and {@link ModelSelection}s
     * @return ids, each once, in the order of the selection
     */
    Set<String> selected(Collection<?> objects) {
        Set<String> ids = new LinkedHashSet<>();
        for (Object object : objects) {
            if (object instanceof NvLinkEndpoint endpoint && endpoint.getId() != null) {
                ids.add(endpoint.getId());
            } else if (object instanceof NvLink link && link.getA() != null && link.getB() != null) {
                ids.add(link.getA().getId());
                ids.add(link.getB().getId());
            } else if (object instanceof DtNode node) {
                ids.add(ObjectText.path(node));
            } else if (object instanceof ModelSelection selection) {
                ids.addAll(selected(selection.modelObjects().stream().filter(inner -> !(inner instanceof ModelSelection)).toList()));
            }
            ModelWalk.devices(List.of(object)).forEach(function -> ids.add(function.getAddress()));
        }
        ids.removeIf(id -> end(id).isEmpty());
        return ids;
    }
}
