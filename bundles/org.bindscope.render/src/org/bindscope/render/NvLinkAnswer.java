// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.nvlink.NvLinkMatrix;

/**
 * The NVLink graph of a machine.
 *
 * @param graph  the graph
 * @param matrix GPU by GPU
 * @param silent what texts about NVLinks say that tell of none, see {@link org.bindscope.analysis.nvlink.NvLinkSilence}
 */
public record NvLinkAnswer(NvLinkGraph graph, NvLinkMatrix matrix, List<String> silent) implements Answer {

    /** Copies the list. */
    public NvLinkAnswer {
        silent = List.copyOf(silent);
    }

    @Override
    public void writeJson(Writer out) throws IOException {
        JsonText json = new JsonText(out).object();
        NvLinkJson.write(json, graph);
        json.endObject().finish(out);
    }

    @Override
    public void writeText(Writer out) throws IOException {
        StringBuilder text = new StringBuilder();
        if (graph.endpoints().isEmpty()) {
            text.append(silent.isEmpty() ? "No NVLink: neither the device tree nor a captured report speaks of one.\n" : "No NVLink.\n");
            silent.forEach(sentence -> text.append(VisibleText.of(sentence)).append('\n'));
        } else {
            endpoints(text);
            if (graph.links().isEmpty()) {
                text.append("\nNo source says which links there are; nvidia-smi nvlink -R tells.\n");
            } else {
                bundles(text.append('\n'));
                links(text.append('\n'));
            }
            matrix(text);
            memories(text);
        }
        conflicts(text);
        out.append(text);
        out.flush();
    }

    private void endpoints(StringBuilder text) {
        TextTable table = new TextTable("", "END", "KIND", "PROCESSOR", "LABEL", "DEVICE-TREE NODE");
        for (NvLinkGraph.Endpoint endpoint : graph.endpoints()) {
            table.row(endpoint.id(), endpoint.kind().name().toLowerCase(Locale.ROOT),
                    endpoint.cpu().orElse(FactText.NOT_SAID), endpoint.label().orElse(FactText.NOT_SAID),
                    endpoint.deviceTreeNode().orElse(FactText.NOT_SAID));
        }
        table.appendTo(text);
    }

    /** Links taken together, the form in which people think of them. */
    private void bundles(StringBuilder text) {
        TextTable table = new TextTable("", "BETWEEN", "AND", ">LINKS", ">GB/s EACH WAY", "THROUGH");
        for (NvLinkGraph.Bundle bundle : graph.bundles()) {
            String bandwidth = bundle.bandwidthGBs().isEmpty() ? FactText.NOT_SAID
                    : decimal(bundle.bandwidthGBs().getAsDouble());
            table.row(bundle.a(), bundle.b(), Integer.toString(bundle.links()),
                    bundle.unknownSpeed() > 0 && !bandwidth.equals(FactText.NOT_SAID)
                            ? bandwidth + " and " + bundle.unknownSpeed() + " of unknown speed" : bandwidth,
                    String.join(" ", bundle.via()) + (bundle.symmetric() ? "" : " (the ends count differently)")
                            + (bundle.inferred() ? "(inferred from the machine's type)" : ""));
        }
        table.appendTo(text);
    }

    /** As nvidia-smi topo -m prints it, with the bandwidth of the links. */
    private void matrix(StringBuilder text) {
        if (matrix.gpus().size() < 2) {
            return;
        }
        List<String> titles = new ArrayList<>(List.of("GPU"));
        titles.addAll(matrix.gpus());
        TextTable table = new TextTable("", titles.toArray(String[]::new));
        Set<NvLinkMatrix.Path> used = new TreeSet<>();
        for (int row = 0; row < matrix.gpus().size(); row++) {
            String[] cells = new String[titles.size()];
            cells[0] = matrix.gpus().get(row);
            for (int column = 0; column < matrix.gpus().size(); column++) {
                NvLinkMatrix.Cell cell = matrix.cells().get(row * matrix.gpus().size() + column);
                used.add(cell.path());
                cells[column + 1] = cell.text() + (cell.bandwidthGBs().isEmpty() ? ""
                        : " " + decimal(cell.bandwidthGBs().getAsDouble()) + " GB/s");
            }
            table.row(cells);
        }
        table.appendTo(text.append('\n'));
        if (matrix.leftOut() > 0) {
            text.append(FindingsAnswer.plural(matrix.leftOut(), "more GPU")).append(" left out.\n");
        }
        for (NvLinkMatrix.Path path : used) {
            text.append(switch (path) {
                case NV -> "NV#";
                case NVSWITCH -> "NV#";
                case UNKNOWN -> "?";
                default -> path.name();
            }).append(": ").append(path.words()).append('\n');
        }
    }

    private void conflicts(StringBuilder text) {
        if (!graph.conflicts().isEmpty()) {
            text.append('\n');
        }
        for (NvLinkGraph.Conflict conflict : graph.conflicts()) {
            text.append(conflict.severity().name().toLowerCase(Locale.ROOT)).append("  ").append(conflict.rule())
                    .append(": ").append(VisibleText.of(conflict.text())).append('\n');
        }
    }

    private void links(StringBuilder text) {
        TextTable table = new TextTable("", "A", "B", ">INDEX", ">GT/s", ">LANES", ">GB/s", "STATE", "EVIDENCE");
        for (NvLinkGraph.Link link : graph.links()) {
            table.row(link.a(), link.b(),
                    link.index().isPresent() ? Integer.toString(link.index().getAsInt()) : FactText.NOT_SAID,
                    link.speedGTs().isPresent() ? decimal(link.speedGTs().getAsDouble()) : FactText.NOT_SAID,
                    link.lanes().isPresent() ? Integer.toString(link.lanes().getAsInt()) : FactText.NOT_SAID,
                    link.bandwidthGBs().isPresent() ? decimal(link.bandwidthGBs().getAsDouble()) : FactText.NOT_SAID,
                    link.state() == NvLinkGraph.State.UNKNOWN ? FactText.NOT_SAID
                            : link.state().name().toLowerCase(Locale.ROOT),
                    link.evidence());
        }
        table.appendTo(text);
    }

    private void memories(StringBuilder text) {
        if (graph.memories().isEmpty()) {
            return;
        }
        TextTable table = new TextTable("", "GPU MEMORY OF", "NUMA NODE", "FIRST ADDRESS", "BYTES", "DEVICE-TREE NODE");
        for (NvLinkGraph.GpuMemory memory : graph.memories()) {
            table.row(memory.gpu(), memory.numaNode().isPresent() ? Integer.toString(memory.numaNode().getAsInt())
                    : FactText.NOT_SAID, memory.base().isPresent() ? Hex.address(memory.base().getAsLong()) : FactText.NOT_SAID,
                    memory.size().isPresent() ? Hex.address(memory.size().getAsLong()) : FactText.NOT_SAID,
                    memory.deviceTreeNode().orElse(FactText.NOT_SAID));
        }
        table.appendTo(text.append('\n'));
    }

    /** A number without a fraction of zero, and without the last digits in which a sum of doubles is not exact. */
    static String decimal(double value) {
        double exact = Math.abs(value) < 1e9 ? Math.rint(value * 1e6) / 1e6 : value;
        return exact == Math.rint(exact) && Math.abs(exact) < 1e15 ? Long.toString((long) exact) : Double.toString(exact);
    }
}
