// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.evidence.EvidenceClass;
import org.bindscope.analysis.evidence.EvidenceReport;
import org.bindscope.analysis.evidence.MissingEvidence;
import org.bindscope.ui.session.EvidencePlace;
import org.bindscope.ui.text.RichDocument;
import org.junit.jupiter.api.Test;

class EvidenceWordsTest {

    private final List<String> copied = new ArrayList<>();
    private final EvidenceWords words = new EvidenceWords(new EvidenceWords.Links() {
        @Override
        public void copy(String text) {
            copied.add(text);
        }

        @Override
        public void file(EvidencePlace place) {
            copied.add(place.text());
        }

        @Override
        public void conflicts() {
            copied.add("conflicts");
        }

        @Override
        public void startPage() {
            copied.add("start");
        }
    });

    @Test
    void everyLackNamesTheCommandThatCollectsItAndCopiesIt() {
        RichDocument page = words.missing(new EvidenceReport(List.of(
                new MissingEvidence(EvidenceClass.CONFIG_SPACE, true, "No function has it.", "Why groups are as they are.", "sudo lspci -xxxx > x"),
                new MissingEvidence(EvidenceClass.MEMORY_MAP, false, "It was not captured.", "What firmware keeps.", "sudo cat /proc/iomem > y")),
                Optional.of("Captured without root rights.")));
        String text = page.text();
        assertTrue(text.startsWith("\u25b2 Captured without root rights."), text);
        assertTrue(text.contains("2 kinds of evidence are missing.") && text.contains("Configuration space (in part)")
                && text.contains("Not answered: Why groups are as they are."), text);
        page.spans().forEach(span -> span.link().ifPresent(Runnable::run));
        assertEquals(List.of(EvidenceReport.CAPTURE, "start", "sudo lspci -xxxx > x", "sudo cat /proc/iomem > y"), copied);
    }

    @Test
    void oneLackHasOneCommand() {
        RichDocument page = words.missing(new EvidenceReport(List.of(
                new MissingEvidence(EvidenceClass.MEMORY_MAP, false, "It was not captured.", "What firmware keeps.", "sudo cat /proc/iomem > y")),
                Optional.empty()));
        page.spans().forEach(span -> span.link().ifPresent(Runnable::run));
        assertEquals(List.of("sudo cat /proc/iomem > y"), copied);
        assertTrue(page.text().startsWith("1 kind of evidence is missing."), page.text());
    }

    @Test
    void whereNothingLacksThePageSaysSo() {
        assertEquals("\u2714 Nothing is missing.", words.missing(new EvidenceReport(List.of(), Optional.empty())).text());
    }
}
