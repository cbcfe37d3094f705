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
import org.bindscope.binding.PlanBuilder;
import org.bindscope.binding.PlanChecks;
import org.bindscope.binding.PlanForecast;
import org.bindscope.binding.PlanPredictor.PredictedStep;
import org.bindscope.binding.SafeText;
import org.bindscope.render.HostDeviceNames;
import org.bindscope.render.PlanAnswer;
import org.bindscope.snapshot.Snapshot;

/** Writes the script or configuration that binds functions as wished. */
final class PlanCommand implements Command {

    private static final int HELP_WIDTH = 70;

    private final ExportFormats formats = new ExportFormats();

    @Override
    public Grammar grammar() {
        return Suppositions.addTo(Format.addTo(SnapshotInput.addTo(new Grammar("bindscope plan",
                "Writes the script or configuration that brings the machine to the wished bindings.",
                "What is worth knowing about the plan goes to standard error. When the plan cannot be carried",
                "out, nothing is written and the exit status is 1.")))
                        .values("--bind", "ADDR=DRIVER", "Give the function to this driver; may be repeated.")
                        .values("--unbind", "ADDR", "Take the function from its driver; may be repeated.")
                        .value("--as", "FORMAT", helpOfFormats())
                        .flag("--undo", "Write what takes the plan back.")
                        .values("--accept", "RULE", "Write the plan although this finding of severity error speaks",
                                "against it; may be repeated.")
                        .value("-o,--output", "FILE", "Write here instead of standard output."));
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
        Format form = Format.of(words);
        String as = words.value("--as", "sysfs");
        ExportFormat format = formats.byName(as).orElseThrow(() -> new CommandException("--as: '" + as
                + "' is no format, expected one of " + formatNames()));
        List<String[]> wishes = wishes(words);
        Snapshot opened = SnapshotInput.open(words);
        PlanBuilder builder = new PlanBuilder(opened.machine());
        for (String[] wish : wishes) {
            if (wish.length == 1) {
                builder.unbind(wish[0]);
            } else {
                builder.bind(wish[0], wish[1]);
            }
        }
        BindingPlan plan = builder.build();
        MachineAnalysis analysis = Suppositions.analysis(opened, words);
        List<PredictedStep> steps = PlanForecast.steps(analysis, plan);
        List<Finding> findings = new ArrayList<>(new PlanChecks(opened.machine(), HostDeviceNames.of(opened.files())).check(plan));
        findings.addAll(PlanForecast.findings(plan, steps));
        Optional<String> refusal = refusal(plan, format, words, findings);
        PlanAnswer answer = new PlanAnswer(format.name(), refusal.isPresent() ? Optional.empty()
                : Optional.of(words.has("--undo") ? format.undo(plan) : format.export(plan)), refusal, findings, steps);
        write(console, answer, form, words.value("--output", "-"));
        return refusal.isPresent() ? SOMETHING_WRONG : ANSWERED;
    }

    private static List<String[]> wishes(Words words) throws CommandException {
        List<String[]> wishes = new ArrayList<>();
        for (String bind : words.values("--bind")) {
            int equals = bind.indexOf('=');
            if (equals <= 0 || equals == bind.length() - 1) {
                throw new CommandException("--bind: '" + bind + "' is no wish, expected ADDR=DRIVER such as 0000:01:00.0=vfio-pci");
            }
            wishes.add(new String[] {address("--bind", bind.substring(0, equals)), bind.substring(equals + 1)});
        }
        for (String unbind : words.values("--unbind")) {
            wishes.add(new String[] {address("--unbind", unbind)});
        }
        if (wishes.isEmpty()) {
            throw new CommandException("the plan is empty, expected --bind ADDR=DRIVER or --unbind ADDR");
        }
        return wishes;
    }

    private static String address(String option, String word) throws CommandException {
        return SafeText.canonicalAddress(word).orElseThrow(() -> new CommandException(option + ": '" + word
                + "' is no PCI address, expected dddd:bb:dd.f such as 0000:01:00.0"));
    }

    private Optional<String> refusal(BindingPlan plan, ExportFormat format, Words words, List<Finding> findings) {
        List<Finding> refusing = PlanChecks.refusing(findings, words.values("--accept"));
        if (!refusing.isEmpty()) {
            List<String> rules = refusing.stream().map(Finding::rule).distinct().toList();
            return Optional.of("the plan cannot be carried out: " + refusing.get(0).summary()
                    + (refusing.size() > 1 ? " (and " + (refusing.size() - 1) + " more)" : "") + " ["
                    + String.join(", ", rules) + "]; --accept RULE writes it all the same");
        }
        return formats.refusal(format, plan).map(ExportFormats.Refusal::line);
    }

    private static void write(Console console, PlanAnswer answer, Format form, String output) throws CommandException, IOException {
        if (form == Format.JSON) {
            StringWriter json = new StringWriter();
            answer.writeJson(json);
            put(console, output, json.toString());
            return;
        }
        for (Finding finding : answer.findings()) {
            console.complain(finding.severity().name().toLowerCase(Locale.ROOT) + ": " + finding.rule() + ": "
                    + finding.summary() + (finding.severity() == Finding.Severity.ERROR ? " " + finding.remedy() : ""));
        }
        if (answer.refusal().isPresent()) {
            console.complain(answer.refusal().get());
        }
        if (answer.export().isPresent()) {
            put(console, output, answer.export().map(Export::text).get());
        }
    }

    private static void put(Console console, String output, String text) throws CommandException, IOException {
        if (output.equals("-")) {
            console.print(text);
        } else {
            InputFiles.write(output, text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
