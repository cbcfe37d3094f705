// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.findings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.analysis.alias.LineProblem;
import org.bindscope.analysis.match.DynamicIdText;
import org.bindscope.analysis.match.MatchAnalysis;
import org.bindscope.analysis.modprobe.ConfigText;
import org.bindscope.analysis.modprobe.Directive;
import org.bindscope.model.TextFileKind;

/** R27: lines of configuration that do not say what they seem to say, and aliases that cannot be read. */
final class ConfigSyntaxRule implements FindingRule {

    private static final String RULE = "R27-config-syntax";
    private static final int MAX_LINES = 5;
    private static final List<String> COPIES = List.of(".bak", ".old", ".orig", ".save", ".disabled", ".dpkg-", ".rpm", ".ucf-", ".sw");
    private static final List<String> DIRECTIVES = List.of("options ", "softdep ", "blacklist ", "install ", "alias ");

    @Override
    public Set<String> ids() {
        return Set.of(RULE);
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        MatchAnalysis match = DeviceClaims.match(context);
        List<Finding> found = new ArrayList<>();
        for (LineProblem problem : match.config().problems()) {
            found.add(finding(Finding.Severity.WARNING, problem, "modprobe ignores it."));
        }
        unreadable(match.files().problems(), found);
        for (Directive directive : match.config().directives()) {
            if (directive instanceof Directive.Options options && List.of("vfio_pci", "pci_stub").contains(options.module())) {
                ids(options, found);
            }
        }
        for (FindingText.Line line : FindingText.linesWith(FindingText.texts(context.machine(), TextFileKind.OTHER), "drivers+=\"")) {
            dracut(line, found);
        }
        for (ConfigText file : FindingText.texts(context.machine(), TextFileKind.OTHER)) {
            notRead(file, found);
        }
        return found.stream();
    }

    /** A file of modprobe.d that was most likely meant to count; copies that editors and packages leave are not. */
    private static void notRead(ConfigText file, List<Finding> found) {
        String name = file.path().substring(file.path().lastIndexOf('/') + 1);
        if (!file.path().contains("modprobe.d/") || name.endsWith(".conf") || name.endsWith("~")
                || COPIES.stream().anyMatch(name::contains)) {
            return;
        }
        FindingText.linesWith(List.of(file), " ").stream().filter(line -> DIRECTIVES.stream().anyMatch(line.text()::startsWith)
                && (line.text().contains("vfio") || line.text().contains("pci-stub"))).findFirst()
                .ifPresent(line -> found.add(new Finding(RULE, Finding.Severity.WARNING, List.of(file.path()),
                        file.path() + " is not read by modprobe.", "modprobe reads only files of modprobe.d whose names end with .conf.",
                        List.of(FindingText.evidence(line.place(), line.text())), "Rename it to " + name + ".conf.")));
    }

    /**
     * Lines of the lists that depmod wrote, one finding a file. Aliases of other buses are left out: some
     * drivers of the kernel itself declare aliases with blanks (snd_soc machine drivers of 6.12 for example),
     * which nobody at the machine can correct and which say nothing about PCI.
     */
    private static void unreadable(List<LineProblem> problems, List<Finding> found) {
        Map<String, List<LineProblem>> byFile = new LinkedHashMap<>();
        problems.stream().filter(problem -> !otherBus(problem.text()))
                .forEach(problem -> byFile.computeIfAbsent(problem.place().file(), file -> new ArrayList<>()).add(problem));
        byFile.forEach((file, lines) -> {
            LineProblem first = lines.get(0);
            String rest = lines.size() == 1 ? "" : " " + (lines.size() - 1) + " more lines of the file cannot be read either.";
            found.add(new Finding(RULE, Finding.Severity.INFO, List.of(first.place().toString()), first.place() + ": " + first.message()
                    + '.' + rest, "What cannot be read is left out; all other lines count.",
                    lines.stream().limit(MAX_LINES).map(each -> FindingText.evidence(each.place(), each.text())).toList(),
                    "Run depmod, or capture the file again."));
        });
    }

    private static boolean otherBus(String line) {
        String text = line.strip();
        String pattern = text.startsWith("alias ") ? text.substring(6).strip() : "pci:";
        return !pattern.startsWith("pci:") && !pattern.startsWith("vfio_pci:");
    }

    private static Finding finding(Finding.Severity severity, LineProblem problem, String effect) {
        return new Finding(RULE, severity, List.of(problem.place().toString()), problem.place() + ": " + problem.message() + ".", effect,
                List.of(FindingText.evidence(problem.place(), problem.text())), "Correct the line.");
    }

    private static void ids(Directive.Options options, List<Finding> found) {
        List<String> parameters = options.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            String text = parameters.get(i);
            if (text.startsWith("ids=")) {
                for (String part : DynamicIdText.parameter(text.substring(4)).malformed()) {
                    found.add(slip(options, text, "\"" + part + "\" is no id; the driver logs it and skips it. Expected vendor:device."));
                }
            } else if (i > 0 && text.indexOf('=') < 0 && text.indexOf(':') > 0) {
                found.add(slip(options, parameters.get(i - 1) + " " + text, "A blank ends the value of ids=, so \"" + text
                        + "\" is taken as another parameter."));
            }
        }
    }

    private static Finding slip(Directive.Options options, String text, String why) {
        return new Finding(RULE, Finding.Severity.ERROR, List.of(options.place().toString()), options.place()
                + ": ids= does not say what it seems to say.", why, List.of(FindingText.evidence(options.place(), text)),
                "Write ids=vendor:device,vendor:device without blanks.");
    }

    /** dracut puts the parts of such lines together as they are, so each needs blanks at both ends. */
    private static void dracut(FindingText.Line line, List<Finding> found) {
        int open = line.text().indexOf("+=\"") + 3;
        int close = line.text().indexOf('"', open);
        String value = close < 0 ? "" : line.text().substring(open, close);
        if (!value.isEmpty() && (!value.startsWith(" ") || !value.endsWith(" "))) {
            found.add(new Finding(RULE, Finding.Severity.WARNING, List.of(line.place().toString()), line.place()
                    + ": the value needs a blank at both ends.", "dracut joins such values as they stand, so names of two files can grow together.",
                    List.of(FindingText.evidence(line.place(), line.text())), "Write +=\" " + value.strip() + " \"."));
        }
    }
}
