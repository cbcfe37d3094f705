// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.nvlink;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import org.bindscope.analysis.nvlink.NvLinkCut;
import org.bindscope.analysis.nvlink.NvLinkCut.GpuBandwidth;
import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.analysis.nvlink.NvLinkGraph.Link;
import org.bindscope.analysis.nvlink.NvLinkPartitions;
import org.bindscope.analysis.nvlink.NvLinkPartitions.Division;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;

/** Writes what giving devices away does to the NVLinks, and how GPUs are best divided among guests. */
final class CutPage {

    private static final int MOST_PAIRS = 12;

    private final NvLinkContent content;
    private final Consumer<String> open;
    private final Consumer<Set<String>> tick;

    /**
     * @param content what is known
     * @param open    what a click on a device does
     * @param tick    what a click on a suggestion does: its devices are ticked
     */
    CutPage(NvLinkContent content, Consumer<String> open, Consumer<Set<String>> tick) {
        this.content = content;
        this.open = open;
        this.tick = tick;
    }

    /**
     * The consequences.
     *
     * @param taken  ids of the devices that go
     * @param ticked whether they were ticked; otherwise they are what is selected
     */
    RichDocument cut(Set<String> taken, boolean ticked) {
        RichDocument out = new RichDocument();
        if (taken.isEmpty()) {
            return out.add("What would it cut?", Style.LARGE).line().add("Tick the devices that a guest gets, or that are taken"
                    + " away, or select them in any view.").line();
        }
        NvLinkCut cut = NvLinkCut.of(content.graph(), taken, content.groups());
        Set<String> along = new TreeSet<>(NvLinkGraph.ID_ORDER);
        along.addAll(NvLinkCut.completed(content.graph(), taken, content.groups()));
        along.removeAll(taken);
        sentence(cut, out);
        out.add((ticked ? "If the ticked devices go: " : "If the selected devices go: ") + taken.stream().sorted(NvLinkGraph.ID_ORDER)
                .map(content::name).collect(Collectors.joining(", ")), ThemeColors.MUTED).line();
        if (!along.isEmpty()) {
            out.hanging(3).add(Sign.CHANGED).link(along.size() == 1 ? "Tick what has to go along: 1 more device"
                    : "Tick what has to go along: " + along.size() + " more devices", () -> {
                        Set<String> all = new TreeSet<>(taken);
                        all.addAll(along);
                        tick.accept(all);
                    }).line();
        }
        lost(cut, out);
        compounds(cut, out);
        switches(cut, out);
        bandwidth(cut, out);
        return out;
    }

    private static void sentence(NvLinkCut cut, RichDocument out) {
        boolean whole = cut.cut().isEmpty() && cut.compounds().isEmpty() && cut.switches().stream().allMatch(each -> each.right());
        int lost = cut.cut().size();
        String text = lost > 0 ? Figures.count(lost, "NVLink is", "NVLinks are") + " cut."
                : !cut.compounds().isEmpty() ? "No NVLink is cut, but a group is taken apart."
                : !whole ? "No NVLink is cut, but NVSwitches are on the wrong side."
                : cut.fabric().isEmpty() && cut.chip().isEmpty() ? "No NVLink is cut."
                : "No NVLink is cut if the conditions below hold.";
        out.hanging(3).add(lost > 0 || !cut.compounds().isEmpty() ? Sign.BAD : whole && cut.fabric().isEmpty() && cut.chip().isEmpty()
                ? Sign.GOOD : Sign.WARNING).add(text, Style.LARGE).line();
    }

    private void lost(NvLinkCut cut, RichDocument out) {
        if (!cut.cut().isEmpty()) {
            out.heading("Links lost");
            pairs(cut.cut(), cut.taken(), out);
        }
        if (!cut.fabric().isEmpty()) {
            out.heading("Links that need the host's fabric manager");
            pairs(cut.fabric(), cut.taken(), out);
        }
        if (!cut.chip().isEmpty()) {
            out.heading("Links that need nvgrace-gpu-vfio-pci");
            pairs(cut.chip(), cut.taken(), out);
        }
        out.add((cut.inside().isEmpty() ? "No link goes along whole, " : Figures.count(cut.inside().size(), "link goes", "links go")
                + " along whole, ") + (cut.left().isEmpty() ? "none stays." : Figures.count(cut.left().size(), "stays.", "stay.")),
                ThemeColors.MUTED).line();
    }

    /** Pairs of ends with their number of links; the one that goes stands first. */
    private void pairs(List<Link> links, Set<String> taken, RichDocument out) {
        Map<List<String>, Integer> pairs = new LinkedHashMap<>();
        links.forEach(link -> pairs.merge(taken.contains(link.a()) ? List.of(link.a(), link.b()) : List.of(link.b(), link.a()), 1,
                Integer::sum));
        int shown = 0;
        for (Map.Entry<List<String>, Integer> pair : pairs.entrySet()) {
            if (shown++ == MOST_PAIRS) {
                out.add("and " + (pairs.size() - MOST_PAIRS) + " more pairs", ThemeColors.MUTED).line();
                return;
            }
            out.hanging(4).add("  " + pair.getValue() + " \u00d7  ");
            device(pair.getKey().get(0), out);
            out.add(" \u2013 ", ThemeColors.MUTED);
            device(pair.getKey().get(1), out);
            out.line();
        }
    }

    private void device(String id, RichDocument out) {
        out.link(content.name(id), () -> open.accept(id));
    }

    private void compounds(NvLinkCut cut, RichDocument out) {
        for (NvLinkCut.BrokenCompound compound : cut.compounds()) {
            out.heading((compound.group().startsWith("NPU") ? "Compound group of " + compound.group() : "IOMMU group " + compound.group())
                    + " is taken apart");
            out.hanging(3).add(Sign.BAD).add(Figures.count(compound.goes().size(), "member goes, ", "members go, ")
                    + Figures.count(compound.remains().size(), "would have to go too:", "would have to go too:")).line();
            out.hanging(4).add("  ");
            String gap = "";
            for (String id : compound.remains()) {
                out.add(gap);
                device(id, out);
                gap = ", ";
            }
            out.line();
        }
    }

    private static void switches(NvLinkCut cut, RichDocument out) {
        if (!cut.switches().isEmpty()) {
            out.heading("NVSwitches");
        }
        cut.switches().forEach(advice -> out.hanging(3).add(advice.right() ? Sign.GOOD : Sign.WARNING).add(advice.text()).line());
    }

    private void bandwidth(NvLinkCut cut, RichDocument out) {
        boolean speeds = cut.gpus().stream().anyMatch(gpu -> gpu.unknown() < gpu.links());
        out.heading(speeds ? "NVLink bandwidth left, GB/s in each direction" : "NVLinks left; no source tells their speed");
        for (GpuBandwidth gpu : cut.gpus()) {
            out.hanging(4).add("  ");
            device(gpu.gpu(), out);
            out.add((gpu.taken() ? " goes: " : " stays: "));
            boolean unknown = gpu.unknown() == gpu.links();
            String before = unknown ? Figures.count(gpu.links(), "link", "links") : Figures.of(gpu.before());
            String after = unknown ? Integer.toString(gpu.linksAfter()) : Figures.of(gpu.after());
            boolean same = gpu.links() == gpu.linksAfter();
            out.add(same ? before + ", as before" : before + " \u2192 " + after, same ? ThemeColors.MUTED : ThemeColors.ERROR);
            if (gpu.conditional() > 0) {
                out.add(" (" + Figures.of(gpu.after() + gpu.conditional()) + " if the condition holds)", ThemeColors.MUTED);
            }
            if (gpu.unknown() > 0 && !unknown) {
                out.add(" and " + gpu.unknown() + " of unknown speed", ThemeColors.MUTED);
            }
            out.line();
        }
    }

    /** The best divisions for a number of guests. */
    RichDocument guests(int guests) {
        RichDocument out = new RichDocument();
        NvLinkPartitions best = NvLinkPartitions.best(content.matrix(), content.groups(), guests);
        if (best.divisions().isEmpty()) {
            return out.hanging(3).add(Sign.BAD).add(best.remark(), Style.LARGE).line();
        }
        out.add(best.alike() ? "Every division keeps the same NVLinks." : best.divisions().get(0).cut() < 1e-9
                ? "The GPUs divide among " + guests + (guests == 1 ? " guest" : " guests") + " without cutting an NVLink between them."
                : "The best division cuts " + amount(best, best.divisions().get(0).cut()) + " between GPUs.", Style.LARGE).line();
        if (!best.remark().isEmpty()) {
            out.hanging(3).add(Sign.INFO).add(best.remark()).line();
        }
        if (!best.exhaustive()) {
            out.hanging(3).add(Sign.WARNING).add("There are too many divisions to compare all; a better one may exist.").line();
        }
        int number = 1;
        for (Division division : best.divisions()) {
            out.heading((best.divisions().size() == 1 ? "Division" : "Division " + number) + (best.alike() ? ""
                    : ": keeps " + amount(best, division.kept()) + ", cuts " + amount(best, division.cut())));
            number++;
            int guest = 1;
            for (List<String> gpus : division.guests()) {
                out.hanging(4).add("  Guest " + guest++ + ":  " + gpus.stream().map(content::name).collect(Collectors.joining(", ")) + "   ");
                out.link("tick", () -> tick.accept(NvLinkCut.completed(content.graph(), Set.copyOf(gpus), content.groups()))).line();
            }
        }
        out.above().add((best.alike() ? "" : "Kept and cut are summed up over pairs of GPUs. ")
                + "GPUs of one IOMMU group stay together.", ThemeColors.MUTED).line();
        return out;
    }

    private static String amount(NvLinkPartitions best, double value) {
        return best.unit() == NvLinkPartitions.Unit.LINKS ? Figures.count((int) Math.round(value), "link", "links")
                : Figures.gigabytes(value);
    }
}
