// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import org.bindscope.ui.Bench;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {

    @AfterEach
    void closeDocuments() {
        Bench.closeAll();
    }

    @Test
    void aBadFileEndsInOneSentenceAndLeavesTheRest(@TempDir Path folder) throws IOException {
        MachineDocument before = Bench.open(DocumentInput.sample("minsky"));
        Path bad = Files.writeString(folder.resolve("bad.txt"), "no snapshot");
        List<Shell> shells = List.of(Display.getCurrent().getShells());
        Job job = Bench.sessions().open(DocumentInput.of(bad));
        Bench.await("the refusal", () -> job.getResult() != null);
        assertEquals(IStatus.CANCEL, job.getResult().getSeverity());
        assertTrue(job.getResult().getMessage().contains("bad.txt"), job.getResult().getMessage());
        Bench.await("the message", () -> newShells(shells).findAny().isPresent());
        newShells(shells).forEach(Shell::close);
        assertEquals(Optional.of(before), Bench.sessions().active());
        assertEquals(List.of(before), Bench.sessions().documents());
        assertFalse(Bench.sessions().recent().contains(DocumentInput.of(bad)));
    }

    private static Stream<Shell> newShells(List<Shell> before) {
        return Stream.of(Display.getCurrent().getShells()).filter(shell -> !before.contains(shell) && shell.isVisible());
    }

    @Test
    void aSecondDocumentBecomesActiveAndClosingItGivesBackTheFirst() {
        MachineDocument first = Bench.open(DocumentInput.sample("minsky"));
        MachineDocument second = Bench.open(DocumentInput.sample("sequoia"));
        assertEquals(Optional.of(second), Bench.sessions().active());
        Bench.sessions().close(second);
        assertEquals(Optional.of(first), Bench.sessions().active());
        Bench.awaitTitle("sample:minsky");
    }

    @Test
    void openingTheSameInputAgainOpensNoSecondDocument() {
        MachineDocument first = Bench.open(DocumentInput.sample("minsky"));
        assertEquals(first, Bench.open(DocumentInput.sample("minsky")));
        assertEquals(1, Bench.sessions().documents().size());
        assertEquals(DocumentInput.sample("minsky"), Bench.sessions().recent().get(0));
    }

    @Test
    void anInputKnowsSamplesFromPaths() {
        assertEquals(Optional.of("minsky"), DocumentInput.parse("sample:minsky").sampleName());
        assertEquals(Optional.empty(), DocumentInput.parse("sample:minsky").path());
        assertEquals("lab7.tar.xz", DocumentInput.parse("/data/x/../lab7.tar.xz").displayName());
        assertEquals("/", DocumentInput.parse("/").displayName());
    }

    @Test
    void aPlaceIsReadFromItsText() {
        assertEquals(OptionalInt.of(14022), EvidencePlace.parse("lib/modules/6.1.0/modules.alias:14022").line());
        EvidencePlace link = EvidencePlace.parse("sys/bus/pci/devices/0000:00:1f.0");
        assertEquals("sys/bus/pci/devices/0000:00:1f.0", link.file());
        assertTrue(link.line().isEmpty());
    }
}
