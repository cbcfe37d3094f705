// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;

import org.bindscope.binding.PlanComparison;
import org.bindscope.binding.PlanComparison.Outcome;
import org.bindscope.binding.PlanComparison.Result;
import org.bindscope.binding.SafeText;

/**
 * What became of a plan.
 *
 * @param comparison the plan beside the later snapshot
 * @param after      name of the later snapshot
 */
public record PlanCheckAnswer(PlanComparison comparison, String after) implements Answer {

    @Override
    public void writeJson(Writer out) throws IOException {
        JsonText json = new JsonText(out).object().text("source", comparison.plan().source().source()).text("after", after)
                .flag("fulfilled", comparison.fulfilled()).array("outcomes");
        for (Outcome outcome : comparison.outcomes()) {
            json.object().text("address", outcome.wish().address()).text("wished", outcome.wish().driver())
                    .text("now", outcome.address()).text("driver", outcome.driver()).text("result", word(outcome.result()))
                    .text("why", outcome.why()).flag("groupViable", outcome.viable()).endObject();
        }
        json.endArray().endObject().finish(out);
    }

    @Override
    public void writeText(Writer out) throws IOException {
        long done = comparison.outcomes().stream().filter(outcome -> outcome.result() == Result.DONE
                || outcome.result() == Result.DONE_OTHERWISE).count();
        int all = comparison.outcomes().size();
        out.write("Plan from " + comparison.plan().source().line() + ", checked in " + VisibleText.of(after) + ": "
                + done + " of " + all + " wishes fulfilled.\n");
        for (Outcome outcome : comparison.outcomes()) {
            out.write("\n" + SafeText.label(outcome.wish().address()) + "  "
                    + outcome.wish().driver().map(SafeText::label).orElse("no driver") + "  " + words(outcome.result()) + "\n    "
                    + VisibleText.of(outcome.why()) + "\n");
        }
        out.flush();
    }

    private static String word(Result result) {
        return switch (result) {
            case DONE -> "done";
            case DONE_OTHERWISE -> "doneOtherwise";
            case NOT_DONE -> "notDone";
            case CANNOT_TELL -> "unknown";
        };
    }

    /**
     * What a result is called.
     *
     * @param result a result
     * @return for example {@code done otherwise}
     */
    public static String words(Result result) {
        return switch (result) {
            case DONE -> "done";
            case DONE_OTHERWISE -> "done otherwise";
            case NOT_DONE -> "not done";
            case CANNOT_TELL -> "cannot be told";
        };
    }
}
