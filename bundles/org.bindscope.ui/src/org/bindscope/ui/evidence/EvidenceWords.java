// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bindscope.analysis.evidence.EvidenceClass;
import org.bindscope.analysis.evidence.EvidenceReport;
import org.bindscope.analysis.evidence.MissingEvidence;
import org.bindscope.analysis.evidence.SourceShare;
import org.bindscope.ui.labels.InputText;
import org.bindscope.ui.session.Addition;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.EvidencePlace;
import org.bindscope.ui.session.OpenedInput;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;

/** Writes the pages about the sources of a machine and about what they lack. */
final class EvidenceWords {

    /** What a click in a text does. */
    interface Links {

        /** Puts a text on the clipboard. */
        void copy(String text);

        /** Shows a captured file. */
        void file(EvidencePlace place);

        /** Shows where sources contradict each other. */
        void conflicts();

        /** Shows where the capture script is. */
        void startPage();
    }

    private static final int INDENT = 2;
    private static final String BEFORE = "  ";
    private static final int MOST_PROBLEMS = 20;

    private final Links links;

    EvidenceWords(Links links) {
        this.links = links;
    }

    /** Which files tell about the machine, and what each gave. */
    RichDocument sources(EvidenceOverview overview) {
        RichDocument out = new RichDocument();
        overview.addition().ifPresent(addition -> addition(addition, out));
        int count = overview.sources().size();
        out.above().add(count == 1 ? "One source tells about this machine." : count + " sources tell about this machine.", Style.LARGE).line();
        if (count > 1) {
            out.add("Where they contradict each other the upper one counts.", ThemeColors.MUTED).line();
        }
        overview.sources().forEach(source -> source(source, out));
        if (!overview.general().isEmpty()) {
            out.above().add("All of them together", Style.BOLD).line();
            sentences(overview.general(), out);
        }
        return out;
    }

    private void addition(Addition addition, RichDocument out) {
        String names = addition.added().stream().map(DocumentInput::displayName).collect(Collectors.joining(", "));
        out.hanging(INDENT).add(Sign.GOOD).add(names, Style.BOLD).add(" " + (addition.added().size() == 1 ? "was" : "were") + " added: "
                + given(addition)).line();
        if (!addition.filled().isEmpty()) {
            out.hanging(INDENT).add(BEFORE + "No longer missing: " + titles(addition.filled()) + ".").line();
        }
        if (addition.conflicts() > 0) {
            out.hanging(INDENT).add(Sign.WARNING).add(count(addition.conflicts(), "more answer", "more answers") + " on which the sources differ.  ")
                    .link("Show conflicts", links::conflicts).line();
        }
        for (OpenedInput.Refusal refusal : addition.refused()) {
            out.hanging(INDENT).add(Sign.BAD).add("Left out: " + refusal.sentence()).line();
        }
    }

    private static String given(Addition addition) {
        if (addition.facts() == 0 && addition.filled().isEmpty()) {
            return "no fact that was not known.";
        }
        return (addition.facts() == 0 ? "no fact about a device" : count(addition.facts(), "fact", "facts") + ", "
                + (addition.fresh() == 0 ? "none" : addition.fresh()) + " of them new")
                + (addition.functions() > 0 ? ", " + count(addition.functions(), "more PCI function", "more PCI functions") : "") + ".";
    }

    private static String titles(List<EvidenceClass> kinds) {
        return kinds.stream().map(EvidenceClass::title).collect(Collectors.joining(", "));
    }

    private void source(EvidenceOverview.Source source, RichDocument out) {
        SourceShare share = source.share();
        String path = Objects.requireNonNullElse(share.input().getSource(), "");
        String name = path.substring(path.lastIndexOf('/') + 1);
        out.above().hanging(INDENT);
        Optional<EvidencePlace> place = source.place();
        if (place.isPresent()) {
            out.link(name, () -> links.file(place.get()), Style.BOLD);
        } else {
            out.add(name.isEmpty() ? path : name, Style.BOLD);
        }
        out.add("   " + InputText.kind(share.input().getKind())).line();
        if (!name.equals(path)) {
            out.hanging(INDENT).add(BEFORE + path, ThemeColors.MUTED).line();
        }
        out.hanging(INDENT).add(BEFORE + gave(share)).line();
        if (share.conflicts() > 0) {
            out.hanging(INDENT).add(BEFORE).add(Sign.WARNING).add(count(share.conflicts(), "answer contradicts", "answers contradict")
                    + " what counts.  ").link("Show conflicts", links::conflicts).line();
        }
        if (share.unreadable() > 0) {
            out.hanging(INDENT).add(BEFORE).add(Sign.WARNING).add(count(share.unreadable(), "answer", "answers")
                    + " could not be read.").line();
        }
        problems(share.problems(), out);
    }

    private static void problems(List<String> problems, RichDocument out) {
        if (problems.isEmpty()) {
            return;
        }
        out.hanging(INDENT).add(BEFORE).add(Sign.WARNING).add(count(problems.size(), "place of it could not be read or was left out:", "places of it could not be read or were left out:")).line();
        sentences(problems, out);
    }

    private static void sentences(List<String> problems, RichDocument out) {
        problems.stream().limit(MOST_PROBLEMS).forEach(problem -> out.hanging(2 * INDENT).add(BEFORE + BEFORE + problem, ThemeColors.MUTED).line());
        if (problems.size() > MOST_PROBLEMS) {
            out.hanging(2 * INDENT).add(BEFORE + BEFORE + "and " + (problems.size() - MOST_PROBLEMS) + " more", ThemeColors.MUTED).line();
        }
    }

    private static String gave(SourceShare share) {
        List<String> parts = new ArrayList<>();
        if (share.facts() > 0) {
            parts.add(count(share.facts(), "fact", "facts")
                    + (share.functions() > 0 ? " about " + count(share.functions(), "PCI function", "PCI functions") + " and what belongs to them" : ""));
        }
        if (share.nodes() > 0) {
            parts.add("a device tree of " + count(share.nodes(), "node", "nodes"));
        }
        if (share.texts() > 0) {
            parts.add(count(share.texts(), "list, log or other text", "lists, logs and other texts"));
        }
        return parts.isEmpty() ? "It gave no fact." : "It gave " + String.join(", ", parts) + ".";
    }

    /** What lacks, what cannot be answered without it, and how to collect it. */
    RichDocument missing(EvidenceReport report) {
        RichDocument out = new RichDocument();
        report.banner().ifPresent(banner -> out.hanging(INDENT).add(Sign.WARNING).add(banner).line());
        if (report.missing().isEmpty()) {
            return out.above().add(Sign.GOOD).add("Nothing is missing.", Style.LARGE).line();
        }
        out.above().add(count(report.missing().size(), "kind of evidence is", "kinds of evidence are") + " missing.", Style.LARGE).line();
        if (report.missing().size() > 1) {
            report.command().ifPresent(command -> {
                out.add("One command collects all of it on the machine:").line();
                command(command, out);
                if (command.equals(EvidenceReport.CAPTURE)) {
                    out.hanging(INDENT).add(BEFORE + "The script needs no Java and only reads.  ", ThemeColors.MUTED)
                            .link("Copy or save it on the Start page", links::startPage).line();
                }
            });
        }
        for (MissingEvidence each : report.missing()) {
            out.above().hanging(INDENT).add(each.kind().title() + (each.partly() ? " (in part)" : ""), Style.BOLD).line();
            out.hanging(INDENT).add(BEFORE + each.lack()).line();
            out.hanging(INDENT).add(BEFORE + "Not answered: ", ThemeColors.MUTED).add(each.unanswered()).line();
            command(each.command(), out);
        }
        return out;
    }

    private void command(String command, RichDocument out) {
        out.hanging(2 * INDENT).add(BEFORE).add(command, Style.MONO).add("   ").link("Copy", () -> links.copy(command)).line();
    }

    private static String count(int count, String one, String many) {
        return count == 1 ? "1 " + one : count + " " + many;
    }
}
