// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import org.bindscope.model.Evidence;
import org.bindscope.model.Machine;
import org.bindscope.model.Problem;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.snapshot.text.BugReport;

/**
 * What must hold for any nvidia-bug-report.log.gz: its sections are lines of the report, it opens or one sentence
 * says why not, and evidence names lines that are there. Entry point of coverage-guided fuzzing, see {@code releng/fuzz}.
 */
public final class BugReportTarget {

    private static final String NAME = "nvidia-bug-report.log";
    private static final String HEAD = "_".repeat(44) + "\n\nStart of NVIDIA bug report log file.\n\n";

    private BugReportTarget() {
    }

    /**
     * Tries one input: as the file, and packed behind the head of a report.
     *
     * @param data any bytes
     */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        String text = XmlText.decode(data);
        sections(text);
        // What is packed already has more lines than its bytes show.
        boolean packedAlready = data.length > 1 && data[0] == 0x1f && data[1] == (byte) 0x8b;
        open(NAME + ".gz", data, packedAlready ? Integer.MAX_VALUE : text.chars().filter(c -> c == '\n').count() + 1);
        String report = HEAD + text;
        sections(report);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(report.getBytes(StandardCharsets.UTF_8));
        }
        open(NAME + ".gz", packed.toByteArray(), report.chars().filter(c -> c == '\n').count() + 1);
    }

    private static void sections(String report) {
        List<String> lines = List.of(report.split("\n", -1));
        int after = 0;
        for (BugReport section : BugReport.sections(report)) {
            promise(section.firstLine() > after, "sections overlap at line " + section.firstLine());
            int line = section.firstLine();
            for (String content : section.content().split("\n", -1)) {
                boolean end = content.isEmpty() && line > lines.size();
                String there = line <= lines.size() ? lines.get(line - 1) : "";
                promise(end || there.equals(content) || there.equals(content + '\r') || content.isEmpty(), "line " + line + " is not the report's");
                line++;
            }
            after = line - 2;
        }
    }

    private static void open(String name, byte[] data, long lines) {
        Machine machine;
        try {
            machine = new SnapshotReader().open(name, new ByteArrayInputStream(data), ArchiveTarget.OPTIONS, Progress.none()).machine();
        } catch (SnapshotException e) {
            promise(!e.getMessage().isBlank() && !e.getMessage().contains("\n"), "not one sentence: " + e.getMessage());
            return;
        }
        for (Problem problem : machine.getProblems()) {
            promise(!problem.getMessage().isBlank() && !problem.getMessage().contains("\n"), "not one sentence: " + problem.getMessage());
        }
        machine.eAllContents().forEachRemaining(object -> {
            if (object instanceof Evidence evidence && evidence.isSetLine() && NAME.equals(evidence.getFile())) {
                promise(evidence.getLine() >= 1 && evidence.getLine() <= lines, "no such line: " + evidence);
            }
        });
    }

    private static void promise(boolean held, String broken) {
        if (!held) {
            throw new AssertionError(broken);
        }
    }
}
