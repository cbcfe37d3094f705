// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.evidence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.Evidence;
import org.bindscope.model.Evidenced;
import org.bindscope.model.FactState;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.SnapshotInput;

/**
 * Sources of one snapshot that answer one question differently: two inputs that were opened as one machine,
 * or a text beside the files of the kernel. What differs inside of one tree of files is no contradiction of
 * sources: there the kernel corrects what a device says.
 *
 * @param subject   PCI address, group number, or {@code machine}
 * @param feature   name of the fact, for example {@code driver}
 * @param effective what counts; null when no source of more weight gave a value or said that there is none
 * @param others    what other sources say instead; not empty
 */
public record Contradiction(String subject, String feature, Evidence effective, List<Evidence> others) {

    private static final int MAX = 20_000;

    /** Copies the list. */
    public Contradiction {
        others = List.copyOf(others);
    }

    /**
     * The contradictions of a machine.
     *
     * @param machine the facts
     * @return those about the machine, then about functions and groups in their order
     */
    public static List<Contradiction> of(Machine machine) {
        List<Contradiction> all = new ArrayList<>();
        if (machine.getProvenance() != null) {
            add(machine, "machine", machine.getProvenance(), all);
        }
        for (PciFunction function : MachineIndex.functions(machine)) {
            add(machine, Objects.requireNonNullElse(function.getAddress(), ""), function, all);
        }
        for (IommuGroup group : machine.getIommuGroups()) {
            add(machine, Objects.requireNonNullElse(group.getNumber(), ""), group, all);
        }
        return all;
    }

    private static void add(Machine machine, String subject, Evidenced owner, List<Contradiction> all) {
        Map<String, List<Evidence>> conflicting = new LinkedHashMap<>();
        for (Evidence evidence : owner.getEvidence()) {
            if (evidence.isConflict() && evidence.getFeature() != null) {
                conflicting.computeIfAbsent(evidence.getFeature(), key -> new ArrayList<>()).add(evidence);
            }
        }
        conflicting.forEach((feature, others) -> {
            Evidence effective = owner.getEvidence().stream().filter(each -> feature.equals(each.getFeature())
                    && !each.isConflict() && each.getState() != FactState.UNREADABLE).findFirst().orElse(null);
            List<Evidence> elsewhere = others.stream()
                    .filter(each -> effective == null || !source(machine, each).equals(source(machine, effective))).toList();
            if (!elsewhere.isEmpty() && all.size() < MAX) {
                all.add(new Contradiction(subject, feature, effective, elsewhere));
            }
        });
    }

    /** The input, and in it the kernel's files as one source, any other file as one of its own. */
    private static String source(Machine machine, Evidence evidence) {
        String file = Objects.requireNonNullElse(evidence.getFile(), "");
        String place = "";
        for (SnapshotInput input : machine.getProvenance() == null ? List.<SnapshotInput>of() : machine.getProvenance().getInputs()) {
            String each = Objects.requireNonNullElse(input.getPlace(), "");
            if (!each.isEmpty() && file.startsWith(each + '/')) {
                place = each;
            }
        }
        String inside = place.isEmpty() ? file : file.substring(place.length() + 1);
        boolean kernel = inside.startsWith("sys/") || inside.startsWith("proc/") && !inside.startsWith("proc/bus/")
                || inside.startsWith("lib/") || inside.startsWith("usr/") || inside.startsWith("boot/");
        return place + ' ' + (kernel ? "" : inside);
    }

    /**
     * What counts, in words.
     *
     * @return the evidence's text, or that there is none
     */
    public String effectiveText() {
        return effective == null ? "nothing" : text(effective);
    }

    /**
     * What a source says, in words.
     *
     * @param evidence one of the sources
     * @return its text, or that there is none
     */
    public static String text(Evidence evidence) {
        return evidence.getState() == FactState.NONE ? "none" : Objects.requireNonNullElse(evidence.getText(), "");
    }
}
