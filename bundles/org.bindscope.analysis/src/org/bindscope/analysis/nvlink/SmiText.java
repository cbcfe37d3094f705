// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import org.bindscope.analysis.config.PciAddress;
import org.bindscope.analysis.nvlink.Claims.ChipLink;
import org.bindscope.analysis.nvlink.Claims.LinkState;
import org.bindscope.analysis.nvlink.Claims.Pair;

/** Reads what nvidia-smi prints about NVLinks (fdt-nvlink sections 3.1 and 3.2). */
final class SmiText {

    private SmiText() {
    }

    /** Lines without terminal escapes and carriage returns. A captured file may hold an escape as four characters. */
    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            StringBuilder plain = new StringBuilder(line.length());
            for (int i = 0; i < line.length(); i++) {
                int start = line.charAt(i) == 0x1b ? i + 1 : line.startsWith("\\x1b", i) ? i + 4 : -1;
                if (start >= 0 && start < line.length() && line.charAt(start) == '[') {
                    int end = start + 1;
                    while (end < line.length() && !Character.isLetter(line.charAt(end))) {
                        end++;
                    }
                    i = end;
                } else if (line.charAt(i) != '\r') {
                    plain.append(line.charAt(i));
                }
            }
            lines.add(plain.toString());
        }
        return lines;
    }

    /** {@code nvidia-smi nvlink -s}, {@code -R}, {@code -p}, {@code -c} and {@code c2c -s}. */
    static Claims nvlink(String source, String text) {
        Claims claims = new Claims(source, Claims.Trust.NEGOTIATED);
        String gpu = "";
        int number = 0;
        for (String raw : lines(text)) {
            number++;
            String line = raw.strip();
            if (line.startsWith("GPU ") && line.indexOf(':') > 4) {
                OptionalInt index = integer(line.substring(4, line.indexOf(':')));
                gpu = index.isPresent() ? Claims.gpu(index.getAsInt()) : "";
                if (index.isEmpty() || !claims.gpu(gpu, name(line.substring(line.indexOf(':') + 1)))) {
                    gpu = "";
                }
            } else if (!gpu.isEmpty() && line.startsWith("Link ")) {
                link(claims, gpu, line, number);
            } else if (!gpu.isEmpty() && line.startsWith("C2C Link ")) {
                chipLink(claims, gpu, line, number);
            }
        }
        return claims;
    }

    private static String name(String text) {
        int uuid = text.indexOf("(UUID");
        return (uuid < 0 ? text : text.substring(0, uuid)).strip();
    }

    private static void link(Claims claims, String gpu, String line, int at) {
        int comma = line.indexOf(',');
        int colon = line.indexOf(':');
        int end = comma > 0 && comma < colon ? comma : colon;
        OptionalInt number = end < 0 ? OptionalInt.empty() : integer(line.substring(5, end));
        if (number.isEmpty()) {
            claims.problem("line " + at + " names no link number");
            return;
        }
        if (end == comma) {
            // A capability line: it tells that the link exists, not where it leads.
            return;
        }
        String value = line.substring(colon + 1).strip();
        if (value.equals("<inactive>")) {
            claims.link(new LinkState(gpu, number.getAsInt(), OptionalDouble.empty(), true, Optional.empty(),
                    OptionalInt.empty()));
        } else if (value.endsWith("GB/s")) {
            OptionalDouble speed = decimal(value.substring(0, value.length() - 4).strip());
            if (speed.isEmpty()) {
                claims.problem("line " + at + " has a speed that is no number between 0 and " + (int) Claims.MAX_SPEED);
                return;
            }
            claims.link(new LinkState(gpu, number.getAsInt(), speed, false, Optional.empty(), OptionalInt.empty()));
        } else if (value.startsWith("Remote Device ")) {
            String rest = value.substring(14);
            int separator = rest.indexOf(": Link ");
            remote(claims, gpu, number.getAsInt(), separator < 0 ? rest : rest.substring(0, separator),
                    separator < 0 ? OptionalInt.empty() : integer(rest.substring(separator + 7)), at);
        } else if (value.indexOf(':') > 0 && value.indexOf('.') > 0) {
            remote(claims, gpu, number.getAsInt(), value, OptionalInt.empty(), at);
        }
    }

    private static void remote(Claims claims, String gpu, int number, String text, OptionalInt remoteLink, int at) {
        Optional<String> remote = address(text);
        if (remote.isEmpty()) {
            claims.problem("line " + at + " has no PCI address behind Remote Device");
            return;
        }
        claims.link(new LinkState(gpu, number, OptionalDouble.empty(), false, remote, remoteLink));
    }

    /** A canonical address; switches of a rack have a placeholder of all ones, which becomes {@code nvswitch}. */
    static Optional<String> address(String text) {
        String word = text.strip().toLowerCase(java.util.Locale.ROOT);
        String digits = word.replace(":", "").replace(".", "");
        if (digits.length() >= 8 && digits.substring(0, digits.length() - 1).chars().allMatch(c -> c == 'f')) {
            return Optional.of(SWITCH);
        }
        return PciAddress.parse(word).map(PciAddress::toString);
    }

    /** Id of a switch that no source identifies. */
    static final String SWITCH = "nvswitch";

    private static void chipLink(Claims claims, String gpu, String line, int at) {
        int colon = line.indexOf(':');
        OptionalInt number = colon < 0 ? OptionalInt.empty() : integer(line.substring(9, colon));
        String value = colon < 0 ? "" : line.substring(colon + 1).strip();
        if (number.isEmpty() || number.getAsInt() >= Claims.MAX_LINKS) {
            claims.problem("line " + at + " names no link number");
            return;
        }
        claims.chipLink(new ChipLink(gpu, number.getAsInt(), value.endsWith("GB/s")
                ? decimal(value.substring(0, value.length() - 4).strip()) : OptionalDouble.empty()));
    }

    /** {@code nvidia-smi topo -m}. */
    static Claims matrix(String source, String text) {
        Claims claims = new Claims(source, Claims.Trust.MATRIX);
        List<String> columns = List.of();
        int number = 0;
        for (String raw : lines(text)) {
            number++;
            List<String> cells = cells(raw);
            if (columns.isEmpty()) {
                if (cells.size() > 1 && cells.contains("GPU0") && !cells.get(0).equals("GPU0") || cells.size() > 0
                        && cells.get(0).equals("GPU0")
                        && !cells.contains("X")) {
                    columns = cells.stream().filter(cell -> !cell.isEmpty())
                            .takeWhile(cell -> !cell.endsWith("Affinity")).toList();
                }
                continue;
            }
            if (raw.strip().startsWith("Legend")) {
                break;
            }
            List<String> row = cells.stream().filter(cell -> !cell.isEmpty()).toList();
            if (row.isEmpty() || !row.get(0).startsWith("GPU") || integer(row.get(0).substring(3)).isEmpty()) {
                continue;
            }
            if (!claims.gpu(row.get(0), "")) {
                break;
            }
            for (int i = 1; i < row.size() && i <= columns.size(); i++) {
                cell(claims, row.get(0), columns.get(i - 1), row.get(i), number);
            }
        }
        return claims;
    }

    private static void cell(Claims claims, String gpu, String column, String cell, int line) {
        if (!cell.startsWith("NV") || !column.startsWith("GPU")) {
            return;
        }
        OptionalInt count = integer(cell.substring(2));
        if (count.isEmpty() || count.getAsInt() >= Claims.MAX_LINKS) {
            claims.problem("line " + line + " has the cell " + cell + ", whose number is none of 1 to "
                    + (Claims.MAX_LINKS - 1));
            return;
        }
        claims.pair(new Pair(gpu, column, NvLinkGraph.Kind.GPU, count, OptionalDouble.empty()));
    }

    /** Cells between tabs, or between runs of two and more blanks in text that was copied from a page. */
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.indexOf('\t') >= 0 ? line.split("\t", -1) : line.split("  +", -1)) {
            cells.add(cell.strip());
        }
        return cells;
    }

    /** A whole number that is not negative. */
    static OptionalInt integer(String text) {
        String word = text.strip();
        return !word.isEmpty() && word.length() < 9 && word.chars().allMatch(c -> c >= '0' && c <= '9')
                ? OptionalInt.of(Integer.parseInt(word)) : OptionalInt.empty();
    }

    /** A positive number with a point or a comma. */
    static OptionalDouble decimal(String text) {
        String word = text.strip().replace(',', '.');
        if (word.isEmpty() || word.length() > 12 || !word.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.')
                || word.indexOf('.') != word.lastIndexOf('.') || word.equals(".")) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(word);
        return value > 0 && value <= Claims.MAX_SPEED ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
