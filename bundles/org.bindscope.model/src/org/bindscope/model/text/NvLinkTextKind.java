// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.model.text;

import java.util.Optional;
import java.util.Set;

/**
 * Kinds of texts that speak of NVLinks (fdt-nvlink sections 3.1 to 3.7), told by their content: readers have
 * to know whether a lone file is one, analyses how to read it. A text that was cut off keeps its kind as long
 * as it holds a line that only this kind has.
 */
public enum NvLinkTextKind {
    /** The report that nvidia-bug-report.sh writes: a container of other texts. */
    BUG_REPORT("a report of nvidia-bug-report.sh"),
    /** The matrix of paths. */
    TOPOLOGY_MATRIX("output of nvidia-smi topo -m"),
    /** Links of each GPU: status, capabilities, remote ends or errors. */
    LINKS("output of nvidia-smi nvlink"),
    /** Links of each GPU to its own processor. */
    CHIP_LINKS("output of nvidia-smi c2c -s"),
    /** The GPUs by number, with names and UUIDs alone. */
    GPU_LIST("output of nvidia-smi -L"),
    /** The full query as XML. */
    QUERY_XML("output of nvidia-smi -q -x"),
    /** What the driver says of one GPU below proc/driver/nvidia/gpus. */
    GPU_INFORMATION("information of the NVIDIA driver about a GPU"),
    /** What NCCL writes with NCCL_TOPO_DUMP_FILE. */
    NCCL_XML("a topology file of NCCL"),
    /** What lstopo writes, of major version 1, 2 or 3. */
    HWLOC_XML("a topology file of hwloc");

    /** The line between the parts of a bug report: 44 underscores (section 3.4). */
    public static final String RULER = "_".repeat(44);

    /** What is looked at: the first lines tell, and a stranger's file may be long. */
    private static final int MAX_LENGTH = 1 << 20;
    private static final int MAX_LINES = 20_000;
    /** How names behind the first GPU begin in the heading of the matrix: network devices and other columns. */
    private static final Set<String> HEADING = Set.of("NIC", "mlx", "CPU", "NUMA");
    /** Classes of paths in the matrix, old names included (section 3.1). */
    private static final Set<String> CELLS = Set.of("X", "SYS", "NODE", "PHB", "PXB", "PIX", "SOC", "PSB");

    private final String noun;

    NvLinkTextKind(String noun) {
        this.noun = noun;
    }

    /**
     * The kind in words.
     *
     * @return for example {@code output of nvidia-smi topo -m}
     */
    public String noun() {
        return noun;
    }

    /**
     * Tells the kind of a text.
     *
     * @param text any text; at most its first 1,048,576 characters and 20,000 lines are looked at
     * @return empty when it is none of these kinds
     */
    public static Optional<NvLinkTextKind> of(String text) {
        String head = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
        return XmlRoot.of(head).<Optional<NvLinkTextKind>>map(root -> ofRoot(root, head)).orElseGet(() -> ofLines(head));
    }

    private static Optional<NvLinkTextKind> ofRoot(String root, String head) {
        return switch (root) {
            case "nvidia_smi_log" -> Optional.of(QUERY_XML);
            // Other programs have a root of these common names too.
            case "system" -> head.contains("<cpu ") || head.contains("<pci ") ? Optional.of(NCCL_XML) : Optional.empty();
            case "topology" -> head.contains("<object ") || head.contains("<object\n") ? Optional.of(HWLOC_XML)
                    : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<NvLinkTextKind> ofLines(String head) {
        boolean gpus = false;
        boolean matrix = false;
        boolean links = false;
        boolean chips = false;
        boolean model = false;
        boolean bus = false;
        int start = 0;
        for (int count = 0; count < MAX_LINES && start <= head.length(); count++) {
            int end = head.indexOf('\n', start);
            String line = TerminalText.plain(head.substring(start, end < 0 ? head.length() : end));
            String word = line.strip();
            if (word.equals(RULER)) {
                return Optional.of(BUG_REPORT);
            }
            gpus |= gpuHead(word);
            matrix |= matrixHead(line, word) || matrixRow(word);
            links |= numbered(word, "Link ") || word.startsWith("NVML: Unable to retrieve NVLink");
            chips |= numbered(word, "C2C Link ") || word.equals("No Devices support C2C.");
            model |= word.startsWith("Model:");
            bus |= word.startsWith("Bus Location:");
            start = end < 0 ? head.length() + 1 : end + 1;
        }
        if (matrix) {
            return Optional.of(TOPOLOGY_MATRIX);
        } else if (chips) {
            return Optional.of(CHIP_LINKS);
        } else if (links && gpus) {
            return Optional.of(LINKS);
        } else if (gpus) {
            return Optional.of(GPU_LIST);
        }
        return model && bus ? Optional.of(GPU_INFORMATION) : Optional.empty();
    }

    /** {@code GPU 0: name (UUID: GPU-...)}; older drivers print the same, so a name alone would be too little. */
    private static boolean gpuHead(String word) {
        int colon = word.indexOf(": ");
        return word.startsWith("GPU ") && colon > 4 && digits(word, 4, colon) && word.indexOf("(UUID: ", colon) > 0;
    }

    /** The heading: device names alone, the first of them a GPU behind an empty cell. */
    private static boolean matrixHead(String line, String word) {
        String second = second(word);
        return !line.isEmpty() && Character.isWhitespace(line.charAt(0)) && gpuName(word)
                && (gpuName(second) || HEADING.stream().anyMatch(second::startsWith));
    }

    /** A row of a GPU, whose first cell is a class of paths; a cut text may have lost its heading. */
    private static boolean matrixRow(String word) {
        String cell = second(word);
        return gpuName(word) && (CELLS.contains(cell) || cell.startsWith("NV") && digits(cell, 2, cell.length()));
    }

    private static boolean gpuName(String word) {
        return word.startsWith("GPU") && digits(word, 3, cellEnd(word));
    }

    private static String second(String word) {
        String rest = word.substring(cellEnd(word)).strip();
        return rest.substring(0, cellEnd(rest));
    }

    private static int cellEnd(String word) {
        int at = 0;
        while (at < word.length() && !Character.isWhitespace(word.charAt(at))) {
            at++;
        }
        return at;
    }

    /** A key word, a number, and a colon or comma. */
    private static boolean numbered(String word, String key) {
        if (!word.startsWith(key)) {
            return false;
        }
        int at = key.length();
        while (at < word.length() && word.charAt(at) >= '0' && word.charAt(at) <= '9') {
            at++;
        }
        return at > key.length() && at < word.length() && (word.charAt(at) == ':' || word.charAt(at) == ',');
    }

    private static boolean digits(String word, int from, int to) {
        return from < to && word.substring(from, to).chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
