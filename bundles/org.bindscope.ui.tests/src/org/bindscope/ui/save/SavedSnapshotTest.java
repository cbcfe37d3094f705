// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.save;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.analysis.evidence.Contradiction;
import org.bindscope.analysis.evidence.SourceShare;
import org.bindscope.model.Machine;
import org.bindscope.snapshot.Progress;
import org.bindscope.ui.Bench;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.MachineDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedSnapshotTest {

    private static final String LSPCI = "0000:01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GP104 [10de:1b80] (rev a1)\n"
            + "\tControl: I/O+\n\tIOMMU group: 7\n\tKernel driver in use: nouveau\n\n";

    @AfterEach
    void closeDocuments() {
        Bench.closeAll();
    }

    @Test
    void aMachineOfSeveralFilesOpensAgainWithAllItsSourcesAndContradictions(@TempDir Path folder) throws IOException {
        DocumentInput together = DocumentInput.together(Stream.of(
                Files.writeString(folder.resolve("lspci.txt"), LSPCI),
                Files.writeString(folder.resolve("later.txt"), LSPCI.replace("nouveau", "vfio-pci")),
                Files.writeString(folder.resolve("uname.txt"), "Linux h 6.1.0-13-amd64 #1 SMP x86_64 GNU/Linux\n"))
                .map(DocumentInput::of).toList());
        MachineDocument before = Bench.open(together);
        Path saved = folder.resolve("saved.tar.gz");
        SavedSnapshot.save(before.snapshot(), Optional.empty(), saved, Progress.none());
        Machine after = Bench.open(DocumentInput.of(saved)).machine();
        assertEquals(facts(before.machine()), facts(after));
        assertEquals(1, Contradiction.of(after).size());
        assertEquals("6.1.0-13-amd64", after.getProvenance().getKernelRelease());
    }

    private static List<String> facts(Machine machine) {
        return SourceShare.of(machine).stream()
                .map(share -> share.input().getKind() + " " + share.facts() + " " + share.conflicts() + " " + share.functions()).toList();
    }
}
