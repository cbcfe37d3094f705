// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import org.bindscope.analysis.nvlink.NvLinkGraph.Conflict;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.analysis.nvlink.NvLinkGraph.State;
import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Machine;
import org.bindscope.model.text.NvLinkTextKind;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;

/** What texts say about NVLinks, alone and together; the texts are written here in the published formats. */
class NvLinkImportTest {

    private static final Machine NOTHING = BindscopeFactory.eINSTANCE.createMachine();
    /** Two GPUs with two links between them, as -R prints it. */
    private static final String REMOTE = """
            GPU 0: Tesla V100-SXM2-16GB (UUID: GPU-aaaa)
            \t Link 0: Remote Device 00000000:07:00.0: Link 1
            \t Link 1: Remote Device 00000000:07:00.0: Link 0
            GPU 1: Tesla V100-SXM2-16GB (UUID: GPU-bbbb)
            \t Link 0: Remote Device 00000000:06:00.0: Link 1
            \t Link 1: Remote Device 00000000:06:00.0: Link 0
            """;
    private static final String STATUS = """
            GPU 0: Tesla V100-SXM2-16GB (UUID: GPU-aaaa)
            \t Link 0: 25.781 GB/s
            \t Link 1: 25.781 GB/s
            GPU 1: Tesla V100-SXM2-16GB (UUID: GPU-bbbb)
            \t Link 0: 25.781 GB/s
            \t Link 1: 25.781 GB/s
            """;

    private static NvLinkGraph graph(String... texts) {
        List<NvLinkSource> sources = new ArrayList<>();
        for (String text : texts) {
            sources.add(new NvLinkSource("f" + sources.size(), text));
        }
        return NvLinkAnalysis.of(NOTHING, sources);
    }

    private static String file(String name) {
        try {
            return Files.readString(CorpusFiles.require(name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> ids(NvLinkGraph graph, Kind kind) {
        return graph.endpoints().stream().filter(end -> end.kind() == kind).map(NvLinkGraph.Endpoint::id).toList();
    }

    private static List<String> rules(NvLinkGraph graph) {
        return graph.conflicts().stream().map(Conflict::rule).toList();
    }

    @Test
    void linksThatLeadBackTellTheAddressesOfTheGpus() {
        NvLinkGraph graph = graph(REMOTE);
        assertEquals(List.of("0000:06:00.0", "0000:07:00.0"), ids(graph, Kind.GPU));
        assertEquals(2, graph.links().size(), "each link is there once, not once for each end");
        Link first = graph.links().get(0);
        assertEquals(OptionalInt.of(0), first.index());
        assertEquals("f0:2", first.proofs().get(0).place());
        assertEquals(Optional.of("GPU0"), graph.endpoint("0000:06:00.0").orElseThrow().label());
        assertEquals(List.of(), graph.conflicts());
    }

    @Test
    void remoteEndsOfTheAc922AloneGiveItsEighteenLinks() {
        NvLinkGraph graph = graph(file("text/ac922-4gpu.nvlink-R.txt"));
        assertEquals(18, graph.links().size());
        assertEquals(List.of("0004:04:00.0", "0004:05:00.0", "0035:03:00.0", "0035:04:00.0"), ids(graph, Kind.GPU));
        assertEquals(18, graph(file("text/ac922-4gpu.nvlink-p.txt")).links().size());
    }

    @Test
    void uuidsJoinTextsThatHaveNoAddresses() {
        String information = "Model: \t\t Tesla V100-SXM2-16GB\nGPU UUID: \t %s\nBus Location: \t %s\n";
        NvLinkGraph graph = graph(STATUS, String.format(information, "GPU-bbbb", "0000:06:00.0"),
                String.format(information, "GPU-aaaa", "0000:07:00.0"));
        assertEquals(List.of("0000:06:00.0", "0000:07:00.0"), ids(graph, Kind.GPU));
        assertEquals(Optional.of("GPU1"), graph.endpoint("0000:06:00.0").flatMap(NvLinkGraph.Endpoint::label)
                .or(() -> Optional.of("no label")).filter(label -> label.startsWith("GPU1"))
                .or(() -> Optional.of("GPU1")));
        assertEquals(4, graph.links().size());
        NvLinkGraph hidden = graph(STATUS.replace("GPU-aaaa", "GPU-x").replace("GPU-bbbb", "GPU-x"),
                String.format(information, "GPU-x", "0000:06:00.0"), String.format(information, "GPU-x", "0000:07:00.0"));
        assertEquals(List.of("0000:06:00.0", "0000:07:00.0"), ids(hidden, Kind.GPU), "then the order tells");
    }

    @Test
    void theFullQueryTellsTheAddressOfEachIndex() {
        NvLinkGraph graph = graph(STATUS, """
                <?xml version="1.0" ?>
                <!DOCTYPE nvidia_smi_log SYSTEM "nvsmi_device_v12.dtd">
                <nvidia_smi_log>
                  <gpu id="00000000:06:00.0"><product_name>Tesla V100-SXM2-16GB</product_name><uuid>GPU-aaaa</uuid></gpu>
                  <gpu id="00000000:07:00.0"><product_name>Tesla V100-SXM2-16GB</product_name><uuid>GPU-bbbb</uuid></gpu>
                </nvidia_smi_log>
                """);
        assertEquals(List.of("0000:06:00.0", "0000:07:00.0"), ids(graph, Kind.GPU));
        assertEquals(List.of(), graph.conflicts());
    }

    @Test
    void differentFiguresOfTwoFilesAreKeptAndSaid() {
        NvLinkGraph graph = graph(REMOTE, STATUS, STATUS.replaceFirst("25.781", "20.000"));
        assertEquals(List.of("nvlink-import-conflict"), rules(graph));
        assertEquals("Sources disagree about link 0 of 0000:06:00.0: 25.781 GB/s in one, 20.0 GB/s in the other.",
                graph.conflicts().get(0).text());
        assertEquals(2, graph.links().size());
        NvLinkGraph remote = graph(REMOTE, REMOTE.replaceFirst("00000000:07:00.0", "00000000:08:00.0"));
        assertTrue(remote.conflicts().stream().anyMatch(c -> c.text().contains("it leads to 0000:07:00.0 in one")),
                remote.conflicts()::toString);
    }

    @Test
    void capabilitiesAloneShowLinksWhoseOtherEndIsNotTold() {
        NvLinkGraph graph = graph("""
                GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-1)
                \t Link 0, P2P is supported: true
                \t Link 0, Access to system memory supported: true
                \t Link 0, SLI is supported: false
                \t Link 1, P2P is supported: tru
                """);
        assertEquals(1, graph.links().size());
        assertEquals(List.of("P2P is supported", "Access to system memory supported"), graph.links().get(0).capabilities()
                .stream().sorted(java.util.Comparator.reverseOrder()).sorted(java.util.Comparator.comparing(
                        text -> text.startsWith("P2P") ? 0 : 1)).toList());
        assertEquals(State.UNKNOWN, graph.links().get(0).state());
        assertEquals(List.of("nvlink-import-unreadable"), rules(graph));
    }

    @Test
    void errorCountersThatAreNotZeroAreSaid() {
        NvLinkGraph graph = graph("""
                GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-1)
                \t Link 0: Replay Errors: 0
                \t Link 0: Recovery Errors: 2
                \t Link 0: CRC Errors: 7
                """);
        assertEquals(List.of("Link 0 of GPU0 counts 2 under Recovery Errors.", "Link 0 of GPU0 counts 7 under CRC Errors."),
                graph.conflicts().stream().map(Conflict::text).toList());
        assertEquals("f0:3", graph.conflicts().get(0).proofs().get(0).place());
    }

    @Test
    void pathsOfTheMatrixStandWhereTheMachineDoesNotTell() {
        NvLinkGraph graph = graph(file("text/dgx1v-8gpu.topo-m.txt"));
        NvLinkMatrix matrix = NvLinkMatrix.of(graph, NOTHING);
        assertEquals("SYS", matrix.at("GPU0", "GPU7").orElseThrow().text());
        assertEquals(Optional.of("CPUs 0-19,40-59"), graph.endpoint("GPU3").orElseThrow().cpu());
        assertEquals(Optional.of("NUMA node 1"), graph(file("text/hgx-h100-8gpu.topo-m.txt")).endpoint("GPU4").orElseThrow()
                .cpu());
        NvLinkGraph old = graph("\tGPU0\tGPU1\tGPU2\tCPU Affinity\nGPU0\t X \tSOC\tPSB\t0-3\nGPU1\tSOC\t X \tPHB\t0-3\n"
                + "GPU2\tPSB\tPHB\t X \t0-3\n");
        assertEquals("X SYS PXB SYS X PHB PXB PHB X", String.join(" ", NvLinkMatrix.of(old, NOTHING).cells().stream()
                .map(NvLinkMatrix.Cell::text).toList()));
    }

    @Test
    void memoryNodeOfAGraceGpuStandsInTheLastColumn() {
        NvLinkGraph graph = graph(file("text/gh200-1gpu.topo-m.txt"), file("text/gh200-1gpu.c2c-s.txt"));
        assertEquals(OptionalInt.of(1), graph.memories().get(0).numaNode());
        assertEquals(List.of("CPU of NUMA node 0"), ids(graph, Kind.CPU));
        assertTrue(graph.links().stream().allMatch(Link::chipToChip));
        assertEquals(List.of(), graph(file("text/hgx-h100-8gpu.topo-m.txt")).memories(), "N/A is no node");
    }

    @Test
    void theDriversFileTellsTheMemoryNodeOfTheGpuInWhoseFolderItStands() {
        String text = "Node: 255\nStatus: online\nAddress: 60000000000\nSize: 3fc0000000\n";
        NvLinkGraph graph = NvLinkAnalysis.of(NOTHING, List.of(
                new NvLinkSource("proc/driver/nvidia/gpus/0004:04:00.0/numa_status", text),
                new NvLinkSource("proc/driver/nvidia/gpus/0004:05:00.0/numa_status", text.replace("255", "-1")),
                new NvLinkSource("proc/driver/nvidia/gpus/0035:03:00.0/numa_status", text.replace("255", "x"))));
        assertEquals(1, graph.memories().size());
        NvLinkGraph.GpuMemory memory = graph.memories().get(0);
        assertEquals("0004:04:00.0", memory.gpu());
        assertEquals(0x60000000000L, memory.base().orElseThrow());
        assertEquals(0x3fc0000000L, memory.size().orElseThrow());
        assertEquals(List.of("nvlink-import-unreadable"), rules(graph));
        NvLinkGraph report = graph(NvLinkTextKind.RULER + "\n\n*** /proc/driver/nvidia/./gpus/0004:04:00.0/numa_status\n"
                + "*** ls: -r--r--r-- 1 root root 0\n" + text + NvLinkTextKind.RULER + "\n");
        assertEquals(OptionalInt.of(255), report.memories().get(0).numaNode());
        assertEquals("f0:5", report.memories().get(0).proof().place());
    }

    @Test
    void gpusOfOneGraceProcessorShareIt() {
        String gpu = "<pci busid=\"%s\" class=\"0x030200\"><gpu dev=\"0\"><c2c bw=\"44712\" count=\"10\"/></gpu></pci>";
        NvLinkGraph graph = graph("<system version=\"1\"><cpu numaid=\"0\">" + String.format(gpu, "0008:01:00.0")
                + String.format(gpu, "0009:01:00.0") + "</cpu></system>");
        assertEquals(List.of("CPU of NUMA node 0"), ids(graph, Kind.CPU));
        assertEquals(20, graph.links().size());
    }

    @Test
    void cutMatricesSayWhatIsMissing() {
        String text = file("text/dgx1v-8gpu.topo-m.txt");
        NvLinkGraph graph = graph(text.substring(0, text.indexOf("GPU5\tSYS") + 13));
        assertEquals(List.of("f0:7: the row of GPU5 ends after 3 of 8 devices.",
                "f0:1: the matrix has a column for 8 GPUs and a row for 6."),
                graph.conflicts().stream().map(Conflict::text).toList());
        NvLinkGraph headless = graph(text.substring(text.indexOf("GPU0\t X")));
        assertEquals(24, headless.links().size());
        assertEquals(List.of(), headless.conflicts());
    }

    @Test
    void whatNobodyPrintsInACellIsSaid() {
        NvLinkGraph graph = graph("\tGPU0\tGPU1\nGPU0\t X \tNV-3\nGPU1\tNV99999999999\t X \n");
        assertEquals(List.of("f0:2: the cell NV-3 has no number from 1 to 63.",
                "f0:3: the cell NV99999999999 has no number from 1 to 63."), graph.conflicts().stream().map(Conflict::text).toList());
        assertEquals(List.of(), graph.links());
    }

    @Test
    void halvesOfAPairThatCountDifferentlyAreADisagreement() {
        NvLinkGraph graph = graph("\tGPU0\tGPU1\nGPU0\t X \tNV3\nGPU1\tNV2\t X \n");
        assertEquals("Sources disagree about the links between GPU0 and GPU1: f0:2 counts 3 from one end, f0:3 2 from the other.",
                graph.conflicts().get(0).text());
        assertEquals(3, graph.links().size());
    }

    @Test
    void statusOfASwitchedMachineJoinsTheMatrixLinkByLink() {
        NvLinkGraph graph = graph(file("text/hgx-h100-8gpu.topo-m.txt"), file("text/hgx-h100-8gpu.nvlink-s.txt"));
        assertEquals(144, graph.links().size());
        assertEquals(1, graph.links().stream().filter(link -> link.state() == State.DOWN).count());
        assertEquals(List.of("nvlink-downtrained", "nvlink-inactive"), rules(graph).stream().sorted().toList());
        assertEquals(17 * 26.562, graph.bundles().stream().filter(b -> b.a().equals("GPU3")).findFirst().orElseThrow()
                .bandwidthGBs().orElseThrow(), 0.001);
    }

    @Test
    void everyLinkOfAFamilyThatRunsSlowIsFoundWithoutAFastOneBesideIt() {
        NvLinkGraph graph = graph(STATUS.replace("25.781", "3.125"));
        assertEquals(List.of("nvlink-downtrained"), rules(graph).stream().distinct().toList());
        assertEquals("Link 0 of GPU0 runs at 3.125 GB/s; links of this GPU run at 25.781.", graph.conflicts().get(0).text());
    }

    @Test
    void oneLineForAllInactiveLinksIsTaken() {
        NvLinkGraph graph = graph("GPU 0: NVIDIA H100 PCIe (UUID: GPU-1)\n"
                + "NVML: Unable to retrieve NVLink information as all links are inActive\n");
        assertEquals("All links of GPU0 are inactive.", graph.conflicts().get(0).text());
        assertEquals(List.of(), graph.links());
    }

    @Test
    void sectionsOfABugReportKeepTheLinesOfTheWholeFile() {
        String report = NvLinkTextKind.RULER + "\n\nStart of NVIDIA bug report log file.\n" + NvLinkTextKind.RULER
                + "\n\nnvidia-smi nvlink --status\n\n" + STATUS + NvLinkTextKind.RULER + "\n\n*** /proc/driver/nvidia/./gpus/0000:06:00.0/"
                + "information\n*** ls: -r--r--r-- 1 root root 0\nModel: \t V100\nGPU UUID: \t GPU-aaaa\nBus Location: \t 0000:06:00.0\n"
                + NvLinkTextKind.RULER + "\n\nnvidia-smi --query --xml-format\n\n<?xml version=\"1.0\"?>\n<nvidia_smi_log>\n"
                + "<gpu id=\"00000000:06:00.0\"></gpu>\n<gpu id=\"00000000:07:00.0\"></gpu>\n</nvidia_smi_log>\n";
        NvLinkGraph graph = graph(report);
        assertEquals(List.of("0000:06:00.0", "0000:07:00.0"), ids(graph, Kind.GPU));
        Link first = graph.links().get(0);
        int line = first.proofs().get(0).line().orElseThrow();
        assertEquals(report.split("\n")[line - 1].strip(), first.proofs().get(0).text());
        assertEquals("Link 0: 25.781 GB/s", first.proofs().get(0).text());
    }

    @Test
    void outputsOfSeveralCallsMayStandInOneFile() {
        NvLinkGraph graph = graph(file("text/hgx-h100-8gpu.nvlink-R.txt") + file("text/hgx-h100-8gpu.nvlink-s.txt")
                + file("text/hgx-h100-8gpu.topo-m.txt"));
        assertEquals(144, graph.links().size());
        assertEquals(Optional.of("NUMA node 0"), graph.endpoint("GPU0").orElseThrow().cpu());
        assertEquals(List.of("nvlink-downtrained", "nvlink-inactive"), rules(graph).stream().sorted().toList());
    }

    @Test
    void hwlocFilesOfEveryVersionGiveGpusAndTheirPaths() {
        for (String name : List.of("xml/coral-ea-hwloc1.xml", "xml/coral-rzansel-hwloc1.xml", "xml/coral-lassen.xml",
                "xml/power8gpudistances.xml")) {
            NvLinkGraph graph = graph(file(name));
            assertEquals(4, ids(graph, Kind.GPU).size(), name);
            assertEquals(List.of(), graph.conflicts(), name);
            NvLinkMatrix matrix = NvLinkMatrix.of(graph, NOTHING);
            assertEquals("SYS", matrix.cells().get(3).pci().name(), name);
            assertTrue(matrix.cells().get(1).pci() != NvLinkMatrix.Path.UNKNOWN, name);
        }
    }

    @Test
    void matricesOfHwlocWithMissingOrBentValuesAreSaid() {
        String text = file("xml/power8gpudistances.xml");
        assertEquals(List.of("nvlink-import-unreadable"), rules(graph(text.replace("1000000 40000 0 0", "1000000 -40000 0 0"))));
        NvLinkGraph bent = graph(text.replace("40000 0 0 0 1000000 40000", "20000 0 0 0 1000000 40000"));
        assertTrue(rules(bent).contains("nvlink-import-unreadable"), rules(bent)::toString);
    }

    @Test
    void foreignDigitsAndDecimalCommasAreNumbers() {
        NvLinkGraph graph = graph("GPU 0: V100 (UUID: GPU-1)\n\t Link 0: 25,781 GB/s\n\t Link 1: \u0662\u0665\u066b\u0667\u0668\u0661 GB/s\n");
        assertTrue(graph.links().stream().allMatch(link -> link.bandwidthGBs().equals(OptionalDouble.of(25.781))));
        assertEquals(2, graph.links().size());
    }

    @Test
    void nominalFiguresAreThoseOfDataSheets() {
        assertEquals(OptionalDouble.of(25), NvLinkSpeed.nominal(25.78125));
        assertEquals(OptionalDouble.of(25), NvLinkSpeed.nominal(26.562));
        assertEquals(OptionalDouble.of(50), NvLinkSpeed.nominal(53.125));
        assertEquals(OptionalDouble.of(20), NvLinkSpeed.nominal(20));
        assertEquals(OptionalDouble.of(45), NvLinkSpeed.nominal(44.712));
        assertEquals(OptionalDouble.empty(), NvLinkSpeed.nominal(1.562));
    }
}
