// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.binding.Export;
import org.bindscope.binding.PlanPredictor.PredictedStep;
import org.bindscope.binding.PlanTransfer;
import org.bindscope.binding.Suggestion;
import org.bindscope.binding.Wish;

/**
 * A plan in one export format, and what is worth knowing about it.
 *
 * @param format   name of the format
 * @param export   the script or configuration; empty when the plan cannot be carried out
 * @param refusal  why not; empty when it can
 * @param findings what the checks say
 * @param steps    what the kernel would answer to each write
 * @param transfer where the devices of a saved plan are in this snapshot; empty for a plan that was made of words
 * @param suggestions what would make the plan better
 */
public record PlanAnswer(String format, Optional<Export> export, Optional<String> refusal, List<Finding> findings,
        List<PredictedStep> steps, Optional<PlanTransfer> transfer, List<Suggestion> suggestions) implements Answer {

    /** Copies the lists. */
    public PlanAnswer {
        findings = List.copyOf(findings);
        steps = List.copyOf(steps);
        suggestions = List.copyOf(suggestions);
    }

    @Override
    public void writeJson(Writer out) throws IOException {
        JsonText json = new JsonText(out).object().text("format", format)
                .text("fileName", export.map(Export::fileName)).text("text", export.map(Export::text))
                .text("refusal", refusal).array("findings");
        FindingsJson.write(json, findings);
        json.endArray().array("steps");
        for (PredictedStep step : steps) {
            json.object().textUnlessEmpty("address", step.address()).text("action", step.action())
                    .text("errno", step.errno()).text("driver", step.known() ? step.driver() : Optional.empty())
                    .flag("known", step.known()).textUnlessEmpty("why", step.why()).endObject();
        }
        json.endArray();
        transfer(json);
        json.array("suggestions");
        for (Suggestion suggestion : suggestions) {
            json.object().text("kind", suggestion.kind().word()).text("title", suggestion.title()).text("why", suggestion.why())
                    .texts("subjects", suggestion.subjects()).array("wishes");
            for (Wish wish : suggestion.wishes()) {
                json.object().text("address", wish.address()).text("driver", wish.driver()).endObject();
            }
            json.endArray().texts("formats", suggestion.formats()).endObject();
        }
        json.endArray().endObject().finish(out);
    }

    private void transfer(JsonText json) throws IOException {
        if (transfer.isEmpty()) {
            json.nothing("transfer");
            return;
        }
        json.array("transfer");
        for (PlanTransfer.Row row : transfer.get().rows()) {
            json.object().text("address", row.wish().address()).text("driver", row.wish().driver())
                    .text("state", switch (row.state()) {
                        case HOLDS -> "holds";
                        case MOVED -> "moved";
                        case AMBIGUOUS -> "ambiguous";
                        case GONE -> "gone";
                        case NEVER_KNOWN -> "neverKnown";
                    }).text("now", row.address()).text("why", row.why()).texts("changes", row.changes()).endObject();
        }
        json.endArray();
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
