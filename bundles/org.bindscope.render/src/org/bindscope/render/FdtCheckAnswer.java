// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

import org.bindscope.devicetree.FdtProblem;

/**
 * Results of checking device tree blobs.
 *
 * @param files one for each file, in the order in which they were named
 */
public record FdtCheckAnswer(List<Checked> files) implements Answer {

    /**
     * The result for one file.
     *
     * @param file     its name as it was given
     * @param problems what is wrong or remarkable
     */
    public record Checked(String file, List<FdtProblem> problems) {

        /** Copies the list. */
        public Checked {
            problems = List.copyOf(problems);
        }

        /**
         * Whether libfdt's full check would accept the file.
         *
         * @return true when no problem is an error
         */
        public boolean accepted() {
            return problems.stream().noneMatch(problem -> problem.severity() == FdtProblem.Severity.ERROR);
        }
    }

    /** Copies the list. */
    public FdtCheckAnswer {
        files = List.copyOf(files);
    }

    @Override
    public void writeJson(Writer out) throws IOException {
        JsonText json = new JsonText(out).array();
        for (Checked checked : files) {
            json.object().text("file", checked.file()).flag("accepted", checked.accepted()).array("problems");
            for (FdtProblem problem : checked.problems()) {
                json.object().text("severity", problem.severity().name().toLowerCase(Locale.ROOT))
                        .text("error", problem.error().libfdtName())
                        .number("offset", problem.offset() != FdtProblem.NO_OFFSET, problem.offset())
                        .text("message", problem.message()).endObject();
            }
            json.endArray().endObject();
        }
        json.endArray().finish(out);
    }

    @Override
    public void writeText(Writer out) throws IOException {
        for (Checked checked : files) {
            String name = VisibleText.of(checked.file());
            if (checked.accepted()) {
                out.write(name + ": ok\n");
            }
            for (FdtProblem problem : checked.problems()) {
                out.write(name + ": " + problem.severity().name().toLowerCase(Locale.ROOT) + ": "
                        + VisibleText.of(problem.toString()) + "\n");
            }
        }
        out.flush();
    }
}
