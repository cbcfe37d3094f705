// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.binding.Export;

/**
 * A plan in one export format, and what is worth knowing about it.
 *
 * @param format   name of the format
 * @param export   the script or configuration; empty when the plan cannot be carried out
 * @param refusal  why not; empty when it can
 * @param findings what the checks say
 */
public record PlanAnswer(String format, Optional<Export> export, Optional<String> refusal, List<Finding> findings)
        implements Answer {

    /** Copies the list. */
    public PlanAnswer {
        findings = List.copyOf(findings);
    }

    @Override
    public void writeJson(Writer out) throws IOException {
        JsonText json = new JsonText(out).object().text("format", format)
                .text("fileName", export.map(Export::fileName)).text("text", export.map(Export::text))
                .text("refusal", refusal).array("findings");
        FindingsJson.write(json, findings);
        json.endArray().endObject().finish(out);
    }

    /** Writes the script or configuration alone, so that it can be run or saved as it is. */
    @Override
    public void writeText(Writer out) throws IOException {
        if (export.isPresent()) {
            out.write(export.get().text());
        }
        out.flush();
    }
}
