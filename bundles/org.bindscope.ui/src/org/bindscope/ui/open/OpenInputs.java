// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.open;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.tree.ArchiveFormat;
import org.bindscope.ui.ViewIds;
import org.bindscope.ui.plan.PlanStore;
import org.bindscope.ui.scenario.ScenarioInput;
import org.bindscope.ui.scenario.Scenarios;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.JobProgress;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachineSessions;
import org.bindscope.ui.session.OpenedInput;
import org.bindscope.ui.session.UserMessages;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.IJobChangeListener;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;

/**
 * Opens what a user chose, dropped or named on the command line. One input opens at once; of several the user is
 * asked whether they tell about one machine, after a look at them.
 */
public final class OpenInputs {

    private final MachineSessions sessions;
    private final PlanStore plans;

    /**
     * For the session and the plans.
     *
     * @param sessions the open documents
     * @param plans    their plans, which are kept when evidence is added
     */
    public OpenInputs(MachineSessions sessions, PlanStore plans) {
        this.sessions = sessions;
        this.plans = plans;
    }

    /**
     * With the services of the workbench.
     *
     * @return opens into the running workbench
     */
    public static OpenInputs inWorkbench() {
        return new OpenInputs(PlatformUI.getWorkbench().getService(MachineSessions.class),
                PlatformUI.getWorkbench().getService(PlanStore.class));
    }

    /**
     * The machine that the views show.
     *
     * @return empty when none is open
     */
    public Optional<MachineDocument> active() {
        return sessions.active();
    }

    /**
     * Opens files: scenarios as such, one other at once, of several others the user is asked.
     *
     * @param files paths
     */
    public void files(List<Path> files) {
        open(withoutScenarios(files).stream().map(DocumentInput::of).toList());
    }

    private static List<Path> withoutScenarios(List<Path> files) {
        List<Path> others = new ArrayList<>();
        for (Path file : files) {
            if (file.getFileName() != null && ScenarioInput.isScenario(file.getFileName().toString())) {
                Scenarios.open(new ScenarioInput(file.toString()));
            } else {
                others.add(file);
            }
        }
        return others;
    }

    /**
     * Opens inputs. Samples are machines of their own.
     *
     * @param inputs files, folders and samples
     */
    public void open(List<DocumentInput> inputs) {
        boolean apart = inputs.size() < 2 || inputs.stream().allMatch(input -> input.sampleName().isPresent());
        if (apart) {
            inputs.forEach(sessions::open);
        } else {
            ask(inputs, Optional.empty());
        }
    }

    /**
     * Opens what was dropped on the window. The output of a tool may belong to the machine that the views show, and
     * so the user is asked about that too.
     *
     * @param files paths
     */
    public void dropped(List<Path> files) {
        List<Path> others = withoutScenarios(files);
        List<DocumentInput> inputs = others.stream().map(DocumentInput::of).toList();
        Optional<MachineDocument> active = sessions.active();
        if (active.isEmpty()) {
            open(inputs);
        } else if (inputs.size() > 1) {
            ask(inputs, active);
        } else if (inputs.size() == 1) {
            Job job = Job.createSystem("Looking at " + inputs.get(0).displayName(), monitor -> {
                if (isPart(others.get(0))) {
                    ask(inputs, active);
                } else {
                    sessions.open(inputs.get(0));
                }
            });
            job.schedule();
        }
    }

    /** The output of a tool or a device tree, by its first bytes, and no copy of a machine's files. */
    private static boolean isPart(Path path) {
        if (!Files.isRegularFile(path)) {
            return Files.isDirectory(path) && !Files.exists(path.resolve("sys"));
        }
        try (InputStream in = Files.newInputStream(path)) {
            return ArchiveFormat.of(in.readNBytes(ArchiveFormat.HEAD)).filter(format -> format != ArchiveFormat.DEVICE_TREE).isEmpty();
        } catch (IOException e) {
            // Opening it says what is wrong.
            return false;
        }
    }

    /**
     * Adds evidence to an open machine; the views follow, and the Evidence view tells what it brought.
     *
     * @param document an open document
     * @param more     what else tells about its machine
     * @return the scheduled job
     */
    public Job add(MachineDocument document, List<DocumentInput> more) {
        Job job = sessions.addEvidence(document, more,
                extended -> plans.change(extended, now -> now.isEmpty() ? plans.draft(document) : now));
        job.addJobChangeListener(IJobChangeListener.onDone(event -> {
            if (event.getResult().isOK()) {
                PlatformUI.getWorkbench().getDisplay().asyncExec(OpenInputs::showEvidence);
            }
        }));
        return job;
    }

    private static void showEvidence() {
        IWorkbenchWindow window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
        try {
            if (window != null && window.getActivePage() != null) {
                window.getActivePage().showView(ViewIds.EVIDENCE, null, IWorkbenchPage.VIEW_VISIBLE);
            }
        } catch (PartInitException e) {
            UserMessages.failed("The Evidence view could not be opened", e);
        }
    }

    private void ask(List<DocumentInput> inputs, Optional<MachineDocument> active) {
        Display display = PlatformUI.getWorkbench().getDisplay();
        Job job = new Job("Looking at " + (inputs.size() == 1 ? inputs.get(0).displayName() : inputs.size() + " files")) {
            @Override
            protected IStatus run(IProgressMonitor monitor) {
                try {
                    TogetherChoice choice = look(inputs, active, monitor);
                    display.asyncExec(() -> decide(choice));
                    return Status.OK_STATUS;
                } catch (CancellationException e) {
                    return Status.CANCEL_STATUS;
                } catch (RuntimeException e) {
                    UserMessages.failed("Looking at the files failed", e);
                    return Status.CANCEL_STATUS;
                } finally {
                    monitor.done();
                }
            }
        };
        job.setUser(true);
        job.schedule();
    }

    private TogetherChoice look(List<DocumentInput> inputs, Optional<MachineDocument> active, IProgressMonitor monitor) {
        JobProgress progress = new JobProgress(monitor, "Looking at the files");
        List<Candidate> candidates = new ArrayList<>();
        List<OpenedInput.Refusal> refused = new ArrayList<>();
        for (DocumentInput input : inputs) {
            try {
                candidates.add(Candidate.of(input, sessions.read(input, progress).snapshot().machine()));
            } catch (SnapshotException e) {
                refused.add(new OpenedInput.Refusal(input, e.getMessage()));
            }
            progress.check();
        }
        return TogetherChoice.of(candidates, refused, active);
    }

    private void decide(TogetherChoice choice) {
        if (choice.candidates().isEmpty()) {
            UserMessages.cannot(String.join("\n", choice.refused().stream().map(OpenedInput.Refusal::sentence).toList()));
            return;
        }
        if (choice.candidates().size() == 1 && choice.active().isEmpty()) {
            if (!choice.refused().isEmpty()) {
                UserMessages.cannot(String.join("\n", choice.refused().stream().map(OpenedInput.Refusal::sentence).toList()));
            }
            sessions.open(choice.candidates().get(0).input());
            return;
        }
        TogetherDialog dialog = new TogetherDialog(shell(), choice);
        List<DocumentInput> inputs = choice.candidates().stream().map(Candidate::input).toList();
        dialog.ask().ifPresent(answer -> {
            switch (answer) {
                case TOGETHER -> sessions.open(DocumentInput.together(inputs));
                case APART -> inputs.forEach(sessions::open);
                case ADD -> choice.active().ifPresent(document -> add(document, inputs));
            }
        });
    }

    private static Shell shell() {
        IWorkbenchWindow window = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
        return window == null ? null : window.getShell();
    }
}
