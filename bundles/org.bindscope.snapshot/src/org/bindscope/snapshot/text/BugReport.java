// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sections of nvidia-bug-report.log (fdt-nvlink specification 3.4): between lines of underscores, the
 * first line that is not empty names a file behind three asterisks or a command, and the content follows.
 * Reports of before 2011 name the file without asterisks.
 *
 * @param head      path with its leading slash, or the command line
 * @param firstLine number of the content's first line in the report
 * @param content   what the file or the command said
 */
public record BugReport(String head, int firstLine, String content) {

    private static final String RULER = "_".repeat(40);
    private static final int MAX_SECTIONS = 5000;

    /**
     * Whether a text is such a report.
     *
     * @param text the beginning of a text
     * @return true when it begins as the script begins it, or has its sections
     */
    public static boolean isIn(String text) {
        return text.contains("Start of NVIDIA bug report log file")
                || text.contains(RULER) && text.contains("\n*** /") && text.contains("\n*** ls: ");
    }

    /**
     * Cuts a report.
     *
     * @param report the whole text
     * @return its sections in their order
     */
    public static List<BugReport> sections(String report) {
        List<BugReport> sections = new ArrayList<>();
        TextLines lines = new TextLines(report, 1);
        Section open = new Section();
        while (lines.advance() && sections.size() < MAX_SECTIONS) {
            if (lines.line().startsWith(RULER) && lines.line().chars().allMatch(c -> c == '_')) {
                open.end().ifPresent(sections::add);
                open = new Section();
            } else {
                open.take(lines.line(), lines.number(), lines.terminated());
            }
        }
        open.end().ifPresent(sections::add);
        return sections;
    }

    /**
     * The file that the section shows.
     *
     * @return its path without the leading slash; empty for the output of a command
     */
    public Optional<String> path() {
        boolean path = head.startsWith("/") && head.indexOf(' ') < 0 && head.length() > 1;
        return path ? Optional.of(head.substring(1)) : Optional.empty();
    }

    /**
     * Whether the section holds what lspci prints for functions, or the script's imitation of it.
     *
     * @return false for the tree that lspci -t draws
     */
    public boolean isLspci() {
        int lspci = head.indexOf("lspci ");
        if (lspci < 0) {
            return head.startsWith("PCI devices configuration space dump");
        }
        for (String word : head.substring(lspci).split(" ")) {
            if (word.startsWith("-") && !word.startsWith("--") && word.indexOf('t') > 0) {
                return false;
            }
        }
        return true;
    }

    /** A section while its lines come. */
    private static final class Section {

        private String head = "";
        private int firstLine;
        private boolean started;
        private final StringBuilder content = new StringBuilder();

        /** The last line of a cut report has no end, and keeps none, so that whoever reads the content sees it. */
        void take(String line, int number, boolean terminated) {
            if (head.isEmpty()) {
                head = line.startsWith("*** ") ? line.substring(4).strip() : line.strip();
                return;
            }
            boolean skipped = !started && (line.startsWith("*** ls: ") || line.isEmpty());
            if (!skipped) {
                if (!started) {
                    started = true;
                    firstLine = number;
                }
                content.append(line).append(terminated ? "\n" : "");
            }
        }

        Optional<BugReport> end() {
            return head.isEmpty() || !started ? Optional.empty()
                    : Optional.of(new BugReport(head, firstLine, content.toString()));
        }
    }
}
