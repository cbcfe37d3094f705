// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.nvlink;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.model.Machine;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/**
 * A text that may speak of NVLinks.
 *
 * @param path where it stands
 * @param text content
 */
public record NvLinkSource(String path, String text) {

    private static final int MAX_LENGTH = 32 << 20;
    private static final int MAX_SECTIONS = 2000;
    private static final String RULER = "_".repeat(44);

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

    /** What the text says; a report of nvidia-bug-report.sh holds several texts. */
    List<Claims> claims() {
        if (text.length() > MAX_LENGTH) {
            return List.of();
        }
        List<Claims> all = new ArrayList<>();
        for (NvLinkSource section : sections()) {
            section.one().ifPresent(all::add);
        }
        return all;
    }

    /** Sections stand between lines of 44 underscores (fdt-nvlink section 3.4). */
    private List<NvLinkSource> sections() {
        if (!text.contains(RULER)) {
            return List.of(this);
        }
        List<NvLinkSource> sections = new ArrayList<>();
        int start = 0;
        while (start >= 0 && sections.size() < MAX_SECTIONS) {
            int end = text.indexOf(RULER, start);
            String part = end < 0 ? text.substring(start) : text.substring(start, end);
            String head = part.strip();
            int line = head.indexOf('\n');
            sections.add(new NvLinkSource(path + " (" + (line < 0 ? head : head.substring(0, line)).strip() + ")",
                    part));
            start = end < 0 ? -1 : end + RULER.length();
        }
        return sections;
    }

    private Optional<Claims> one() {
        if (text.contains("<system") && text.contains("<pci ")) {
            return Optional.of(TopologyXml.nccl(path, text));
        }
        if (text.contains("<topology") && text.contains("NVLinkBandwidth")) {
            return Optional.of(TopologyXml.hwloc(path, text));
        }
        List<String> lines = SmiText.lines(text);
        if (lines.stream().anyMatch(line -> line.contains("GPU0")
                && (line.startsWith("\t") || line.startsWith("  ")))) {
            return Optional.of(SmiText.matrix(path, text));
        }
        boolean gpu = lines.stream().anyMatch(line -> line.startsWith("GPU ") && line.indexOf(':') > 4);
        boolean link = lines.stream().map(String::strip).anyMatch(line -> line.startsWith("Link ")
                || line.startsWith("C2C Link "));
        return gpu && link ? Optional.of(SmiText.nvlink(path, text)) : Optional.empty();
    }
}
