// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import org.bindscope.analysis.nvlink.NvLinkGraph.Proof;
import org.bindscope.model.Machine;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;
import org.bindscope.model.text.NvLinkTextKind;

/**
 * A text that may speak of NVLinks: its content tells, not its name.
 *
 * @param path where it stands
 * @param text content
 */
public record NvLinkSource(String path, String text) {

    /** Longest text that is read, in characters: a bug report has a few million. */
    static final int MAX_LENGTH = 32 << 20;
    private static final int MAX_SECTIONS = 2000;
    private static final String NUMA_STATUS = "/numa_status";

    /**
     * The texts of a machine that no other reader takes.
     *
     * @param machine machine
     * @return those that could be read
     */
    public static List<NvLinkSource> of(Machine machine) {
        List<NvLinkSource> sources = new ArrayList<>();
        for (TextFile file : machine.getTextFiles()) {
            if (file.getKind() == TextFileKind.OTHER && !file.isUnreadable() && file.getText() != null
                    && file.getPath() != null) {
                sources.add(new NvLinkSource(file.getPath(), file.getText()));
            }
        }
        return sources;
    }

    /**
     * What the text is.
     *
     * @return empty when it does not speak of NVLinks
     */
    public Optional<NvLinkTextKind> kind() {
        return NvLinkTextKind.of(text);
    }

    /** What the text says; a report of nvidia-bug-report.sh holds several texts. */
    List<Claims> claims() {
        Optional<NvLinkTextKind> kind = kind();
        if (kind.isEmpty()) {
            // This file alone does not say which GPU it is about; its folder does.
            return path.endsWith(NUMA_STATUS) ? GpuIdentities.folder(path).map(gpu -> List.of(GpuIdentities.numaStatus(gpu,
                    SmiLines.of(path, text, 1)))).orElse(List.of()) : List.of();
        }
        if (text.length() > MAX_LENGTH) {
            Claims none = new Claims(path, Claims.Trust.MATRIX);
            none.problem("the text is longer than " + MAX_LENGTH + " characters and was left out",
                    new Proof(path, OptionalInt.empty(), ""));
            return List.of(none);
        }
        return kind.get() == NvLinkTextKind.BUG_REPORT ? sections()
                : claims(kind.get(), SmiLines.of(path, text, 1), text);
    }

    /** Sections stand between lines of 44 underscores (fdt-nvlink section 3.4). */
    private List<Claims> sections() {
        List<Claims> all = new ArrayList<>();
        int start = 0;
        int line = 1;
        for (int count = 0; start >= 0 && count < MAX_SECTIONS; count++) {
            int end = text.indexOf(NvLinkTextKind.RULER, start);
            String part = end < 0 ? text.substring(start) : text.substring(start, end);
            all.addAll(section(part, line));
            line += lineFeeds(part);
            start = end < 0 ? -1 : end + NvLinkTextKind.RULER.length();
        }
        return all;
    }

    /** A section begins with the name of a file or a command; XML stands behind that. */
    private List<Claims> section(String part, int line) {
        Optional<NvLinkTextKind> kind = NvLinkTextKind.of(part);
        int xml = part.indexOf("<?xml");
        if (kind.isEmpty() && xml > 0) {
            return section(part.substring(xml), line + lineFeeds(part.substring(0, xml)));
        }
        String head = part.strip();
        String name = head.substring(0, head.indexOf('\n') < 0 ? head.length() : head.indexOf('\n')).strip();
        if (kind.isEmpty() && name.startsWith("*** ") && name.endsWith(NUMA_STATUS)) {
            return GpuIdentities.folder(name).map(gpu -> List.of(GpuIdentities.numaStatus(gpu, SmiLines.of(path, part, line))))
                    .orElse(List.of());
        }
        return kind.map(found -> claims(found, SmiLines.of(path, part, line), part)).orElse(List.of());
    }

    private static int lineFeeds(String part) {
        return (int) part.chars().filter(c -> c == '\n').count();
    }

    private static List<Claims> claims(NvLinkTextKind kind, SmiLines lines, String text) {
        return switch (kind) {
            // Outputs of several calls may stand in one file, one after the other.
            case TOPOLOGY_MATRIX, LINKS, CHIP_LINKS, GPU_LIST -> Stream.of(SmiText.read(lines), SmiMatrix.read(lines))
                    .filter(claims -> !claims.gpus().isEmpty() || !claims.problems().isEmpty()).toList();
            case QUERY_XML -> List.of(GpuIdentities.query(lines.file(), XmlTags.read(text, lines.first())));
            case GPU_INFORMATION -> List.of(GpuIdentities.information(lines));
            case NCCL_XML -> List.of(NcclXml.read(lines.file(), XmlTags.read(text, lines.first())));
            case HWLOC_XML -> List.of(HwlocXml.read(lines.file(), XmlTags.read(text, lines.first())));
            case BUG_REPORT -> List.of();
        };
    }
}
