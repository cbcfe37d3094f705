// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.bindscope.analysis.nvlink.fuzz.NvLinkPromises;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Made-up wirings of GPUs, printed as tools print them, are read back link by link. With one character damaged no pair
 * of GPUs has a number of links that it does not have: it has all of them, or none are told.
 */
class NvLinkRoundTripPropertyTest {

    private static final int MOST_LINKS = 6;

    /** Forms in which tools tell a wiring. */
    enum Form {
        TOPOLOGY_MATRIX, REMOTE_LINKS, NCCL, HWLOC
    }

    /**
     * A wiring.
     *
     * @param gpus  number of GPUs
     * @param links pairs of GPU numbers, one for each link, the lower first
     */
    private record Wiring(int gpus, List<int[]> links) {

        static Wiring of(int gpus, long seed) {
            Random random = new Random(seed);
            int[] used = new int[gpus];
            List<int[]> links = new ArrayList<>();
            for (int i = 0; i < gpus * 4; i++) {
                int a = random.nextInt(gpus);
                int b = random.nextInt(gpus);
                if (a < b && used[a] < MOST_LINKS && used[b] < MOST_LINKS) {
                    used[a]++;
                    used[b]++;
                    links.add(new int[] {a, b});
                }
            }
            return new Wiring(gpus, links);
        }

        int between(int a, int b) {
            return (int) links.stream().filter(link -> link[0] == Math.min(a, b) && link[1] == Math.max(a, b)).count();
        }

        /** Number of a link at one of its ends. */
        int number(int link, int gpu) {
            return (int) links.subList(0, link).stream().filter(each -> each[0] == gpu || each[1] == gpu).count();
        }

        List<String> texts(Form form) {
            return switch (form) {
                case TOPOLOGY_MATRIX -> List.of(matrix());
                case REMOTE_LINKS -> List.of(remote(), query());
                case NCCL -> List.of(nccl());
                case HWLOC -> List.of(hwloc());
            };
        }

        private String matrix() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < gpus; i++) {
                text.append("\tGPU").append(i);
            }
            text.append("\tCPU Affinity\tNUMA Affinity\n");
            for (int i = 0; i < gpus; i++) {
                text.append("GPU").append(i);
                for (int j = 0; j < gpus; j++) {
                    text.append('\t').append(i == j ? " X " : between(i, j) == 0 ? "SYS" : "NV" + between(i, j));
                }
                text.append("\t0-79\t0\n");
            }
            return text.toString();
        }

        private String remote() {
            StringBuilder text = new StringBuilder();
            for (int gpu = 0; gpu < gpus; gpu++) {
                text.append("GPU ").append(gpu).append(": Tesla V100 (UUID: GPU-").append(gpu).append(")\n");
                for (int link = 0; link < links.size(); link++) {
                    int[] ends = links.get(link);
                    if (ends[0] == gpu || ends[1] == gpu) {
                        int other = ends[0] == gpu ? ends[1] : ends[0];
                        text.append("\t Link ").append(number(link, gpu)).append(": Remote Device 0000").append(address(other)).append(": Link ")
                                .append(number(link, other)).append('\n');
                    }
                }
            }
            return text.toString();
        }

        private String query() {
            StringBuilder text = new StringBuilder("<nvidia_smi_log>\n");
            for (int gpu = 0; gpu < gpus; gpu++) {
                text.append("<gpu id=\"0000").append(address(gpu)).append("\"><uuid>GPU-").append(gpu).append("</uuid></gpu>\n");
            }
            return text.append("</nvidia_smi_log>\n").toString();
        }

        private String nccl() {
            StringBuilder text = new StringBuilder("<system version=\"1\">\n <cpu numaid=\"0\">\n");
            for (int gpu = 0; gpu < gpus; gpu++) {
                text.append("  <pci busid=\"").append(address(gpu)).append("\" class=\"0x030200\">\n   <gpu dev=\"").append(gpu).append("\">\n");
                for (int other = 0; other < gpus; other++) {
                    if (between(gpu, other) > 0) {
                        text.append("    <nvlink target=\"").append(address(other)).append("\" count=\"").append(between(gpu, other))
                                .append("\" tclass=\"0x030200\"/>\n");
                    }
                }
                text.append("   </gpu>\n  </pci>\n");
            }
            return text.append(" </cpu>\n</system>\n").toString();
        }

        private String hwloc() {
            StringBuilder text = new StringBuilder("<?xml version=\"1.0\"?>\n<topology version=\"3.0\">\n<object type=\"Machine\">\n");
            StringBuilder indexes = new StringBuilder();
            StringBuilder values = new StringBuilder();
            for (int gpu = 0; gpu < gpus; gpu++) {
                text.append("<object type=\"PCIDev\" gp_index=\"").append(10 + gpu).append("\" pci_busid=\"").append(address(gpu))
                        .append("\" pci_type=\"0302 [10de:15f9] [10de:116b] a1\">\n<object type=\"OSDev\" gp_index=\"").append(50 + gpu)
                        .append("\"/>\n</object>\n");
                indexes.append("OSDev:").append(50 + gpu).append(' ');
                for (int other = 0; other < gpus; other++) {
                    values.append(other == gpu ? 1000000 : between(gpu, other) * 25000).append(' ');
                }
            }
            return text + "</object>\n<distances2hetero nbobjs=\"" + gpus + "\" kind=\"25\" name=\"NVLinkBandwidth\">\n<indexes length=\""
                    + indexes.length() + "\">" + indexes + "</indexes>\n<u64values length=\"" + values.length() + "\">" + values
                    + "</u64values>\n</distances2hetero>\n</topology>\n";
        }
    }

    private static String address(int gpu) {
        return String.format("0000:%02x:00.0", gpu + 4);
    }

    private static String id(Form form, int gpu) {
        return form == Form.TOPOLOGY_MATRIX ? "GPU" + gpu : address(gpu);
    }

    private static List<NvLinkGraph.Link> between(NvLinkGraph graph, String a, String b) {
        return graph.links().stream().filter(link -> link.touches(a) && link.touches(b)).toList();
    }

    @Property(tries = 200)
    void aWiringIsReadBackLinkByLink(@ForAll Form form, @ForAll @IntRange(min = 2, max = 8) int gpus, @ForAll long seed) {
        Wiring wiring = Wiring.of(gpus, seed);
        NvLinkGraph graph = NvLinkPromises.check(wiring.texts(form).toArray(String[]::new));
        assertTrue(graph.conflicts().isEmpty(), graph.conflicts()::toString);
        for (int a = 0; a < gpus; a++) {
            for (int b = a + 1; b < gpus; b++) {
                List<NvLinkGraph.Link> links = between(graph, id(form, a), id(form, b));
                int expected = wiring.between(a, b);
                if (form == Form.HWLOC) {
                    // Bandwidth is told, the number of links is not.
                    assertEquals(expected * 25.0, links.stream().mapToDouble(link -> link.bandwidthGBs().orElse(0)).sum(), 1e-6);
                } else {
                    assertEquals(expected, links.size(), a + " " + b + " " + graph.links());
                }
            }
        }
        if (form == Form.REMOTE_LINKS) {
            Map<String, Integer> numbers = new TreeMap<>();
            graph.links().forEach(link -> numbers.merge(link.a() + ' ' + link.index().orElse(-1), 1, Integer::sum));
            for (int link = 0; link < wiring.links().size(); link++) {
                int gpu = wiring.links().get(link)[0];
                assertEquals(1, numbers.get(address(gpu) + ' ' + wiring.number(link, gpu)), numbers::toString);
            }
        }
    }

    @Property(tries = 800)
    void aDamagedWiringHasNoWrongNumberOfLinks(@ForAll Form form, @ForAll @IntRange(min = 2, max = 6) int gpus, @ForAll long seed,
            @ForAll @IntRange(min = 0, max = 1_000_000) int at) {
        Wiring wiring = Wiring.of(gpus, seed);
        List<String> texts = new ArrayList<>(wiring.texts(form));
        StringBuilder text = new StringBuilder(texts.get(0));
        text.setCharAt(at % text.length(), '~');
        texts.set(0, text.toString());
        NvLinkGraph graph = NvLinkPromises.check(texts.toArray(String[]::new));
        for (int a = 0; a < gpus; a++) {
            for (int b = a + 1; b < gpus; b++) {
                List<NvLinkGraph.Link> links = between(graph, id(form, a), id(form, b));
                int expected = wiring.between(a, b);
                if (form == Form.HWLOC) {
                    double sum = links.stream().mapToDouble(link -> link.bandwidthGBs().orElse(0)).sum();
                    assertTrue(Math.abs(sum) < 1e-6 || Math.abs(sum - expected * 25.0) < 1e-6, () -> sum + " for " + expected);
                } else if (form == Form.REMOTE_LINKS) {
                    // One line of many may be lost at both ends; never is one made.
                    assertTrue(links.size() <= expected, () -> links.size() + " for " + expected);
                } else {
                    assertTrue(links.isEmpty() || links.size() == expected, () -> Arrays.toString(links.toArray()) + " for " + expected);
                }
            }
        }
    }
}
