// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.match;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.match.DeviceVerdict;
import org.bindscope.analysis.match.MatchAnalysis;
import org.bindscope.analysis.match.ReasonCode;
import org.bindscope.analysis.match.WhatIf;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.PciFunction;

/**
 * What the panel shows.
 *
 * @param function   the function
 * @param verdict    the verdict under the what-ifs
 * @param inSnapshot the verdict without them
 * @param rules      the kernel rules in force
 * @param whatIfs    what is supposed, in order
 * @param others     the other functions that change hands by what is supposed
 */
record MatchContent(PciFunction function, DeviceVerdict verdict, DeviceVerdict inSnapshot, KernelRules rules,
        List<WhatIf> whatIfs, List<MatchAnalysis.Difference> others) {

    MatchContent {
        whatIfs = List.copyOf(whatIfs);
        others = List.copyOf(others);
    }

    /**
     * Works out what to show. Takes time: not on the UI thread.
     *
     * @param function a function
     * @param analysis the machine under the what-ifs
     * @return empty when the machine has no verdict for it
     */
    static Optional<MatchContent> of(PciFunction function, MachineAnalysis analysis) {
        String address = function.getAddress();
        MatchAnalysis supposed = analysis.match();
        MatchAnalysis captured = supposed.whatIfs().isEmpty() ? supposed : analysis.with(List.of()).match();
        Optional<DeviceVerdict> verdict = supposed.verdict(address);
        List<MatchAnalysis.Difference> others = captured == supposed ? List.of()
                : captured.differences(supposed).stream().filter(difference -> !difference.address().equals(address)).toList();
        return verdict.map(found -> new MatchContent(function, found, captured.verdict(address).orElse(found),
                supposed.rules(), supposed.whatIfs(), others));
    }

    /** Whether a what-if or other rules change who gets the function. */
    boolean changed() {
        return !verdict.predicted().equals(inSnapshot.predicted()) || verdict.reason() != inSnapshot.reason()
                || !verdict.operations().equals(inSnapshot.operations());
    }

    /** Whether anything is supposed. */
    boolean supposed() {
        return !whatIfs.isEmpty();
    }

    /** A verdict in a few words. */
    static String who(DeviceVerdict verdict) {
        return verdict.reason() == ReasonCode.UNKNOWN ? "not known" : verdict.predicted().orElse("no driver");
    }

    /** Whether a candidate is the one that gets the function. */
    boolean wins(DeviceVerdict.Candidate candidate) {
        return verdict.predicted().equals(Optional.of(candidate.driver()));
    }

    /** Candidates that fit, might fit, or have an entry worth showing; all of them where {@code all} is set. */
    List<DeviceVerdict.Candidate> candidates(boolean all) {
        return all ? verdict.candidates() : verdict.candidates().stream()
                .filter(candidate -> wins(candidate) || candidate.entry().isPresent() || candidate.matched().orElse(true))
                .toList();
    }
}
