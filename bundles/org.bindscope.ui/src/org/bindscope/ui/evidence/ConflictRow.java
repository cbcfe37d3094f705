// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.evidence.Contradiction;
import org.bindscope.model.Evidence;
import org.bindscope.model.Machine;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.session.EvidencePlace;
import org.bindscope.ui.session.ModelSelection;
import org.eclipse.emf.ecore.EObject;

/**
 * Two sources that answer a question differently. Selected, it stands for the object that the question is about.
 *
 * @param modelObjects the function or group; empty for the machine
 * @param subject      what people call it
 * @param feature      what the question is about, in words
 * @param counts       the answer that counts
 * @param countsAt     where it stands; empty where no source of more weight has an answer
 * @param other        the answer that contradicts it
 * @param otherAt      where it stands
 */
record ConflictRow(List<EObject> modelObjects, String subject, String feature, String counts, Optional<EvidencePlace> countsAt,
        String other, EvidencePlace otherAt) implements ModelSelection {

    static List<ConflictRow> of(Machine machine) {
        Map<String, EObject> functions = new HashMap<>();
        ModelWalk.functions(machine).filter(function -> function.getAddress() != null)
                .forEach(function -> functions.putIfAbsent(function.getAddress(), function));
        Map<String, EObject> groups = new HashMap<>();
        machine.getIommuGroups().stream().filter(group -> group.getNumber() != null).forEach(group -> groups.putIfAbsent(group.getNumber(), group));
        List<ConflictRow> rows = new ArrayList<>();
        for (Contradiction each : Contradiction.of(machine)) {
            EObject object = functions.getOrDefault(each.subject(), groups.get(each.subject()));
            for (Evidence other : each.others()) {
                rows.add(new ConflictRow(object == null ? List.of() : List.of(object), object == null ? "the machine" : ObjectText.title(object),
                        Fact.words(each.feature()), each.effectiveText(), Optional.ofNullable(each.effective()).map(Fact::place),
                        Contradiction.text(other), Fact.place(other)));
            }
        }
        return rows;
    }
}
