// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.evidence.Contradiction;
import org.bindscope.analysis.evidence.EvidenceClass;
import org.bindscope.analysis.evidence.EvidenceReport;
import org.bindscope.analysis.evidence.MissingEvidence;
import org.bindscope.analysis.evidence.SourceShare;
import org.bindscope.model.Evidence;
import org.bindscope.model.Evidenced;
import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.ui.labels.ModelWalk;
import org.eclipse.emf.ecore.EObject;

/**
 * What evidence that was added to an open machine brought.
 *
 * @param added     the parts that were added
 * @param facts     answers that they give
 * @param fresh     of these, how many answer what nothing answered before
 * @param functions PCI functions that were not known before
 * @param conflicts answers on which the sources differ now and did not before; never negative
 * @param filled    classes of evidence that lacked before and do not now
 * @param left      classes of evidence that lack still
 * @param refused   what was to be added and could not be read
 */
public record Addition(List<DocumentInput> added, int facts, int fresh, int functions, int conflicts, List<EvidenceClass> filled,
        List<EvidenceClass> left, List<OpenedInput.Refusal> refused) {

    /** Copies the lists. */
    public Addition {
        added = List.copyOf(added);
        filled = List.copyOf(filled);
        left = List.copyOf(left);
        refused = List.copyOf(refused);
    }

    /**
     * Compares a machine before and after. Not for the UI thread.
     *
     * @param before  what was known
     * @param after   what is known now
     * @param added   the parts that were added
     * @param refused what could not be read
     * @return what they brought
     */
    static Addition of(MachineAnalysis before, MachineAnalysis after, List<DocumentInput> added, List<OpenedInput.Refusal> refused) {
        int facts = SourceShare.of(after.machine()).stream()
                .filter(share -> added.stream().anyMatch(part -> isOf(part.text(), share.input().getSource())))
                .mapToInt(SourceShare::facts).sum();
        Set<EvidenceClass> left = missing(after);
        Set<EvidenceClass> filled = missing(before);
        filled.removeAll(left);
        return new Addition(added, facts, Math.max(0, answered(after.machine()) - answered(before.machine())),
                functions(after.machine()) - functions(before.machine()),
                Math.max(0, conflicts(after.machine()) - conflicts(before.machine())), List.copyOf(filled), List.copyOf(left), refused);
    }

    /** A folder or archive may hold several inputs; their sources are below its own. */
    private static boolean isOf(String part, String source) {
        return source != null && (source.equals(part) || source.startsWith(part + '/'));
    }

    private static Set<EvidenceClass> missing(MachineAnalysis analysis) {
        Set<EvidenceClass> kinds = new LinkedHashSet<>();
        EvidenceReport.of(analysis).missing().stream().map(MissingEvidence::kind).forEach(kinds::add);
        return kinds;
    }

    private static int functions(Machine machine) {
        return (int) ModelWalk.functions(machine).count();
    }

    private static int conflicts(Machine machine) {
        return Contradiction.of(machine).stream().mapToInt(each -> each.others().size()).sum();
    }

    /** How many questions about objects of the machine have an answer. */
    private static int answered(Machine machine) {
        int count = answered((EObject) machine);
        for (Iterator<EObject> all = machine.eAllContents(); all.hasNext();) {
            count += answered(all.next());
        }
        return count;
    }

    private static int answered(EObject object) {
        if (!(object instanceof Evidenced evidenced)) {
            return 0;
        }
        Set<String> features = new HashSet<>();
        for (Evidence evidence : evidenced.getEvidence()) {
            if (evidence.getState() != FactState.UNREADABLE && evidence.getFeature() != null) {
                features.add(evidence.getFeature());
            }
        }
        return features.size();
    }
}
