// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.match.WhatIf;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.binding.PlanTransfer;
import org.bindscope.binding.SavedPlan;
import org.bindscope.render.PlanFile;
import org.bindscope.render.PlanFileException;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachineSessions;
import org.bindscope.ui.session.RecentInputs;
import org.bindscope.ui.session.UserMessages;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;

/**
 * Plans as files, and on other snapshots than the one that they were made from. Files are read and written in jobs;
 * everything else is for the UI thread.
 */
final class PlanFiles {

    private static final String[] EXTENSIONS = {"*.json", "*"};
    private static final String[] NAMES = {"Binding plans (JSON)", "All files"};
    /** A plan of every function of a PCI domain takes about half of it. */
    private static final int MOST_BYTES = 64 << 20;

    private final MachineSessions sessions;
    private final PlanStore plans;
    private final RecentInputs memory = new RecentInputs("Plans");

    PlanFiles(MachineSessions sessions, PlanStore plans) {
        this.sessions = sessions;
        this.plans = plans;
    }

    /** The plans that were opened or saved lately, newest first. */
    List<DocumentInput> recent() {
        return memory.recent();
    }

    /** Asks for a file and puts the plan in it in place of a document's plan. */
    void open(Shell shell, MachineDocument document) {
        FileDialog dialog = new FileDialog(shell, SWT.OPEN);
        dialog.setText("Open Plan");
        dialog.setFilterNames(NAMES);
        dialog.setFilterExtensions(EXTENSIONS);
        Optional.ofNullable(dialog.open()).ifPresent(chosen -> open(shell, document, Path.of(chosen)));
    }

    /** Puts the plan in a file in place of a document's plan; asks where devices moved or are gone. */
    void open(Shell shell, MachineDocument document, Path file) {
        Job.create("Opening " + file, monitor -> {
            DocumentInput input = DocumentInput.of(file);
            try {
                SavedPlan saved = read(file);
                PlanTransfer transfer = PlanTransfer.of(saved, document.machine());
                memory.opened(input);
                shell.getDisplay().asyncExec(() -> use(shell, document, transfer));
            } catch (IOException e) {
                memory.forget(input);
                UserMessages.cannot(file + ": " + (e instanceof NoSuchFileException ? "there is no such file."
                        : "it could not be read: " + e.getMessage()));
            } catch (PlanFileException e) {
                memory.forget(input);
                UserMessages.cannot(e.getMessage());
            }
            return Status.OK_STATUS;
        }).schedule();
    }

    private static SavedPlan read(Path file) throws IOException, PlanFileException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw new PlanFileException(file + ": more than " + (MOST_BYTES >> 20) + " MiB, which no plan has.");
            }
            return PlanFile.read(file.toString(), content);
        }
    }

    /** Asks for a file and saves a document's plan there. */
    void save(Shell shell, MachineDocument document) {
        PlanDraft draft = plans.draft(document);
        FileDialog dialog = new FileDialog(shell, SWT.SAVE);
        dialog.setText("Save Plan");
        dialog.setFilterNames(NAMES);
        dialog.setFilterExtensions(EXTENSIONS);
        dialog.setFileName("plan-" + draft.plan(document.machine()).id() + ".json");
        dialog.setOverwrite(true);
        String chosen = dialog.open();
        if (chosen != null) {
            Job.create("Saving " + chosen, monitor -> {
                Path file = Path.of(chosen);
                try {
                    Files.write(file, PlanFile.text(saved(document, draft)).getBytes(StandardCharsets.UTF_8));
                    memory.opened(DocumentInput.of(file));
                } catch (IOException e) {
                    UserMessages.cannot(chosen + ": it could not be written: " + e.getMessage());
                }
                return Status.OK_STATUS;
            }).schedule();
        }
    }

    /** Puts a document's plan in place of another document's plan, once the user saw what became of its devices. */
    void apply(Shell shell, MachineDocument from, MachineDocument to) {
        PlanDraft draft = plans.draft(from);
        Job job = Job.create("Looking for the plan's devices in " + to.name(), monitor -> {
            PlanTransfer transfer = PlanTransfer.of(saved(from, draft), to.machine());
            shell.getDisplay().asyncExec(() -> {
                if (ask(shell, transfer, to)) {
                    sessions.activate(to);
                    put(to, transfer);
                }
            });
            return Status.OK_STATUS;
        });
        job.setSystem(true);
        job.schedule();
    }

    /**
     * A document's plan apart from its machine.
     *
     * @param document the document
     * @param draft    its plan
     * @return what a file would hold
     */
    static SavedPlan saved(MachineDocument document, PlanDraft draft) {
        return SavedPlan.of(draft.plan(document.machine()), document.machine(), chosenRules(document.analysis()),
                draft.accepted());
    }

    private void use(Shell shell, MachineDocument document, PlanTransfer transfer) {
        boolean same = transfer.rows().stream()
                .allMatch(row -> row.state() == PlanTransfer.State.HOLDS && row.changes().isEmpty());
        if (same || ask(shell, transfer, document)) {
            put(document, transfer);
        }
    }

    private static boolean ask(Shell shell, PlanTransfer transfer, MachineDocument document) {
        return !shell.isDisposed() && new TransferDialog(shell, transfer, document.name()).open() == Window.OK;
    }

    private void put(MachineDocument document, PlanTransfer transfer) {
        transfer.saved().rules().ifPresent(name -> rules(document, name));
        plans.change(document, now -> new PlanDraft(transfer.wishes(), new LinkedHashSet<>(transfer.saved().accepted()),
                transfer.order()));
    }

    private void rules(MachineDocument document, String name) {
        KernelRules rules = KernelRules.named(name);
        if (!document.analysis().rules().equals(rules)) {
            List<WhatIf> next = new ArrayList<>(document.analysis().whatIfs());
            next.removeIf(WhatIf.Rules.class::isInstance);
            next.add(0, new WhatIf.Rules(rules));
            sessions.conclude(document, document.analysis().with(next));
        }
    }

    /** Name of the kernel rules where they are not those of the snapshot's kernel. */
    private static Optional<String> chosenRules(MachineAnalysis analysis) {
        if (analysis.whatIfs().stream().noneMatch(WhatIf.Rules.class::isInstance)) {
            return Optional.empty();
        }
        String version = analysis.rules().version().toString();
        return Stream.concat(KernelRules.NAMES.stream(), Stream.of(version, version + "+S", version + "+S-nocompat", version + "+R"))
                .filter(name -> KernelRules.named(name).equals(analysis.rules())).findFirst();
    }
}
