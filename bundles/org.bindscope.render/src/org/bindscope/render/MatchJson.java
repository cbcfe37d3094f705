// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.analysis.match.TraceStep;

/** The verdict about functions as JSON. */
final class MatchJson {

    private MatchJson() {
    }

    static void write(JsonText json, List<DeviceVerdict> verdicts) throws IOException {
        json.array();
        for (DeviceVerdict verdict : verdicts) {
            write(json, verdict);
        }
        json.endArray();
    }

    private static void write(JsonText json, DeviceVerdict verdict) throws IOException {
        json.object().text("address", verdict.address())
                .text("current", verdict.current())
                .text("predicted", verdict.predicted())
                .text("reason", verdict.reason().name())
                .text("operations", verdict.operations())
                .texts("steps", verdict.steps().stream().map(TraceStep::sentence).toList());
        json.array("candidates");
        for (DeviceVerdict.Candidate candidate : verdict.candidates()) {
            json.object().text("driver", candidate.driver()).text("module", candidate.module())
                    .text("entry", candidate.entry()).text("source", candidate.source())
                    .flag("matched", candidate.matched()).text("why", candidate.why()).endObject();
        }
        json.endArray().array("outcomes");
        for (DeviceVerdict.Outcome outcome : verdict.outcomes()) {
            json.object().text("driver", outcome.driver()).text("condition", outcome.condition()).endObject();
        }
        json.endArray();
        bestVariant(json, verdict.bestVariant());
        json.array("support");
        for (DeviceVerdict.SpecialSupport support : verdict.support()) {
            json.object().text("kind", support.kind()).text("result", support.result())
                    .text("why", support.why()).endObject();
        }
        json.endArray().text("sentence", verdict.sentence())
                .number("decidingStep", verdict.decidingStep() >= 0, verdict.decidingStep()).endObject();
    }

    private static void bestVariant(JsonText json, Optional<DeviceVerdict.BestVariant> best) throws IOException {
        if (best.isEmpty()) {
            json.nothing("bestVariant");
            return;
        }
        json.object("bestVariant").text("driver", best.get().driver()).text("module", best.get().module())
                .number("wildcards", true, best.get().wildcards()).text("source", best.get().source()).endObject();
    }
}
