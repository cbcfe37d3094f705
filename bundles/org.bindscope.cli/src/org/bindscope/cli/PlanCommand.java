// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.ExportFormats;
import org.bindscope.binding.PlanChecks;
import org.bindscope.binding.PlanComparison;
import org.bindscope.binding.PlanReview;
import org.bindscope.binding.PlanTransfer;
import org.bindscope.binding.SavedPlan;
import org.bindscope.render.Answer;
import org.bindscope.render.HostDeviceNames;
import org.bindscope.render.PlanAnswer;
import org.bindscope.render.PlanCheckAnswer;
import org.bindscope.render.PlanFile;
import org.bindscope.snapshot.Snapshot;

/** Writes the script or configuration that binds functions as wished, or tells what became of it. */
final class PlanCommand implements Command {

    private static final int HELP_WIDTH = 70;
    private static final String CHECK = "--check";
    private static final String SAVE = "--save";

    private final ExportFormats formats = new ExportFormats();

    @Override
    public Grammar grammar() {
        Grammar grammar = PlanWords.addTo(SnapshotInput.addOptionalTo(new Grammar("bindscope plan",
                "Writes the script or configuration that brings the machine to the wished bindings.",
                "What is worth knowing about the plan goes to standard error. When the plan cannot be carried",
                "out, nothing is written and the exit status is 1.",
                "With --check it tells instead what became of the plan: done, not done, done otherwise, and why.")))
                        .value(SAVE, "FILE", "Save the plan itself as JSON, also one that cannot be carried out.")
                        .value(CHECK, "AFTER", "Compare the plan with this snapshot, taken afterwards; the exit status",
                                "is 1 unless every wish is fulfilled. With --plan no SNAPSHOT is needed.")
                        .value("--as", "FORMAT", helpOfFormats())
                        .flag("--undo", "Write what takes the plan back.")
                        .value("-o,--output", "FILE", "Write here instead of standard output.");
        return Suppositions.addTo(Format.addTo(grammar));
    }

    /** The names in lines of a readable width. */
    private String[] helpOfFormats() {
        StringBuilder text = new StringBuilder("Form of the plan, default sysfs. One of");
        int width = text.length();
        for (ExportFormat format : formats.all()) {
            boolean full = width + format.name().length() > HELP_WIDTH;
            text.append(full ? "\n" : " ").append(format.name());
            width = full ? format.name().length() : width + format.name().length() + 1;
        }
        return text.append('.').toString().split("\n");
    }

    private String formatNames() {
        return String.join(", ", formats.all().stream().map(ExportFormat::name).toList());
    }

    @Override
    public int run(Words words, Console console) throws CommandException, IOException {
        String as = words.value("--as", "sysfs");
        ExportFormat format = formats.byName(as).orElseThrow(() -> new CommandException("--as: '" + as
                + "' is no format, expected one of " + formatNames()));
        Format form = Format.of(words);
        PlanWords wished = PlanWords.of(words, console);
        if (words.operands().isEmpty()) {
            if (!words.has(CHECK) || wished.saved().isEmpty() || !wished.wishes().isEmpty()) {
                throw new CommandException("missing SNAPSHOT (see bindscope plan --help)");
            }
            return check(wished.saved().get(), words, form, console);
        }
        Snapshot opened = SnapshotInput.open(words);
        Optional<PlanTransfer> transfer = wished.transfer(opened.machine());
        BindingPlan plan = wished.plan(opened.machine(), transfer);
        if (words.has(SAVE) || words.has(CHECK)) {
            SavedPlan saved = remember(plan, opened, wished);
            if (words.has(SAVE)) {
                InputFiles.write(words.value(SAVE, ""), PlanFile.text(saved).getBytes(StandardCharsets.UTF_8));
            }
            if (words.has(CHECK)) {
                return check(saved, words, form, console);
            }
        }
        return write(format, plan, opened, transfer, wished, words, console);
    }

    private static SavedPlan remember(BindingPlan plan, Snapshot opened, PlanWords wished) throws CommandException {
        try {
            return SavedPlan.of(plan, opened.machine(), wished.rules(), wished.accepted());
        } catch (IllegalArgumentException e) {
            throw new CommandException("the plan cannot be saved: " + e.getMessage(), e);
        }
    }

    private static int check(SavedPlan plan, Words words, Format form, Console console) throws CommandException, IOException {
        String name = words.value(CHECK, "");
        Snapshot after = SnapshotInput.open(name, words);
        PlanComparison comparison = PlanComparison.of(plan,
                MachineAnalysis.of(after.machine(), HostDeviceNames.of(after.files())));
        PlanCheckAnswer answer = new PlanCheckAnswer(comparison, name);
        put(console, words.value("--output", "-"), text(answer, form));
        return comparison.fulfilled() ? ANSWERED : SOMETHING_WRONG;
    }

    private int write(ExportFormat format, BindingPlan plan, Snapshot opened, Optional<PlanTransfer> transfer, PlanWords wished,
            Words words, Console console) throws CommandException, IOException {
        PlanReview review = PlanReview.of(Suppositions.analysis(opened, words, wished.rules()), HostDeviceNames.of(opened.files()),
                plan);
        List<Finding> findings = new ArrayList<>(transfer.map(PlanTransfer::findings).orElse(List.of()));
        findings.addAll(review.findings());
        Optional<String> refusal = refusal(plan, format, wished, findings);
        PlanAnswer answer = new PlanAnswer(format.name(), refusal.isPresent() ? Optional.empty()
                : Optional.of(words.has("--undo") ? format.undo(plan) : format.export(plan)), refusal, findings, review.steps(), transfer,
                review.suggestions());
        String output = words.value("--output", "-");
        if (Format.of(words) == Format.JSON) {
            put(console, output, text(answer, Format.JSON));
        } else {
            complain(console, answer);
            if (answer.export().isPresent()) {
                put(console, output, answer.export().map(Export::text).get());
            }
        }
        return refusal.isPresent() ? SOMETHING_WRONG : ANSWERED;
    }

    private Optional<String> refusal(BindingPlan plan, ExportFormat format, PlanWords wished, List<Finding> findings) {
        List<Finding> refusing = PlanChecks.refusing(findings, wished.accepted());
        if (!refusing.isEmpty()) {
            List<String> rules = refusing.stream().map(Finding::rule).distinct().toList();
            return Optional.of("the plan cannot be carried out: " + refusing.get(0).summary()
                    + (refusing.size() > 1 ? " (and " + (refusing.size() - 1) + " more)" : "") + " ["
                    + String.join(", ", rules) + "]"
                    + (rules.stream().allMatch(PlanChecks::acceptable) ? "; --accept RULE writes it all the same" : ""));
        }
        return formats.refusal(format, plan).map(ExportFormats.Refusal::line);
    }

    private static String text(Answer answer, Format form) throws IOException {
        StringWriter text = new StringWriter();
        if (form == Format.JSON) {
            answer.writeJson(text);
        } else {
            answer.writeText(text);
        }
        return text.toString();
    }

    /** Findings and refusal, one line each on standard error. */
    private static void complain(Console console, PlanAnswer answer) {
        for (Finding finding : answer.findings()) {
            console.complain(finding.severity().name().toLowerCase(Locale.ROOT) + ": " + finding.rule() + ": "
                    + finding.summary() + (finding.severity() == Finding.Severity.ERROR ? " " + finding.remedy() : ""));
        }
        answer.suggestions().forEach(suggestion -> console.complain("suggestion: " + suggestion.title() + ": " + suggestion.why()
                + (suggestion.formats().isEmpty() ? "" : " Formats: " + String.join(", ", suggestion.formats()) + ".")));
        answer.refusal().ifPresent(console::complain);
    }

    private static void put(Console console, String output, String text) throws CommandException, IOException {
        if (output.equals("-")) {
            console.print(text);
        } else {
            InputFiles.write(output, text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
