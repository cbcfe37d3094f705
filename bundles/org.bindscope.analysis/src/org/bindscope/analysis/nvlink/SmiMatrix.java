// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.bindscope.analysis.nvlink.Claims.Gpu;
import org.bindscope.analysis.nvlink.Claims.MemoryNode;
import org.bindscope.analysis.nvlink.Claims.Pair;
import org.bindscope.analysis.nvlink.Claims.PairPath;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Proof;

/** Reads the matrix of {@code nvidia-smi topo -m} (fdt-nvlink section 3.1). */
final class SmiMatrix {

    /** Classes of paths; SOC and PSB are what old drivers print for SYS and PXB. */
    private static final Map<String, NvLinkMatrix.Path> CLASSES = Map.of("SYS", NvLinkMatrix.Path.SYS, "SOC",
            NvLinkMatrix.Path.SYS, "NODE", NvLinkMatrix.Path.NODE, "PHB", NvLinkMatrix.Path.PHB, "PXB",
            NvLinkMatrix.Path.PXB, "PSB", NvLinkMatrix.Path.PXB, "PIX", NvLinkMatrix.Path.PIX);

    private static final String SELF = "X";

    private final SmiLines lines;
    private final Claims claims;

    private SmiMatrix(SmiLines lines) {
        this.lines = lines;
        this.claims = new Claims(lines.file(), Claims.Trust.MATRIX);
    }

    static Claims read(SmiLines lines) {
        SmiMatrix matrix = new SmiMatrix(lines);
        matrix.read();
        return matrix.claims;
    }

    private void read() {
        List<String> columns = List.of();
        // Cells of each row by the line's index.
        Map<Integer, List<String>> rows = new LinkedHashMap<>();
        for (int i = 0; i < lines.lines().size() && rows.size() <= Claims.MAX_GPUS; i++) {
            List<String> cells = cells(lines.lines().get(i));
            if (cells.get(0).startsWith("Legend") || cells.get(0).startsWith("NIC Legend")) {
                break;
            } else if (columns.isEmpty() && heading(cells)) {
                columns = columns(cells);
            } else if (Claims.byIndex(cells.get(0)) && cells.size() > 1) {
                rows.put(i, cells);
            }
        }
        if (columns.isEmpty()) {
            columns = columnsOf(rows.values());
        }
        columns = confirmed(columns, rows.values());
        for (Map.Entry<Integer, List<String>> row : rows.entrySet()) {
            if (!row(row.getValue(), columns, lines.proof(row.getKey()))) {
                return;
            }
        }
        long named = columns.stream().filter(Claims::byIndex).count();
        if (named > claims.gpus().size()) {
            claims.problem("the matrix has a column for " + named + " GPUs and a row for " + claims.gpus().size(),
                    lines.proof(0));
        }
    }

    /** Names of devices behind an empty cell; a copy may have lost that cell. */
    private static boolean heading(List<String> cells) {
        return cells.get(0).isEmpty() ? cells.stream().anyMatch(Claims::byIndex)
                : Claims.byIndex(cells.get(0)) && cells.size() > 1
                        && (Claims.byIndex(cells.get(1)) || cells.get(1).endsWith("Affinity"));
    }

    private static List<String> columns(List<String> cells) {
        return cells.stream().dropWhile(String::isEmpty).takeWhile(cell -> !cell.endsWith("Affinity"))
                .filter(cell -> !cell.isEmpty()).toList();
    }

    /** A column whose device has its X elsewhere is that of another device: a gap of the heading is lost. */
    private List<String> confirmed(List<String> columns, Iterable<List<String>> rows) {
        List<String> confirmed = new ArrayList<>(columns);
        for (List<String> row : rows) {
            int own = row.indexOf(SELF) - 1;
            int column = columns.indexOf(row.get(0));
            if (own >= 0 && column >= 0 && own != column) {
                confirmed.set(column, "");
                claims.problem("the heading and the row of " + row.get(0) + " disagree about its column", lines.proof(0));
            }
        }
        return confirmed;
    }

    /** Without a heading the diagonal tells which column is whose. */
    private static List<String> columnsOf(Iterable<List<String>> rows) {
        List<String> columns = new ArrayList<>();
        for (List<String> row : rows) {
            int own = row.indexOf("X") - 1;
            while (own >= 0 && columns.size() <= own) {
                columns.add("");
            }
            if (own >= 0) {
                columns.set(own, row.get(0));
            }
        }
        return columns;
    }

    /** False when there are too many GPUs. */
    private boolean row(List<String> cells, List<String> columns, Proof proof) {
        String gpu = cells.get(0);
        int devices = columns.size();
        if (!claims.gpu(new Gpu(gpu, "", Optional.empty(), Optional.empty(), processor(cells, devices), proof))) {
            return false;
        }
        int own = columns.indexOf(gpu) + 1;
        if (own == 0 || own < cells.size() && !cells.get(own).equals(SELF)) {
            claims.problem("the row of " + gpu + " has no X in its own column, so that nobody knows whose its cells are", proof);
            return true;
        }
        // The last cell of a row that is cut may be cut too: NV1 of NV18.
        int whole = cells.size() <= devices ? cells.size() - 1 : cells.size();
        for (int i = 0; i < devices && i + 1 < whole; i++) {
            if (!cell(gpu, columns.get(i), cells.get(i + 1), proof)) {
                // Two cells whose gap is lost look like one, and what follows stands in the columns of others.
                break;
            }
        }
        if (cells.size() <= devices) {
            claims.problem("the row of " + gpu + " ends after " + (cells.size() - 1) + " of " + devices + " devices",
                    proof);
        }
        // Behind the affinities stands the NUMA node of the GPU's own memory.
        if (cells.size() > devices + 3) {
            OptionalInt node = SmiText.integer(cells.get(cells.size() - 1));
            if (node.isPresent()) {
                claims.memory(new MemoryNode(gpu, node.getAsInt(), OptionalLong.empty(), OptionalLong.empty(), proof));
            }
        }
        return true;
    }

    private static Optional<String> processor(List<String> cells, int devices) {
        String cpus = cells.size() > devices + 1 ? cells.get(devices + 1) : "";
        String node = cells.size() > devices + 2 ? cells.get(devices + 2) : "";
        if (SmiText.integer(node).isPresent()) {
            return Optional.of("NUMA node " + node);
        }
        return !cpus.isEmpty() && Character.isDigit(cpus.charAt(0)) ? Optional.of("CPUs " + cpus) : Optional.empty();
    }

    /** False when the cell is none that nvidia-smi prints. */
    private boolean cell(String gpu, String column, String cell, Proof proof) {
        NvLinkMatrix.Path path = CLASSES.get(cell);
        if (path == null && !cell.startsWith("NV")) {
            boolean known = cell.isEmpty() || cell.equals("N/A") || cell.equals(SELF);
            if (!known) {
                claims.problem("the cell " + shortened(cell) + " is none that nvidia-smi prints", proof);
            }
            return known;
        }
        if (path != null) {
            if (Claims.byIndex(column) && !column.equals(gpu)) {
                claims.path(new PairPath(gpu, column, path, proof));
            }
            return true;
        }
        OptionalInt count = SmiText.integer(cell.substring(2));
        if (count.isEmpty() || count.getAsInt() < 1 || count.getAsInt() >= Claims.MAX_LINKS) {
            claims.problem("the cell " + shortened(cell) + " has no number from 1 to " + (Claims.MAX_LINKS - 1), proof);
            return false;
        }
        if (Claims.byIndex(column) && !column.equals(gpu)) {
            claims.pair(new Pair(gpu, column, Kind.GPU, count, OptionalDouble.empty(), proof));
        }
        return true;
    }

    private static String shortened(String cell) {
        return cell.length() > 20 ? cell.substring(0, 20) + "..." : cell;
    }

    /**
     * Cells between tabs, or between runs of two and more blanks in text that was copied from a page; never
     * empty.
     */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        if (line.indexOf('\t') >= 0) {
            for (String cell : line.split("\t", -1)) {
                cells.add(cell.strip());
            }
            return cells;
        }
        int start = 0;
        while (start <= line.length()) {
            int gap = line.indexOf("  ", start);
            int end = gap < 0 ? line.length() : gap;
            cells.add(line.substring(start, end).strip());
            start = end + 1;
            while (start < line.length() && line.charAt(start) == ' ') {
                start++;
            }
            if (start >= line.length()) {
                break;
            }
        }
        return cells;
    }
}
