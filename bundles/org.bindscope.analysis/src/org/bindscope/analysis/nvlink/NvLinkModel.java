// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.HashMap;
import java.util.Map;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Evidence;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.NvLink;
import org.bindscope.model.NvLinkEndpoint;
import org.bindscope.model.NvLinkEndpointKind;
import org.bindscope.model.NvLinkState;

/** Writes the NVLink graph into the model of a machine. */
public final class NvLinkModel {

    private NvLinkModel() {
    }

    /**
     * Replaces the NVLinks of a machine by those of its graph.
     *
     * @param machine machine; its NVLink endpoints and links are replaced, each list in the graph's order
     * @param graph   what {@link NvLinkAnalysis#of(Machine)} gives for it
     */
    public static void fill(Machine machine, NvLinkGraph graph) {
        machine.getNvLinks().clear();
        machine.getNvLinkEndpoints().clear();
        DtIndex index = MachineIndex.tree(machine).map(DtIndex::new).orElse(null);
        Map<String, NvLinkEndpoint> ends = new HashMap<>();
        for (NvLinkGraph.Endpoint from : graph.endpoints()) {
            NvLinkEndpoint end = BindscopeFactory.eINSTANCE.createNvLinkEndpoint();
            end.setId(from.id());
            end.setKind(NvLinkEndpointKind.valueOf(from.kind().name()));
            from.label().ifPresent(end::setLabel);
            from.address().flatMap(PciAddress::parse).flatMap(address -> MachineIndex.function(machine, address))
                    .ifPresent(end::setPciFunction);
            if (index != null) {
                from.deviceTreeNode().flatMap(index::at).ifPresent(end::setDeviceTreeNode);
            }
            machine.getNvLinkEndpoints().add(end);
            ends.put(from.id(), end);
        }
        for (NvLinkGraph.Link from : graph.links()) {
            NvLink link = BindscopeFactory.eINSTANCE.createNvLink();
            link.setA(ends.get(from.a()));
            link.setB(ends.get(from.b()));
            from.index().ifPresent(link::setIndex);
            from.speedGTs().ifPresent(link::setSpeedGTs);
            from.lanes().ifPresent(link::setLanes);
            from.bandwidthGBs().ifPresent(link::setBandwidthGBs);
            link.setState(NvLinkState.valueOf(from.state().name()));
            link.setInferred(from.inferred());
            from.proofs().forEach(proof -> link.getEvidence().add(evidence(proof)));
            machine.getNvLinks().add(link);
        }
    }

    private static Evidence evidence(NvLinkGraph.Proof proof) {
        Evidence evidence = BindscopeFactory.eINSTANCE.createEvidence();
        evidence.setFeature("a");
        evidence.setState(FactState.SAID);
        evidence.setFile(proof.file());
        proof.line().ifPresent(evidence::setLine);
        evidence.setText(proof.text());
        return evidence;
    }
}
