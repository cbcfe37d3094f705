// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.bindscope.analysis.evidence.EvidenceClass;
import org.bindscope.model.PciFunction;
import org.bindscope.training.Samples;
import org.bindscope.ui.Bench;
import org.bindscope.ui.ViewIds;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.open.OpenInputs;
import org.bindscope.ui.plan.PlanStore;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.event.EventAdmin;

/** Several files as one machine, and what is added to a machine that is open. */
class AddEvidenceTest {

    private static final String LSPCI = "0000:01:00.0 VGA compatible controller [0300]: NVIDIA Corporation GP104 [10de:1b80] (rev a1)\n"
            + "\tControl: I/O+\n\tIOMMU group: 7\n\tKernel driver in use: nouveau\n\n"
            + "0000:02:00.0 Ethernet controller [0200]: Intel Corporation X [8086:10d3] (rev 00)\n\tControl: I/O+\n"
            + "\tIOMMU group: 8\n\tKernel driver in use: e1000e\n\n";

    @TempDir
    Path folder;

    @AfterEach
    void closeDocuments() {
        Bench.closeAll();
    }

    private DocumentInput file(String name, String text) throws IOException {
        return DocumentInput.of(Files.writeString(folder.resolve(name), text));
    }

    private static PciFunction function(String address) {
        return ModelWalk.functions(Bench.document().machine()).filter(each -> address.equals(each.getAddress())).findFirst().orElseThrow();
    }

    private static IStatus add(DocumentInput... more) {
        Job job = OpenInputs.inWorkbench().add(Bench.document(), List.of(more));
        Bench.await("the evidence to be added", () -> job.getResult() != null);
        Bench.settle();
        return job.getResult();
    }

    @Test
    void addedEvidenceTakesThePlaceOfTheMachineAndKeepsSelectionAndPlan() throws IOException {
        MachineDocument before = Bench.open(file("lspci.txt", LSPCI));
        PlanStore plans = PlatformUI.getWorkbench().getService(PlanStore.class);
        plans.add(before, List.of(function("0000:02:00.0")));
        Bench.show(ViewIds.EVIDENCE);
        Bench.sessions().reveal(function("0000:02:00.0"));
        Bench.settle();
        assertTrue(add(file("later.txt", LSPCI.replace("e1000e", "vfio-pci")), file("uname.txt", "Linux h 6.1.0-13-amd64 #1 SMP x86_64 GNU/Linux\n"),
                file("notes.md", "# No evidence\n")).isOK());
        MachineDocument now = Bench.document();
        assertNotSame(before, now);
        assertEquals(List.of(now), Bench.sessions().documents());
        assertEquals(List.of(function("0000:02:00.0")), Bench.sessions().selected());
        assertEquals(plans.draft(before), plans.draft(now));
        assertFalse(plans.draft(now).isEmpty());
        Addition addition = now.addition().orElseThrow();
        assertTrue(addition.facts() > 0 && addition.conflicts() == 1, addition.toString());
        assertTrue(addition.filled().contains(EvidenceClass.KERNEL_RELEASE), addition.toString());
        assertTrue(addition.refused().get(0).sentence().contains("notes.md"), addition.toString());
        assertEquals(now.input(), Bench.sessions().recent().get(0));
        assertEquals(3, now.input().parts().size());
        Bench.screenshot("evidence-added");
    }

    @Test
    void whatCannotBeReadLeavesTheMachineAsItWas() throws IOException {
        MachineDocument before = Bench.open(file("lspci.txt", LSPCI));
        List<Shell> shells = List.of(Display.getCurrent().getShells());
        assertEquals(IStatus.CANCEL, add(file("notes.md", "# No evidence\n")).getSeverity());
        Bench.await("the message", () -> newShells(shells).findAny().isPresent());
        newShells(shells).forEach(Shell::close);
        assertEquals(Optional.of(before), Bench.sessions().active());
    }

    @Test
    void cancellingLeavesTheMachineAsItWas() throws IOException {
        DefaultSnapshotOpener opener = new DefaultSnapshotOpener();
        AtomicBoolean reached = new AtomicBoolean();
        MachineSessions sessions = new MachineSessions(new Unheard(), (input, progress) -> {
            while (input.parts().size() > 1) {
                reached.set(true);
                progress.check();
            }
            return opener.open(input, progress);
        });
        Job opening = sessions.open(file("lspci.txt", LSPCI));
        Bench.await("the machine", () -> opening.getResult() != null);
        MachineDocument before = sessions.active().orElseThrow();
        Job adding = sessions.addEvidence(before, List.of(file("later.txt", LSPCI)), extended -> { });
        Bench.await("the reading", reached::get);
        adding.cancel();
        Bench.await("the end", () -> adding.getResult() != null);
        assertEquals(IStatus.CANCEL, adding.getResult().getSeverity());
        assertEquals(List.of(before), sessions.documents());
    }

    /** Nobody listens to a session of a test's own. */
    private static final class Unheard implements EventAdmin {
        @Override
        public void postEvent(org.osgi.service.event.Event event) {
            // Nobody listens.
        }

        @Override
        public void sendEvent(org.osgi.service.event.Event event) {
            // Nobody listens.
        }
    }

    @Test
    void severalFilesOpenAsOneMachineAndAgainFromTheirKey() throws IOException {
        DocumentInput together = DocumentInput.together(List.of(file("lspci.txt", LSPCI),
                file("uname.txt", "Linux h 6.1.0-13-amd64 #1 SMP x86_64 GNU/Linux\n")));
        MachineDocument first = Bench.open(together);
        assertEquals("6.1.0-13-amd64", first.machine().getProvenance().getKernelRelease());
        assertEquals("lspci.txt + uname.txt", first.name());
        Bench.closeAll();
        assertEquals(together, DocumentInput.ofKey(together.key().orElseThrow()));
        assertEquals(together, Bench.sessions().recent().get(0));
        assertEquals(2, Bench.open(Bench.sessions().recent().get(0)).machine().getProvenance().getInputs().size());
    }

    @Test
    void aDialogAsksWhetherSeveralFilesAreOneMachine() throws IOException {
        answer("Open 2 Files");
        OpenInputs.inWorkbench().open(List.of(file("a.txt", LSPCI), file("b.txt", LSPCI)));
        Bench.await("the machine", () -> Bench.sessions().active().isPresent());
        assertEquals(2, Bench.document().input().parts().size());
        Bench.awaitTitle("a.txt + b.txt");
    }

    @Test
    void aDroppedTextIsOfferedToTheMachineThatIsOpen() throws IOException {
        MachineDocument before = Bench.open(file("lspci.txt", LSPCI));
        answer("Open later.txt");
        OpenInputs.inWorkbench().dropped(List.of(file("later.txt", LSPCI.replace("e1000e", "vfio-pci")).path().orElseThrow()));
        Bench.await("the evidence", () -> Bench.sessions().active().filter(now -> now != before).isPresent());
        assertEquals(1, Bench.sessions().documents().size());
        assertEquals("lspci.txt + later.txt", Bench.document().name());
    }

    @Test
    void aDroppedArchiveOpensOnItsOwn() throws IOException {
        Bench.open(file("lspci.txt", LSPCI));
        Path archive = folder.resolve("sample.tar.xz");
        try (InputStream in = Samples.machine("qemu-x86-coldplug").orElseThrow().open()) {
            Files.copy(in, archive);
        }
        OpenInputs.inWorkbench().dropped(List.of(archive));
        Bench.await("the second machine", () -> Bench.sessions().documents().size() == 2);
        // It is in the list a moment before the views turn to it.
        Bench.awaitTitle("sample.tar.xz");
        assertEquals("sample.tar.xz", Bench.document().name());
    }

    /** Takes what a dialog proposes. It runs an event loop of its own while the test waits; a timer finds it. */
    private static void answer(String title) {
        List<Shell> before = List.of(Display.getCurrent().getShells());
        Display.getCurrent().timerExec(200, new Runnable() {
            @Override
            public void run() {
                Optional<Shell> dialog = newShells(before).filter(shell -> shell.getText().equals(title)).findFirst();
                dialog.ifPresentOrElse(shell -> shell.getDefaultButton().notifyListeners(SWT.Selection, new Event()),
                        () -> Display.getCurrent().timerExec(200, this));
            }
        });
    }

    @Test
    void aNameOfAStrangerStaysOnOneLine() {
        assertEquals("a\\nb.txt", DocumentInput.of(Path.of("/x/a\nb.txt")).displayName());
        assertTrue(DocumentInput.of(Path.of("/x/" + "y".repeat(300))).displayName().length() < 70);
        assertEquals(Optional.empty(), DocumentInput.of(Path.of("/x/a\nb.txt")).key());
    }

    private static Stream<Shell> newShells(List<Shell> before) {
        return Stream.of(Display.getCurrent().getShells()).filter(shell -> !before.contains(shell) && shell.isVisible());
    }
}
