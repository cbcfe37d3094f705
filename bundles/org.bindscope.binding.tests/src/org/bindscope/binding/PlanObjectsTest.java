// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.bindscope.analysis.nvlink.DtIndex;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DtNode;
import org.bindscope.model.Machine;
import org.bindscope.model.NvLink;
import org.bindscope.model.NvLinkEndpoint;
import org.bindscope.model.PciFunction;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.testsupport.CorpusFiles;
import org.eclipse.emf.ecore.EObject;
import org.junit.jupiter.api.Test;

/** What is selected and what is wished for it. */
class PlanObjectsTest {

    private static final String GPU = "0000:65:00.0";
    private static final String AUDIO = "0000:65:00.1";
    private static final String NIC = "0000:00:1f.6";

    private final TestMachine desktop = TestMachine.desktop();

    private static List<String> wished(EObject... objects) {
        return PlanObjects.wishes(List.of(objects), Optional.of("vfio-pci")).stream().map(Wish::address).toList();
    }

    @Test
    void aGroupMeansItsMembersAndAFunctionItself() {
        assertEquals(List.of(GPU, AUDIO), wished(desktop.group("15")));
        assertEquals(List.of(NIC, GPU, AUDIO), wished(desktop.at(NIC), desktop.group("15"), desktop.at(GPU)), "each once");
        assertEquals(Optional.of("vfio-pci"), PlanObjects.wishes(List.of(desktop.at(NIC)), Optional.of("vfio-pci")).get(0).driver());
        assertEquals(Optional.empty(), PlanObjects.wishes(List.of(desktop.at(NIC)), Optional.empty()).get(0).driver());
    }

    @Test
    void bridgesAreLeftOut() {
        assertEquals(List.of(NIC), wished(desktop.at("0000:00:01.0"), desktop.at(NIC)));
        assertEquals(List.of(), wished(desktop.group("1")));
    }

    @Test
    void aDriverMeansItsDevicesAndABusWhatIsOnIt() {
        assertEquals(List.of(GPU, "0000:66:00.0"), wished(desktop.at(GPU).getDriver()));
        assertEquals(List.of(GPU, AUDIO), wished(desktop.at(GPU).getBus()));
    }

    @Test
    void aLinkMeansBothEnds() {
        NvLink link = BindscopeFactory.eINSTANCE.createNvLink();
        link.setA(end(desktop.at(GPU)));
        link.setB(end(desktop.at("0000:66:00.0")));
        assertEquals(List.of(GPU, "0000:66:00.0"), wished(link));
        link.setB(null);
        assertEquals(List.of(GPU), wished(link));
    }

    private static NvLinkEndpoint end(PciFunction function) {
        NvLinkEndpoint end = BindscopeFactory.eINSTANCE.createNvLinkEndpoint();
        end.setPciFunction(function);
        return end;
    }

    @Test
    void nodesMeanTheFunctionsOfDevicesHostBridgesAndNpus() throws Exception {
        Machine machine = new SnapshotReader().open(CorpusFiles.require("synthetic/minsky-8335-gtb-4gpu.sysfs.tar.xz").toString(),
                ReadOptions.defaults(), Progress.none()).machine();
        assertEquals(2, machine.getDeviceTrees().size(), "blob and running tree; functions are bound to the nodes of one");
        for (DeviceTree tree : machine.getDeviceTrees()) {
            check(machine, new DtIndex(tree));
        }
    }

    private static void check(Machine machine, DtIndex index) {
        Set<String> found = new TreeSet<>();
        index.nodes().stream().filter(node -> node.getName() != null && node.getName().startsWith("npu@"))
                .forEach(node -> found.addAll(wished(node)));
        // The emulated functions of the two processors' NPUs.
        Set<String> npus = new TreeSet<>();
        functions(machine).filter(function -> function.getVendorId() == 0x1014 && function.getDeviceId() == 0x04ea)
                .forEach(function -> npus.add(function.getAddress()));
        assertEquals(8, npus.size());
        assertEquals(npus, found);
        PciFunction gpu = functions(machine).filter(function -> function.getVendorId() == 0x10de).findFirst().orElseThrow();
        assertEquals(List.of(gpu.getAddress()), wished(gpu.getDeviceTreeNode()));
        assertEquals(List.of(gpu.getAddress()), wished(gpu.getDeviceTreeNode().getProperties().get(0)));
        DtNode host = gpu.getDeviceTreeNode();
        while (host.getParent().getParent() != null) {
            host = host.getParent();
        }
        assertEquals(List.of(gpu.getAddress()), wished(host), "what is below it, without bridges");
    }

    private static Stream<PciFunction> functions(Machine machine) {
        return machine.getDomains().stream().flatMap(domain -> domain.getBuses().stream())
                .flatMap(bus -> bus.getFunctions().stream());
    }
}
