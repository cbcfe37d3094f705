// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.util.Locale;

import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.nvlink.NvLinkGraph.State;

/** The NVLink graph as JSON: the two keys of the object that the caller opened. */
final class NvLinkJson {

    private NvLinkJson() {
    }

    static void write(JsonText json, NvLinkGraph graph) throws IOException {
        json.array("endpoints");
        for (NvLinkGraph.Endpoint endpoint : graph.endpoints()) {
            json.object().text("id", endpoint.id())
                    .text("kind", endpoint.kind().name().toLowerCase(Locale.ROOT))
                    .text("address", endpoint.address())
                    .text("deviceTreeNode", endpoint.deviceTreeNode())
                    .text("label", endpoint.label())
                    .text("cpu", endpoint.cpu()).endObject();
        }
        json.endArray().array("links");
        for (NvLinkGraph.Link link : graph.links()) {
            json.object().text("a", link.a()).text("b", link.b())
                    .number("index", link.index().isPresent(), link.index().orElse(0))
                    .decimal("speedGTs", link.speedGTs().isPresent(), link.speedGTs().orElse(0))
                    .number("lanes", link.lanes().isPresent(), link.lanes().orElse(0))
                    .decimal("bandwidthGBs", link.bandwidthGBs().isPresent(), link.bandwidthGBs().orElse(0))
                    // The snapshot does not hold the state of a link that no source speaks of.
                    .text("state", link.state() == State.UNKNOWN ? null : link.state().name().toLowerCase(Locale.ROOT))
                    .textUnlessEmpty("evidence", link.evidence())
                    .flag("inferred", link.inferred()).texts("capabilities", link.capabilities()).endObject();
        }
        bundles(json.endArray().array("bundles"), graph);
        json.endArray().array("memories");
        for (NvLinkGraph.GpuMemory memory : graph.memories()) {
            json.object().text("gpu", memory.gpu())
                    .number("numaNode", memory.numaNode().isPresent(), memory.numaNode().orElse(0))
                    .text("base", memory.base().isPresent() ? Hex.address(memory.base().getAsLong()) : null)
                    .number("size", memory.size().isPresent(), memory.size().orElse(0))
                    .text("deviceTreeNode", memory.deviceTreeNode())
                    .textUnlessEmpty("evidence", memory.proof().words()).endObject();
        }
        json.endArray();
    }

    /** Links between the same two ends taken together, with processors as ends. */
    private static void bundles(JsonText json, NvLinkGraph graph) throws IOException {
        for (NvLinkGraph.Bundle bundle : graph.bundles()) {
            json.object().text("a", bundle.a()).text("b", bundle.b()).number("links", true, bundle.links())
                    .decimal("bandwidthGBs", bundle.bandwidthGBs().isPresent(), bundle.bandwidthGBs().orElse(0))
                    .number("unknownSpeed", true, bundle.unknownSpeed()).texts("via", bundle.via())
                    .flag("symmetric", bundle.symmetric()).flag("inferred", bundle.inferred()).endObject();
        }
    }
}
