// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.nvlink;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.nvlink.NvLinkGraph.Bundle;
import org.bindscope.analysis.nvlink.NvLinkGraph.Kind;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.analysis.nvlink.NvLinkGraph.Proof;
import org.bindscope.analysis.nvlink.NvLinkGraph.State;
import org.bindscope.analysis.nvlink.NvLinkMatrix.Path;
import org.bindscope.analysis.nvlink.NvLinkSpeed;
import org.bindscope.ui.findings.FindingRow;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;

/** Writes what the view says in words: the machine's NVLinks in short, and two GPUs in full. */
final class NvLinkPages {

    /** What a click in a text does. */
    interface Links {

        /** Shows an end of links in the other views. */
        void open(String id);

        /** Shows a captured file. */
        void evidence(String place);

        /** Shows the findings. */
        void findings();
    }

    private static final int MOST_FINDINGS = 6;
    private static final int MOST_FILES = 6;

    private final Links links;

    NvLinkPages(Links links) {
        this.links = links;
    }

    /** How many of each kind, who says so, and what is wrong. */
    RichDocument summary(NvLinkContent content) {
        RichDocument out = new RichDocument();
        List<String> counts = new ArrayList<>();
        count(content, Kind.GPU, "GPU", "GPUs", counts);
        count(content, Kind.NPU, "NPU function", "NPU functions", counts);
        count(content, Kind.NVSWITCH, "NVSwitch", "NVSwitches", counts);
        count(content, Kind.CPU, "processor", "processors", counts);
        count(content, Kind.UNKNOWN, "unidentified end", "unidentified ends", counts);
        int all = content.graph().links().size();
        long down = content.graph().links().stream().filter(link -> link.state() == State.DOWN).count();
        out.add(String.join(", ", counts) + ", " + (all == 0 ? "no known NVLink" : Figures.count(all, "NVLink", "NVLinks"))
                + (down == 0 ? "" : ", " + down + " of them down") + ".", Style.LARGE).line();
        sources(content, out);
        content.findings().stream().limit(MOST_FINDINGS).forEach(finding -> finding(finding, out));
        int more = content.findings().size() - MOST_FINDINGS;
        if (!content.findings().isEmpty()) {
            out.hanging(3).add("\t").link(more > 0 ? more + " more in Findings" : "Show in Findings", links::findings).line();
        }
        return out;
    }

    private static void count(NvLinkContent content, Kind kind, String one, String many, List<String> out) {
        int count = (int) content.ends().stream().filter(row -> row.end().kind() == kind).count();
        if (count > 0) {
            out.add(Figures.count(count, one, many));
        }
    }

    private void sources(NvLinkContent content, RichDocument out) {
        Set<String> files = new LinkedHashSet<>();
        content.graph().links().forEach(link -> link.proofs().stream().map(Proof::file).filter(file -> !file.isEmpty())
                .forEach(files::add));
        if (content.graph().links().isEmpty()) {
            out.add("No source says which links there are; nvidia-smi nvlink -R tells.", ThemeColors.MUTED).line();
            return;
        }
        boolean told = content.graph().links().stream().anyMatch(link -> link.state() != State.UNKNOWN);
        out.add(told ? "By " : "Wired, by ", ThemeColors.MUTED);
        int count = 0;
        for (String file : files) {
            if (count == MOST_FILES) {
                out.add(" and " + (files.size() - count) + " more", ThemeColors.MUTED);
                break;
            }
            out.add(count++ == 0 ? "" : ", ", ThemeColors.MUTED).link(file, () -> links.evidence(file));
        }
        boolean speeds = content.graph().links().stream().anyMatch(link -> link.bandwidthGBs().isPresent());
        out.add(!speeds ? "." : told ? ". Bandwidth is per direction." : ". Bandwidth is theoretical and per direction: no driver reported a state.",
                ThemeColors.MUTED).line();
    }

    private void finding(Finding finding, RichDocument out) {
        Sign sign = FindingRow.sign(finding.severity());
        out.hanging(3).add(sign.text(), sign.tint()).add("\t").add(finding.summary());
        finding.evidence().stream().findFirst().ifPresent(evidence -> out.add("  ").link(evidence.file(),
                () -> links.evidence(evidence.file())));
        out.line();
    }

    /** What joins two GPUs. */
    RichDocument pair(NvLinkContent content, PairRow pair) {
        RichDocument out = new RichDocument();
        link(pair.a(), out);
        out.add("  and  ", ThemeColors.MUTED);
        link(pair.b(), out);
        out.line();
        List<Link> between = content.linksOf(pair.a().id()).stream().filter(link -> link.touches(pair.b().id())).toList();
        if (pair.cell().path() == Path.NV || pair.cell().path() == Path.NVSWITCH) {
            out.hanging(3).add(Sign.GOOD).add(Figures.count(pair.cell().links(), "NVLink", "NVLinks")
                    + (pair.cell().path() == Path.NV ? " between them" : " of each to the NVSwitches that they share"));
            bandwidth(pair.cell().bandwidthGBs(), pair.cell().nominalGBs(), out);
            out.line();
        }
        String path = pair.cell().pci() == Path.UNKNOWN ? "Without NVLink: the snapshot does not tell."
                : "Without NVLink: " + pair.cell().pci().name() + ", " + pair.cell().pci().words() + ".";
        out.add(path, ThemeColors.MUTED).line();
        bundle(content, pair).ifPresent(bundle -> remarks(bundle, out));
        between.stream().flatMap(link -> link.proofs().stream()).distinct().limit(4).forEach(proof -> proof(proof, out));
        return out;
    }

    private void link(EndRow row, RichDocument out) {
        out.link(row.name(), () -> links.open(row.id()), Style.BOLD);
    }

    private static void bandwidth(OptionalDouble exact, OptionalDouble nominal, RichDocument out) {
        if (exact.isEmpty()) {
            out.add(", of unknown speed.");
            return;
        }
        out.add(": " + Figures.gigabytes(exact.getAsDouble()) + " in each direction, " + Figures.of(2 * exact.getAsDouble()) + " in both");
        if (nominal.isPresent() && Math.abs(nominal.getAsDouble() - exact.getAsDouble()) > 0.005) {
            out.add(", sold as " + Figures.of(nominal.getAsDouble()) + " + " + Figures.of(nominal.getAsDouble()));
        }
        out.add(".");
    }

    private static Optional<Bundle> bundle(NvLinkContent content, PairRow pair) {
        return content.graph().bundles().stream().filter(bundle -> Set.of(bundle.a(), bundle.b())
                .equals(Set.of(pair.a().id(), pair.b().id()))).findFirst();
    }

    private static void remarks(Bundle bundle, RichDocument out) {
        if (!bundle.aLinks().isEmpty() || !bundle.bLinks().isEmpty()) {
            out.add("Link numbers: " + numbers(bundle.aLinks()) + " of " + bundle.a() + ", " + numbers(bundle.bLinks()) + " of "
                    + bundle.b() + ". Which number meets which, a device tree does not tell.", ThemeColors.MUTED).line();
        }
        if (!bundle.symmetric()) {
            out.hanging(3).add(Sign.WARNING).add("The two ends count differently; the smaller number is taken.").line();
        }
        if (bundle.inferred()) {
            out.hanging(3).add(Sign.INFO).add("Inferred from the machine's type; no source says it.").line();
        }
    }

    private static String numbers(List<Integer> numbers) {
        return numbers.isEmpty() ? "none" : numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private void proof(Proof proof, RichDocument out) {
        out.hanging(2);
        if (proof.file().isEmpty()) {
            out.add(proof.text(), ThemeColors.MUTED);
        } else {
            out.link(proof.place(), () -> links.evidence(proof.place())).add("  " + proof.text(), ThemeColors.MUTED);
        }
        out.line();
    }

    /** What the words of the matrix mean, those that occur in it. */
    static RichDocument legend(NvLinkContent content) {
        RichDocument out = new RichDocument();
        Set<Path> used = content.matrix().cells().stream().map(cell -> cell.path()).collect(Collectors.toCollection(
                java.util.TreeSet::new));
        for (Path path : used) {
            String word = switch (path) {
                case X -> "";
                case NV, NVSWITCH -> "NV#";
                case UNKNOWN -> "?";
                default -> path.name();
            };
            if (!word.isEmpty()) {
                out.hanging(6).add(word, Style.BOLD).add("\t" + (path == Path.NV ? "# NVLinks between the two" : path == Path.NVSWITCH
                        ? "# NVLinks of each to NVSwitches that they share" : path.words()), ThemeColors.MUTED).line();
            }
        }
        boolean speeds = content.matrix().cells().stream().anyMatch(cell -> cell.bandwidthGBs().isPresent());
        boolean slow = content.matrix().cells().stream().anyMatch(Figures::slow);
        boolean doubtful = content.matrix().cells().stream().anyMatch(content::doubtful);
        if (slow || doubtful) {
            out.hanging(6).add(Sign.WARNING.text(), Sign.WARNING.tint()).add("\t" + (slow ? "a link runs below the speed of its generation" : "")
                    + (slow && doubtful ? ", or " : "") + (doubtful ? "the two ends count differently" : ""),
                    ThemeColors.MUTED).line();
        }
        out.add(speeds ? (MatrixTable.brief(content) ? "Figures are GB/s, nominal, per direction." : "GB/s are nominal, per direction.")
                + " Select a cell for the exact ones."
                : content.matrix().gpus().size() < 2 ? "There is no other GPU, so that there is no pair to select."
                : "No source gives a bandwidth between GPUs; nvidia-smi nvlink -s tells.", ThemeColors.MUTED).line();
        if (content.matrix().leftOut() > 0) {
            out.hanging(3).add(Sign.INFO).add(Figures.count(content.matrix().leftOut(), "GPU has", "GPUs have") + " no room here.").line();
        }
        return out;
    }

    /** The links of a GPU to its processor, for a cell. */
    static String toHost(NvLinkContent content, EndRow gpu) {
        List<Link> links = between(content, gpu, end -> end.end().kind() == Kind.NPU || end.end().kind() == Kind.CPU);
        String processor = links.stream().map(link -> content.end(link.other(gpu.id())).orElseThrow())
                .map(end -> end.end().kind() == Kind.CPU && end.id().startsWith(NvLinkGraph.CHIP_OF) ? "C2C"
                        : end.end().cpu().orElse(end.id())).findFirst().orElse(gpu.end().cpu().orElse(""));
        return links.isEmpty() ? processor : processor + "  " + text(links);
    }

    /** The links of a GPU to NVSwitches, for a cell. */
    static String toSwitches(NvLinkContent content, EndRow gpu) {
        List<Link> links = between(content, gpu, end -> end.end().kind() == Kind.NVSWITCH);
        return links.isEmpty() ? "" : text(links);
    }

    private static List<Link> between(NvLinkContent content, EndRow gpu, Predicate<EndRow> other) {
        return content.linksOf(gpu.id()).stream().filter(link -> link.state() != State.DOWN
                && content.end(link.other(gpu.id())).filter(other).isPresent()).toList();
    }

    private static String text(List<Link> links) {
        OptionalDouble nominal = NvLinkSpeed.nominal(links);
        boolean known = links.stream().allMatch(link -> link.bandwidthGBs().isPresent());
        double sum = links.stream().mapToDouble(link -> link.bandwidthGBs().orElse(0)).sum();
        return (known && nominal.isEmpty() ? Sign.WARNING.text() + " " : "") + "NV" + links.size()
                + (known ? "  " + Figures.gigabytes(nominal.orElse(sum)) : "");
    }
}
