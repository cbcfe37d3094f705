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

import org.bindscope.analysis.findings.Finding;
import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.ExportFormats;
import org.bindscope.binding.PlanBuilder;
import org.bindscope.binding.PlanChecks;
import org.bindscope.binding.SafeText;
import org.bindscope.render.PlanAnswer;
import org.bindscope.snapshot.Snapshot;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the script or configuration that binds functions as wished. */
@CommandLine.Command(name = "plan", description = {
    "Writes the script or configuration that brings the machine to the wished bindings.",
    "What is worth knowing about the plan goes to standard error. When the plan cannot be carried out,",
    "nothing is written and the exit status is 1."})
final class PlanCommand implements Command {

    @Mixin
    private HelpOption help;

    @Mixin
    private SnapshotOptions snapshot;

    @Mixin
    private FormatOption form;

    @Option(names = "--bind", paramLabel = "ADDR=DRIVER", description = "Give the function to this driver; may be repeated.")
    private List<String> binds = new ArrayList<>();

    @Option(names = "--unbind", paramLabel = "ADDR", description = "Take the function from its driver; may be repeated.")
    private List<String> unbinds = new ArrayList<>();

    @Option(names = "--as", paramLabel = "FORMAT", defaultValue = "sysfs", completionCandidates = FormatNames.class,
            description = {"Form of the plan, default ${DEFAULT-VALUE}. One of:", "${COMPLETION-CANDIDATES}."})
    private String as;

    @Option(names = "--undo", description = "Write what takes the plan back.")
    private boolean undo;

    @Option(names = "--accept", paramLabel = "RULE",
            description = "Write the plan although this finding of severity error speaks against it; may be repeated.")
    private List<String> accepted = new ArrayList<>();

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", description = "Write here instead of standard output.")
    private String output;

    /** Names for the help text. */
    static final class FormatNames extends ArrayList<String> {

        private static final long serialVersionUID = 1L;

        FormatNames() {
            new ExportFormats().all().forEach(format -> add(format.name()));
        }
    }

    @Override
    public int run(Console console) throws CommandException, IOException {
        ExportFormats formats = new ExportFormats();
        ExportFormat format = formats.byName(as).orElseThrow(() -> new CommandException("--as: '" + as
                + "' is no format, expected one of " + String.join(", ", new FormatNames())));
        if (binds.isEmpty() && unbinds.isEmpty()) {
            throw new CommandException("the plan is empty, expected --bind ADDR=DRIVER or --unbind ADDR");
        }
        List<String[]> wishes = wishes();
        Snapshot opened = snapshot.open();
        PlanBuilder builder = new PlanBuilder(opened.machine());
        for (String[] wish : wishes) {
            if (wish.length == 1) {
                builder.unbind(wish[0]);
            } else {
                builder.bind(wish[0], wish[1]);
            }
        }
        BindingPlan plan = builder.build();
        List<Finding> findings = new PlanChecks(opened.machine(), HostDeviceNames.of(opened.files())).check(plan);
        Optional<String> refusal = refusal(plan, format, formats, findings);
        PlanAnswer answer = new PlanAnswer(format.name(), refusal.isPresent() ? Optional.empty()
                : Optional.of(undo ? format.undo(plan) : format.export(plan)), refusal, findings);
        write(console, answer);
        return refusal.isPresent() ? SOMETHING_WRONG : ANSWERED;
    }

    private List<String[]> wishes() throws CommandException {
        List<String[]> wishes = new ArrayList<>();
        for (String bind : binds) {
            int equals = bind.indexOf('=');
            if (equals <= 0 || equals == bind.length() - 1) {
                throw new CommandException("--bind: '" + bind + "' is no wish, expected ADDR=DRIVER such as 0000:01:00.0=vfio-pci");
            }
            wishes.add(new String[] {address("--bind", bind.substring(0, equals)), bind.substring(equals + 1)});
        }
        for (String unbind : unbinds) {
            wishes.add(new String[] {address("--unbind", unbind)});
        }
        return wishes;
    }

    private static String address(String option, String word) throws CommandException {
        return SafeText.canonicalAddress(word).orElseThrow(() -> new CommandException(option + ": '" + word
                + "' is no PCI address, expected dddd:bb:dd.f such as 0000:01:00.0"));
    }

    private Optional<String> refusal(BindingPlan plan, ExportFormat format, ExportFormats formats, List<Finding> findings) {
        List<Finding> refusing = PlanChecks.refusing(findings, accepted);
        if (!refusing.isEmpty()) {
            List<String> rules = refusing.stream().map(Finding::rule).distinct().toList();
            return Optional.of("the plan cannot be carried out: " + refusing.get(0).summary()
                    + (refusing.size() > 1 ? " (and " + (refusing.size() - 1) + " more)" : "") + " ["
                    + String.join(", ", rules) + "]; --accept RULE writes it all the same");
        }
        return formats.refusal(format, plan).map(ExportFormats.Refusal::line);
    }

    private void write(Console console, PlanAnswer answer) throws CommandException, IOException {
        if (form.format() == Format.JSON) {
            StringWriter json = new StringWriter();
            answer.writeJson(json);
            put(console, json.toString());
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
            put(console, answer.export().map(Export::text).get());
        }
    }

    private void put(Console console, String text) throws CommandException, IOException {
        if (output == null || output.equals("-")) {
            console.print(text);
        } else {
            InputFiles.write(output, text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
