// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.ui.labels.Counterpart;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.e4.core.services.events.IEventBroker;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/**
 * The opened snapshots and which of them the views show. A declarative service; views get it by
 * injection. Safe for several threads; changes are told through {@link SessionTopics}.
 */
public class MachineSessions {

    private final EventAdmin events;
    private final SnapshotOpener opener;
    private final RecentInputs memory = new RecentInputs("Inputs");
    private final List<MachineDocument> documents = new ArrayList<>();
    private MachineDocument active;
    private volatile List<Object> selected = List.of();

    /**
     * Made by the service component runtime.
     *
     * @param events delivers the session's events
     */
    public MachineSessions(EventAdmin events) {
        this(events, new DefaultSnapshotOpener());
    }

    /**
     * A session with another way to read, for tests.
     *
     * @param events delivers the session's events
     * @param opener reads snapshots
     */
    MachineSessions(EventAdmin events, SnapshotOpener opener) {
        this.events = events;
        this.opener = opener;
    }

    /**
     * The open documents.
     *
     * @return in the order in which they were opened
     */
    public synchronized List<MachineDocument> documents() {
        return List.copyOf(documents);
    }

    /**
     * The document that the views show.
     *
     * @return empty when none is open
     */
    public synchronized Optional<MachineDocument> active() {
        return Optional.ofNullable(active);
    }

    /**
     * The inputs that were opened lately.
     *
     * @return newest first, at most 12
     */
    public List<DocumentInput> recent() {
        return memory.recent();
    }

    /**
     * Opens a snapshot in a job that the user sees and can cancel. When it is open already, it only
     * becomes the active one. When it cannot be opened the user is told why, and everything else stays
     * as it was.
     *
     * @param input what to open
     * @return the scheduled job; its result is OK when the document is open, CANCEL when the user
     *         stopped it or it cannot be opened, then with the sentence that the user saw
     */
    public Job open(DocumentInput input) {
        return open(input, true);
    }

    /**
     * Opens a snapshot as {@link #open} does, but leaves the views on the document that they show. Where they
     * show none, they show this one.
     *
     * @param input what to open
     * @return the scheduled job, as that of {@link #open}
     */
    public Job openBeside(DocumentInput input) {
        return open(input, false);
    }

    private Job open(DocumentInput input, boolean show) {
        Job job = new Job("Opening " + input.displayName()) {
            @Override
            protected IStatus run(IProgressMonitor monitor) {
                return openNow(input, show, monitor);
            }
        };
        job.setUser(true);
        job.setRule(new InputRule(input));
        job.schedule();
        return job;
    }

    private IStatus openNow(DocumentInput input, boolean show, IProgressMonitor monitor) {
        if (showKnown(input, show)) {
            return Status.OK_STATUS;
        }
        return guarded("Opening " + input.text(), monitor, () -> {
            OpenedInput opened = read(input, monitor);
            if (monitor.isCanceled()) {
                return Status.CANCEL_STATUS;
            }
            if (!opened.refused().isEmpty()) {
                memory.forget(input);
                UserMessages.cannot((opened.refused().size() == 1 ? "One file is left out.\n" : opened.refused().size()
                        + " files are left out.\n") + sentences(opened));
            }
            // Without the parts that did not open it may be one that is open.
            if (!showKnown(opened.input(), show)) {
                add(new MachineDocument(opened.input(), opened.snapshot()), show);
            }
            return Status.OK_STATUS;
        }, () -> memory.forget(input));
    }

    private boolean showKnown(DocumentInput input, boolean show) {
        Optional<MachineDocument> known = find(input);
        if (show) {
            known.ifPresent(this::activate);
        }
        return known.isPresent();
    }

    /** Work that may end in a sentence for the user. */
    @FunctionalInterface
    private interface Reading {
        IStatus run() throws SnapshotException;
    }

    private static IStatus guarded(String task, IProgressMonitor monitor, Reading reading, Runnable onRefusal) {
        try {
            return reading.run();
        } catch (CancellationException e) {
            return Status.CANCEL_STATUS;
        } catch (SnapshotException e) {
            onRefusal.run();
            return notOpened(e.getMessage());
        } catch (RuntimeException e) {
            UserMessages.failed(task + " failed", e);
            return new Status(IStatus.CANCEL, MachineSessions.class, task + " failed");
        } finally {
            monitor.done();
        }
    }

    private OpenedInput read(DocumentInput input, IProgressMonitor monitor) throws SnapshotException {
        return read(input, new JobProgress(monitor, "Opening " + input.displayName()));
    }

    /**
     * Reads an input without opening a document. Not for the UI thread.
     *
     * @param input    what to read
     * @param progress hears how far it has come, and can stop it
     * @return facts and files
     * @throws SnapshotException when it cannot be opened
     * @throws CancellationException when {@code progress} says so
     */
    public OpenedInput read(DocumentInput input, Progress progress) throws SnapshotException {
        return opener.open(input, progress);
    }

    private static String sentences(OpenedInput opened) {
        return String.join("\n", opened.refused().stream().map(OpenedInput.Refusal::sentence).toList());
    }

    /** Tells the user; with an error as result the progress service would tell again. */
    private static IStatus notOpened(String sentence) {
        UserMessages.cannot(sentence);
        return new Status(IStatus.CANCEL, MachineSessions.class, sentence);
    }

    /**
     * Reads an open machine again with more evidence, in a job that the user sees and can cancel. When it is done
     * the new document takes the place of the old one, with the same selection, kernel rules and what-ifs. What
     * cannot be read of the new evidence is told in {@link MachineDocument#addition}; when nothing of it can, the
     * user is told why and everything stays as it was.
     *
     * @param document an open document
     * @param more     what else tells about its machine
     * @param carry    called with the new document before any view sees it; not on the UI thread
     * @return the scheduled job, as that of {@link #open}
     */
    public Job addEvidence(MachineDocument document, List<DocumentInput> more, Consumer<MachineDocument> carry) {
        Job job = new Job("Adding evidence to " + document.name()) {
            @Override
            protected IStatus run(IProgressMonitor monitor) {
                return addNow(document, more, carry, monitor);
            }
        };
        job.setUser(true);
        job.setRule(new InputRule(document.input()));
        job.schedule();
        return job;
    }

    private IStatus addNow(MachineDocument asked, List<DocumentInput> more, Consumer<MachineDocument> carry, IProgressMonitor monitor) {
        MachineDocument document = latest(asked);
        DocumentInput wanted = document.input().with(more);
        if (wanted.equals(document.input())) {
            return notOpened(DocumentInput.together(more).displayName() + (more.size() == 1 ? " is" : " are") + " open as part of "
                    + document.name() + " already.");
        }
        return guarded("Adding evidence to " + document.name(), monitor, () -> {
            OpenedInput opened = read(wanted, monitor);
            List<DocumentInput> added = new ArrayList<>(opened.input().each());
            boolean complete = added.containsAll(document.input().each());
            added.removeAll(document.input().each());
            if (!complete || added.isEmpty()) {
                return notOpened(document.name() + " stays as it was.\n" + sentences(opened));
            }
            MachineDocument extended = new MachineDocument(document, opened, added);
            if (monitor.isCanceled() || !documents().contains(document)) {
                return Status.CANCEL_STATUS;
            }
            carry.accept(extended);
            replace(document, extended);
            return Status.OK_STATUS;
        }, () -> { });
    }

    /** What stands in the place of a document by now, when evidence was added to it meanwhile. */
    private MachineDocument latest(MachineDocument asked) {
        List<MachineDocument> open = documents();
        return open.contains(asked) ? asked : open.stream()
                .filter(document -> document.input().parts().containsAll(asked.input().parts())).findFirst().orElse(asked);
    }

    private void replace(MachineDocument document, MachineDocument extended) {
        Optional<Object> kept;
        boolean wasActive;
        synchronized (this) {
            int at = documents.indexOf(document);
            if (at < 0) {
                return;
            }
            documents.set(at, extended);
            wasActive = active == document;
            kept = wasActive ? Counterpart.of(selected, extended.machine()) : Optional.empty();
            if (wasActive) {
                active = extended;
                selected = kept.map(List::of).orElse(List.of());
            }
        }
        memory.opened(extended.input());
        saveOpen();
        post(SessionTopics.DOCUMENTS, null);
        if (wasActive) {
            post(SessionTopics.ACTIVE_DOCUMENT, extended);
            kept.ifPresent(object -> events.postEvent(new Event(SessionTopics.REVEAL,
                    Map.of(IEventBroker.DATA, object, SessionTopics.KEPT, Boolean.TRUE))));
        }
    }

    /**
     * Adds a document and makes it the active one.
     *
     * @param document an opened snapshot
     */
    void add(MachineDocument document) {
        add(document, true);
    }

    private void add(MachineDocument document, boolean show) {
        synchronized (this) {
            documents.add(document);
        }
        memory.opened(document.input());
        saveOpen();
        post(SessionTopics.DOCUMENTS, null);
        if (show || active().isEmpty()) {
            activate(document);
        }
    }

    /**
     * The open document of an input.
     *
     * @param input an input
     * @return empty when it is not open
     */
    public synchronized Optional<MachineDocument> find(DocumentInput input) {
        return documents.stream().filter(document -> document.input().equals(input)).findFirst();
    }

    /**
     * Makes a document the one that the views show.
     *
     * @param document an open document
     */
    public void activate(MachineDocument document) {
        synchronized (this) {
            if (active == document || !documents.contains(document)) {
                return;
            }
            active = document;
            selected = List.of();
        }
        post(SessionTopics.ACTIVE_DOCUMENT, document);
    }

    /**
     * Closes a document; the one opened before it becomes active.
     *
     * @param document an open document
     */
    public void close(MachineDocument document) {
        MachineDocument next;
        boolean wasActive;
        synchronized (this) {
            if (!documents.remove(document)) {
                return;
            }
            wasActive = active == document;
            next = documents.isEmpty() ? null : documents.get(documents.size() - 1);
            if (wasActive) {
                active = next;
                selected = List.of();
            }
        }
        saveOpen();
        post(SessionTopics.DOCUMENTS, null);
        if (wasActive) {
            post(SessionTopics.ACTIVE_DOCUMENT, next);
        }
    }

    /** Opens again what was open when the program ended. */
    public void restore() {
        memory.open().forEach(this::open);
    }

    /**
     * Replaces what is concluded about a document and tells the views.
     *
     * @param document the document
     * @param analysis an analysis of the document's machine under other rules or what-ifs
     */
    public void conclude(MachineDocument document, MachineAnalysis analysis) {
        document.setAnalysis(analysis);
        post(SessionTopics.CONCLUSIONS, document);
    }

    /**
     * Asks all views to show a model object, as if a view had selected it.
     *
     * @param object an object of the active document's model
     */
    public void reveal(Object object) {
        selected = List.of(object);
        post(SessionTopics.REVEAL, object);
    }

    /**
     * What was selected or revealed last in the active document, for views that are opened later.
     *
     * @return model objects; empty when nothing was
     */
    List<Object> selected() {
        return selected;
    }

    /**
     * Remembers what a view has selected.
     *
     * @param objects model objects; none keeps what is remembered
     */
    void select(List<Object> objects) {
        if (!objects.isEmpty()) {
            selected = List.copyOf(objects);
        }
    }

    private void saveOpen() {
        memory.nowOpen(documents().stream().map(MachineDocument::input).toList());
    }

    private void post(String topic, Object data) {
        Map<String, Object> properties = new HashMap<>();
        if (data != null) {
            properties.put(IEventBroker.DATA, data);
        }
        events.postEvent(new Event(topic, properties));
    }
}
