// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.bindscope.analysis.nvlink.fuzz.NvLinkPromises;
import org.bindscope.model.text.NvLinkTextKind;
import org.junit.jupiter.api.Test;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Texts of every kind, cut at every character, bent, and far too large: read as far as they go, in bounded time. */
class NvLinkTextPropertyTest {

    private static final String STATUS = "GPU 0: V100 (UUID: GPU-1)\r\n\t Link 0: 25.781 GB/s\r\n\t Link 1: <inactive>\r\n"
            + "GPU 1: V100 (UUID: GPU-2)\r\n\t Link 0: 25,781 GB/s\r\n";
    private static final String REMOTE = "GPU 0: V100 (UUID: GPU-1)\n\t Link 0: Remote Device 00000000:07:00.0: Link 1\n"
            + "GPU 1: V100 (UUID: GPU-2)\n\t Link 1: Remote Device 00000000:06:00.0: Link 0\n"
            + "\t Link 2: Remote Device FFFFFFFF:FF:FF.F: Link 3\n";
    private static final String CAPABILITIES = "GPU 0: V100 (UUID: GPU-1)\n\t Link 0, P2P is supported: true\n"
            + "\t Link 0, Link is supported: false\n\t Link 0: Replay Errors: 3\n";
    private static final String CHIP = "GPU 0: GH200 (UUID: GPU-1)\n    C2C Link 0: 44.712 GB/s\n    C2C Link 1: <inactive>\n";
    private static final String MATRIX = "\u001b[4m\tGPU0\tGPU1\tNIC0\tCPU Affinity\tNUMA Affinity\t\tGPU NUMA ID\u001b[0m\n"
            + "GPU0\t X \tNV2\tSYS\t0-3\t0\t\t1\nGPU1\tNV2\t X \tPIX\t4-7\t1\t\tN/A\nNIC0\tSYS\tPIX\t X \n\nLegend:\n\n  X    = Self\n";
    private static final String NCCL = "<system version=\"1\">\n <cpu numaid=\"0\">\n  <pci busid=\"0008:01:00.0\" class=\"0x030200\">\n"
            + "   <gpu dev=\"0\">\n    <nvlink target=\"fffffff:ff:ff.0\" count=\"2\" tclass=\"0x068000\"/>\n"
            + "    <c2c bw=\"44712\" count=\"2\"/>\n   </gpu>\n  </pci>\n </cpu>\n</system>\n";
    private static final String HWLOC = "<?xml version=\"1.0\"?>\n<!DOCTYPE topology SYSTEM \"hwloc2.dtd\">\n<topology version=\"3.0\">\n"
            + "<object type=\"Machine\">\n<object type=\"Package\" os_index=\"0\" gp_index=\"3\">\n"
            + "<object type=\"PCIDev\" gp_index=\"7\" pci_busid=\"0002:01:00.0\" pci_type=\"0302 [10de:15f9] [10de:116b] a1\">\n"
            + "<object type=\"OSDev\" gp_index=\"8\"/>\n</object>\n</object>\n</object>\n"
            + "<distances2hetero nbobjs=\"2\" kind=\"25\" name=\"NVLinkBandwidth\">\n<indexes length=\"9\">OSDev:8 Package:3 </indexes>\n"
            + "<u64values length=\"9\">1000000 40000 40000 1000000 </u64values>\n</distances2hetero>\n</topology>\n";
    private static final String QUERY = "<nvidia_smi_log>\n<gpu id=\"00000000:06:00.0\"><uuid>GPU-1</uuid></gpu>\n"
            + "<gpu id=\"00000000:07:00.0\"><uuid>GPU-2</uuid></gpu>\n</nvidia_smi_log>\n";
    private static final String INFORMATION = "Model: \t\t V100\nGPU UUID: \t GPU-1\nBus Location: \t 0000:06:00.0\n";
    private static final String REPORT = NvLinkTextKind.RULER + "\n\nStart of NVIDIA bug report log file.\n" + NvLinkTextKind.RULER
            + "\n\nnvidia-smi nvlink --status\n\n" + STATUS + NvLinkTextKind.RULER + "\n\nnvidia-smi topo -m\n\n" + MATRIX;
    private static final List<String> ALL = List.of(STATUS, REMOTE, CAPABILITIES, CHIP, MATRIX, NCCL, HWLOC, QUERY, INFORMATION,
            REPORT);

    @Test
    void everyTextIsReadWholeWithoutComplaint() {
        for (String text : ALL) {
            NvLinkGraph graph = NvLinkPromises.check(text);
            assertTrue(graph.conflicts().stream().noneMatch(c -> c.rule().equals("nvlink-import-unreadable")),
                    graph.conflicts()::toString);
        }
        assertEquals(4, NvLinkPromises.check(NCCL).links().size());
        assertEquals(2, NvLinkPromises.check(HWLOC).links().size());
    }

    @Test
    void everyTextMayBeCutAtEveryCharacterFromEitherSide() {
        for (String text : ALL) {
            for (int at = 0; at <= text.length(); at++) {
                NvLinkPromises.check(text.substring(0, at));
                NvLinkPromises.check(text.substring(at));
            }
        }
    }

    @Test
    void cutXmlIsSaidAndWhatStandsBeforeIsKept() {
        NvLinkGraph graph = NvLinkPromises.check(NCCL.substring(0, NCCL.indexOf("   </gpu>")));
        assertEquals(4, graph.links().size());
        assertEquals("f0:6: the text ends before </gpu>.", graph.conflicts().get(0).text());
        assertEquals("f0:6: the text ends inside a tag.",
                NvLinkPromises.check(NCCL.substring(0, NCCL.indexOf("count=\"2\"/>"))).conflicts().get(0).text());
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(ALL);
    }

    @Property(tries = 400)
    void bentTextsKeepThePromises(@ForAll("texts") String text, @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int times) {
        Random random = new Random(seed);
        StringBuilder bent = new StringBuilder(text);
        for (int i = 0; i < times && bent.length() > 1; i++) {
            int at = random.nextInt(bent.length());
            switch (random.nextInt(5)) {
                case 0 -> bent.setCharAt(at, (char) (random.nextInt(95) + 32));
                case 1 -> bent.deleteCharAt(at);
                case 2 -> bent.insert(at, bent.charAt(random.nextInt(bent.length())));
                case 3 -> bent.insert(at, List.of("-", "9999999999", "\n", "\t", "\"", "<", ">", "GPU1", ": ", "\u0000").get(random.nextInt(10)));
                default -> {
                    int end = Math.min(bent.length(), at + random.nextInt(40));
                    bent.insert(random.nextInt(bent.length()), bent.substring(at, end));
                }
            }
        }
        NvLinkPromises.check(bent.toString());
    }

    @Property(tries = 150)
    void anyTextsTogetherKeepThePromises(@ForAll("texts") String one, @ForAll("texts") String other, @ForAll("texts") String third) {
        NvLinkPromises.check(one, other, third);
    }

    private static void inTime(String... texts) {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> NvLinkPromises.check(texts));
    }

    @Test
    void textsThatAreFarTooLargeEnd() {
        int gpus = 300;
        String heads = IntStream.range(0, gpus).mapToObj(i -> "\tGPU" + i).collect(Collectors.joining());
        String row = "\tNV4".repeat(gpus);
        inTime(heads + "\n" + IntStream.range(0, gpus).mapToObj(i -> "GPU" + i + row + "\n").collect(Collectors.joining()));
        StringBuilder links = new StringBuilder();
        for (int gpu = 0; gpu < gpus; gpu++) {
            links.append("GPU ").append(gpu).append(": x (UUID: GPU-").append(gpu).append(")\n");
            for (int link = 0; link < 70; link++) {
                links.append(" Link ").append(link).append(": Remote Device 0000:").append(String.format("%02x", gpu * 7 + link & 0xff))
                        .append(":00.0: Link ").append(link).append('\n');
            }
        }
        inTime(links.toString());
        inTime("GPU 0: x (UUID: GPU-1)\n" + " Link 0: 25 GB/s\n".repeat(50_000));
        inTime((NvLinkTextKind.RULER + "\n" + STATUS).repeat(2500));
    }

    @Test
    void deepAndWideXmlEnds() {
        String nested = "<system><cpu >" + "<pci busid=\"0000:01:00.0\"><gpu>".repeat(100_000);
        NvLinkGraph graph = NvLinkPromises.check(nested);
        assertTrue(graph.conflicts().get(0).text().endsWith("elements lie inside each other."), graph.conflicts()::toString);
        inTime("<topology><object type=\"Machine\">" + "<object type=\"PCIDev\" pci_type=\"0302 [10de:15f9]\" pci_busid=\"0000:01:00.0\"/>"
                .repeat(60_000));
        inTime(HWLOC.replace("<distances2hetero", "<object type=\"Machine\"><distances2hetero").repeat(500));
        inTime("<system><cpu " + "a=\"b\" ".repeat(200_000) + "/>");
        inTime("<topology><object " + "<".repeat(500_000));
    }
}
