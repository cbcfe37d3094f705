// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.binding.Wish;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.Bench;
import org.bindscope.ui.ViewIds;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.MachineDocument;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.ui.ISelectionListener;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.IHandlerService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way of a device into the plan, and what the plan keeps. */
class PlanCommandsTest {

    private static final String ADDRESS = "0004:03:00.0";

    private MachineDocument document;

    @BeforeEach
    void openTheSample() {
        document = Bench.open(DocumentInput.sample("sequoia"));
        plans().change(document, before -> PlanDraft.EMPTY);
    }

    @AfterEach
    void closeDocuments() {
        plans().change(document, before -> PlanDraft.EMPTY);
        Bench.closeAll();
    }

    private static PlanStore plans() {
        return PlatformUI.getWorkbench().getService(PlanStore.class);
    }

    private void select(String address) {
        PciFunction function = ModelWalk.functions(document.machine()).filter(one -> one.getAddress().equals(address))
                .findFirst().orElseThrow();
        Bench.show(ViewIds.MACHINE);
        List<Object> selected = new ArrayList<>();
        ISelectionListener listener = (part, selection) -> {
            if (selection instanceof IStructuredSelection structured) {
                selected.addAll(structured.toList());
            }
        };
        Bench.window().getSelectionService().addSelectionListener(listener);
        Bench.sessions().reveal(function);
        Bench.await("the selection", () -> selected.contains(function));
        Bench.window().getSelectionService().removeSelectionListener(listener);
    }

    @Test
    void theSelectedDeviceIsPlannedAndTheChangeCanBeTakenBack() throws Exception {
        select(ADDRESS);
        Bench.window().getService(IHandlerService.class).executeCommand("org.bindscope.ui.addToPlan", null);
        assertEquals(List.of(Wish.bind(ADDRESS, "vfio-pci")), plans().draft(document).wishes());
        Bench.settle();
        assertTrue(Bench.page().isPartVisible(Bench.page().findView(ViewIds.PLAN)));
        Bench.screenshot("plan");
        assertTrue(plans().undo(document));
        assertTrue(plans().draft(document).isEmpty());
    }

    @Test
    void aSnapshotIsOpenedBesideTheOneThatTheViewsShow() {
        Job job = Bench.sessions().openBeside(DocumentInput.sample("minsky"));
        Bench.await("the second snapshot", () -> job.getResult() != null);
        assertTrue(job.getResult().isOK());
        assertEquals(Optional.of(document), Bench.sessions().active());
        assertTrue(Bench.sessions().find(DocumentInput.sample("minsky")).isPresent());
    }

    @Test
    void aPlanIsThereAgainWhenItsSnapshotIsOpenedAgain() {
        PlanDraft draft = PlanDraft.EMPTY.with(List.of(Wish.unbind(ADDRESS)));
        plans().change(document, before -> draft);
        Bench.await("the plan to be kept", () -> new PlanMemory().load(document.input()).equals(draft));
        Bench.closeAll();
        document = Bench.open(DocumentInput.sample("sequoia"));
        assertEquals(draft, plans().draft(document));
        assertFalse(plans().canUndo(document));
    }
}
