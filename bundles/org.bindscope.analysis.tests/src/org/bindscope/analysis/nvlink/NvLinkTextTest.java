// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

import org.bindscope.analysis.groups.CorpusMachines;
import org.bindscope.analysis.nvlink.NvLinkGraph.Conflict;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.State;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Machine;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;

class NvLinkTextTest {

    private static final Machine NOTHING = BindscopeFactory.eINSTANCE.createMachine();

    private static NvLinkSource file(String name) {
        try {
            return new NvLinkSource(name, Files.readString(CorpusFiles.require(name)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static NvLinkGraph graph(Machine machine, String... names) {
        List<NvLinkSource> sources = new ArrayList<>();
        for (String name : names) {
            sources.add(file(name));
        }
        return NvLinkAnalysis.of(machine, sources);
    }

    private static NvLinkGraph text(String... texts) {
        List<NvLinkSource> sources = new ArrayList<>();
        for (String text : texts) {
            sources.add(new NvLinkSource("text" + sources.size(), text));
        }
        return NvLinkAnalysis.of(NOTHING, sources);
    }

    @Test
    void allTextsOfTheAc922AgreeWithItsDeviceTree() {
        Machine machine = CorpusMachines.open("synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz");
        NvLinkGraph graph = graph(machine, "text/ac922-4gpu.nvlink-R.txt", "text/ac922-4gpu.nvlink-s.txt",
                "text/ac922-4gpu.nvlink-p.txt",
                "text/ac922-4gpu.nvlink-c.txt", "text/ac922-4gpu.topo-m.txt", "text/ac922-4gpu.nccl-topo.xml");
        assertEquals(List.of(), graph.conflicts());
        assertEquals(18, graph.links().size());
        assertTrue(graph.links().stream().allMatch(link -> link.state() == State.UP
                && link.bandwidthGBs().equals(OptionalDouble.of(25.78125))));
        assertEquals(NvLinkAnalysis.of(machine).bundles(), graph.bundles());
        NvLinkMatrix matrix = NvLinkMatrix.of(graph, machine);
        assertEquals("X NV3 SYS SYS NV3 X SYS SYS SYS SYS X NV3 SYS SYS NV3 X",
                String.join(" ", matrix.cells().stream().map(NvLinkMatrix.Cell::text).toList()));
    }

    @Test
    void countThatDiffersFromTheTreeIsKeptAndSaid() {
        Machine machine = CorpusMachines.open("synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz");
        String matrix = file("text/ac922-4gpu.topo-m.txt").text().replaceFirst("NV3", "NV2");
        NvLinkGraph graph = NvLinkAnalysis.of(machine, List.of(new NvLinkSource("topo.txt", matrix)));
        Conflict conflict = graph.conflicts().get(0);
        assertEquals("nvlink-import-conflict", conflict.rule());
        assertEquals(List.of("0004:04:00.0", "0004:05:00.0"), conflict.subjects());
        assertEquals(18, graph.links().size());
    }

    @Test
    void dgx1MatrixAloneGivesTwentyFourLinks() {
        NvLinkGraph graph = graph(NOTHING, "text/dgx1v-8gpu.topo-m.txt");
        assertEquals(24, graph.links().size());
        assertEquals(8, graph.endpoints().size());
        assertEquals(List.of(), graph.conflicts());
        assertEquals("NV2", NvLinkMatrix.of(graph, NOTHING).at("GPU0", "GPU3").orElseThrow().text());
    }

    @Test
    void h100TextsShowFourSwitchesAndTheSlowAndTheInactiveLink() {
        NvLinkGraph graph = graph(NOTHING, "text/hgx-h100-8gpu.nvlink-R.txt", "text/hgx-h100-8gpu.nvlink-s.txt",
                "text/hgx-h100-8gpu.topo-m.txt");
        assertEquals(4, graph.endpoints().stream().filter(end -> end.kind() == Kind.NVSWITCH).count());
        assertEquals(144, graph.links().size());
        assertEquals(1, graph.links().stream().filter(link -> link.state() == State.DOWN).count());
        assertEquals(List.of("nvlink-downtrained", "nvlink-inactive"),
                graph.conflicts().stream().map(Conflict::rule).sorted().toList());
        assertTrue(graph.conflicts().stream().anyMatch(c -> c.text().startsWith("Link 10 of GPU0 runs at 1.562 GB/s")));
        assertTrue(graph.conflicts().stream().anyMatch(c -> c.text().startsWith("Link 7 of GPU3 carries nothing")));
        NvLinkMatrix.Cell cell = NvLinkMatrix.of(graph, NOTHING).at("GPU1", "GPU2").orElseThrow();
        assertEquals(NvLinkMatrix.Path.NVSWITCH, cell.path());
        assertEquals(18, cell.links());
        assertEquals(18 * 26.562, cell.bandwidthGBs().orElseThrow(), 0.001);
        assertEquals(OptionalDouble.of(450), cell.nominalGBs());
        assertEquals(OptionalDouble.empty(), NvLinkMatrix.of(graph, NOTHING).at("GPU0", "GPU1").orElseThrow().nominalGBs(),
                "one link of GPU0 runs slow");
    }

    @Test
    void matrixOfASwitchedMachineAloneGivesOneUnidentifiedSwitch() {
        NvLinkGraph graph = graph(NOTHING, "text/hgx-h100-8gpu.topo-m.txt");
        assertEquals(144, graph.links().size());
        assertEquals(Kind.NVSWITCH, graph.endpoint("nvswitch").orElseThrow().kind());
    }

    @Test
    void graceChipLinksLeadToTheProcessor() {
        NvLinkGraph graph = graph(NOTHING, "text/gh200-1gpu.c2c-s.txt", "text/gh200-1gpu.topo-m.txt");
        assertEquals(10, graph.links().size());
        assertEquals(447.12, graph.bundles().get(0).bandwidthGBs().orElseThrow(), 0.001);
        NvLinkGraph blackwell = graph(NOTHING, "text/gb200-1gpu.nccl-topo.xml");
        assertEquals(28, blackwell.links().size());
        assertEquals(Kind.NVSWITCH, blackwell.endpoint("nvswitch").orElseThrow().kind());
        assertEquals(List.of(), graph(NOTHING, "text/no-c2c.c2c-s.txt").links());
    }

    @Test
    void aTextThatTellsOfNoLinkIsQuoted() {
        assertEquals(List.of("c2c.txt:2 says: No Devices support C2C."), NvLinkSilence.of(machine("c2c.txt", "\nNo Devices support C2C.\n")));
        assertEquals(List.of("topology.xml, a topology file of NCCL, tells of no NVLink."), NvLinkSilence.of(machine("topology.xml",
                "<system version=\"1\"><cpu numaid=\"0\"><pci busid=\"0000:01:00.0\" class=\"0x020000\"/></cpu></system>")));
        assertEquals(List.of(), NvLinkSilence.of(machine("notes.txt", "Nothing about links.\n")));
    }

    private static Machine machine(String path, String text) {
        TextFile file = BindscopeFactory.eINSTANCE.createTextFile();
        file.setPath(path);
        file.setText(text);
        file.setKind(TextFileKind.OTHER);
        Machine machine = BindscopeFactory.eINSTANCE.createMachine();
        machine.getTextFiles().add(file);
        return machine;
    }

    @Test
    void inactiveLinksOfAPcieCardAreOnlyWorthKnowing() {
        NvLinkGraph graph = graph(NOTHING, "text/a10-unsupported.nvlink-s.txt");
        assertEquals(List.of("nvlink-inactive"), graph.conflicts().stream().map(Conflict::rule).toList());
        assertEquals("12 of 12 links of GPU1 carry nothing.", graph.conflicts().get(0).text());
    }

    @Test
    void hwlocMatrixGivesTwoLinksOfTwentyGigabytesAndAgreesWithTheMinskyTree() {
        NvLinkGraph graph = graph(NOTHING, "xml/power8gpudistances.xml");
        assertEquals(12, graph.links().size());
        assertTrue(graph.links().stream().allMatch(link -> link.bandwidthGBs().equals(OptionalDouble.of(20))));
        assertEquals(2, graph.endpoints().stream().filter(end -> end.kind() == Kind.CPU).count());
        assertEquals(List.of(), graph(NOTHING, "xml/coral-lassen.xml").links());
    }

    @Test
    void bugReportIsAContainerOfSuchTexts() {
        String ruler = "_".repeat(44);
        NvLinkGraph graph = text("start\n" + ruler + "\n\nnvidia-smi nvlink --status\n"
                + file("text/hgx-h100-8gpu.nvlink-s.txt").text() + ruler
                + "\n\nnvidia-smi topo -m\n" + file("text/hgx-h100-8gpu.topo-m.txt").text());
        assertEquals(144, graph.links().size());
        assertTrue(graph.links().stream().filter(link -> link.a().equals("GPU1"))
                .allMatch(l -> l.bandwidthGBs().equals(OptionalDouble.of(26.562))));
    }

    @Test
    void badNumbersOtherLocalesAndCutsAreSaidOrUnderstood() {
        NvLinkGraph graph =
                text("GPU 0: V100 (UUID: GPU-1)\r\n\t Link 0: 25,781 GB/s\r\n\t Link 1: -3 GB/s\r\n\t Link 2: 1e99 GB/s\r\n\t Link 99: 25 GB/s\r\n\t Link");
        assertEquals(1, graph.links().size());
        assertEquals(OptionalDouble.of(25.781), graph.links().get(0).bandwidthGBs());
        assertEquals(3, graph.conflicts().stream().filter(c -> c.rule().equals("nvlink-import-unreadable")).count());
        assertEquals("text0:3: the speed is no number between 0 and 1000.",
                graph.conflicts().get(0).text());
        NvLinkGraph escaped = text("\t\\x1b[4mGPU0\tGPU1\\x1b[0m\nGPU0\t X \tNV2\nGPU1\tNV2\t X \n");
        assertEquals(2, escaped.links().size());
        assertEquals(2,
                text("        GPU0    GPU1    CPU Affinity\nGPU0     X      NV2     0-3\nGPU1    NV2      X      0-3\n")
                .links().size());
    }

    @Test
    void takingOneSocketsDevicesCutsNothingAndTakingOneGpuBreaksTheCompound() {
        Machine machine = CorpusMachines.open("synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz");
        NvLinkGraph graph = NvLinkAnalysis.of(machine);
        Map<String, List<String>> groups = new java.util.TreeMap<>();
        machine.getIommuGroups().forEach(g -> groups.put(g.getNumber(),
                g.getFunctions().stream().map(f -> f.getAddress()).toList()));
        NvLinkCut whole = NvLinkCut.of(graph, Set.copyOf(groups.get("10")), groups);
        assertEquals(List.of(), whole.cut());
        assertEquals(9, whole.inside().size());
        assertEquals(List.of(), whole.compounds());
        NvLinkCut one = NvLinkCut.of(graph, Set.of("0004:04:00.0"), groups);
        assertEquals(6, one.cut().size());
        assertEquals("5", one.compounds().get(0).group());
        assertEquals(7, one.compounds().get(0).remains().size());
        NvLinkCut.GpuBandwidth sibling = one.gpus().stream().filter(g -> g.gpu().equals("0004:05:00.0")).findFirst()
                .orElseThrow();
        assertEquals(6 * 25.78125, sibling.before());
        assertEquals(3 * 25.78125, sibling.after());
        NvLinkPartitions.Division division = NvLinkPartitions.best(NvLinkMatrix.of(graph, machine), groups, 2)
                .divisions().get(0);
        assertEquals(List.of(List.of("0004:04:00.0", "0004:05:00.0"), List.of("0035:03:00.0", "0035:04:00.0")),
                division.guests());
        assertEquals("4 GPUs stand in 2 groups that each go to one guest: there are not enough for 4.",
                NvLinkPartitions.best(NvLinkMatrix.of(graph, machine), groups, 4).remark());
    }

    @Test
    void switchesGoAlongOnlyWithAllTheirGpus() {
        NvLinkGraph graph = graph(NOTHING, "text/hgx-h100-8gpu.nvlink-R.txt");
        NvLinkCut some = NvLinkCut.of(graph, Set.of("GPU0", "GPU1"), Map.of());
        assertTrue(some.switches().stream().noneMatch(NvLinkCut.SwitchAdvice::goesAlong));
        assertTrue(some.switches().get(0).text().contains("Only 2 of 8 GPUs"));
        NvLinkCut all = NvLinkCut.of(graph, Set.of("GPU0", "GPU1", "GPU2", "GPU3", "GPU4", "GPU5", "GPU6", "GPU7"),
                Map.of());
        assertTrue(all.switches().stream().allMatch(NvLinkCut.SwitchAdvice::goesAlong));
    }

    @Test
    void bestHalvesOfADgx1KeepTheFullyJoinedQuads() {
        NvLinkGraph graph = graph(NOTHING, "text/dgx1v-8gpu.topo-m.txt");
        NvLinkPartitions halves = NvLinkPartitions.best(NvLinkMatrix.of(graph, NOTHING), Map.of(), 2);
        assertEquals(List.of("GPU0", "GPU1", "GPU2", "GPU3"), halves.divisions().get(0).guests().get(0));
        assertEquals(NvLinkPartitions.Unit.LINKS, halves.unit());
        assertTrue(halves.exhaustive());
    }

    @Test
    void modelHoldsTheSameEndsAndLinks() {
        Machine machine =
                org.eclipse.emf.ecore.util.EcoreUtil.copy(CorpusMachines.open("synthetic/ac922-8335-gth-4gpu.sysfs.tar.xz"));
        NvLinkModel.fill(machine, NvLinkAnalysis.of(machine));
        NvLinkModel.fill(machine, NvLinkAnalysis.of(machine));
        assertEquals(18, machine.getNvLinks().size());
        assertEquals(16, machine.getNvLinkEndpoints().size());
        assertTrue(machine.getNvLinkEndpoints().stream().allMatch(end -> end.getPciFunction() != null
                && end.getDeviceTreeNode() != null));
        assertTrue(machine.getNvLinks().stream().allMatch(link -> link.getA() != null && link.getB() != null
                && !link.getEvidence().isEmpty()));
    }
}
