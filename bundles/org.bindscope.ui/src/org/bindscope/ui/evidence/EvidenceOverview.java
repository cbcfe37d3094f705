// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.bindscope.analysis.evidence.EvidenceReport;
import org.bindscope.analysis.evidence.SourceShare;
import org.bindscope.model.Problem;
import org.bindscope.ui.session.Addition;
import org.bindscope.ui.session.EvidencePlace;
import org.bindscope.ui.session.MachineDocument;

/**
 * What the Evidence view says about a machine as a whole.
 *
 * @param sources   what was opened
 * @param general   what could not be read and is no single input's, one sentence each
 * @param report    what lacks
 * @param conflicts what the sources contradict each other in
 * @param addition  what was added last
 */
record EvidenceOverview(List<Source> sources, List<String> general, EvidenceReport report, List<ConflictRow> conflicts, Optional<Addition> addition) {

    /**
     * One of the opened inputs.
     *
     * @param share what it gave
     * @param place where to look at it; empty for a tree of files at the top
     */
    record Source(SourceShare share, Optional<EvidencePlace> place) {
    }

    /** Not for the UI thread. */
    static EvidenceOverview of(MachineDocument document) {
        List<Source> sources = SourceShare.of(document.machine()).stream()
                .map(share -> new Source(share, Optional.of(share.path()).filter(document.files()::exists).map(EvidencePlace::parse))).toList();
        Set<String> told = sources.stream().flatMap(source -> source.share().problems().stream()).collect(Collectors.toSet());
        List<String> general = document.machine().getProblems().stream().map(Problem::getMessage).filter(Objects::nonNull)
                .filter(message -> !told.contains(message)).toList();
        return new EvidenceOverview(sources, general, EvidenceReport.of(document.analysis()), ConflictRow.of(document.machine()), document.addition());
    }
}
