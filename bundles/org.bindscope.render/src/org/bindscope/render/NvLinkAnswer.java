// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;

import org.bindscope.analysis.nvlink.NvLinkGraph;

/**
 * The NVLink graph of a machine.
 *
 * @param graph the graph
 */
public record NvLinkAnswer(NvLinkGraph graph) implements Answer {

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
            text.append("No NVLink: neither the device tree nor a captured report speaks of one.\n");
        } else {
            endpoints(text);
            bundles(text.append('\n'));
            links(text.append('\n'));
            memories(text);
            for (NvLinkGraph.Conflict conflict : graph.conflicts()) {
                text.append("Conflict: ").append(VisibleText.of(conflict.text())).append('\n');
            }
        }
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
                    : FactText.NOT_SAID, Hex.address(memory.base()), Hex.address(memory.size()), memory.path());
        }
        table.appendTo(text.append('\n'));
    }

    /** A number without a fraction of zero. */
    static String decimal(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
    }
}
