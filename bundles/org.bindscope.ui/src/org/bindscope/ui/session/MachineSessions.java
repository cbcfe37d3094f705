// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.SnapshotException;
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
        Optional<MachineDocument> known = find(input);
        if (known.isPresent()) {
            if (show) {
                activate(known.get());
            }
            return Status.OK_STATUS;
        }
        try {
            Snapshot snapshot = opener.open(input, new JobProgress(monitor, "Opening " + input.displayName()));
            if (monitor.isCanceled()) {
                return Status.CANCEL_STATUS;
            }
            add(new MachineDocument(input, snapshot), show);
            return Status.OK_STATUS;
        } catch (CancellationException e) {
            return Status.CANCEL_STATUS;
        } catch (SnapshotException e) {
            memory.forget(input);
            UserMessages.cannot(e.getMessage());
            return notOpened(e.getMessage());
        } catch (RuntimeException e) {
            UserMessages.failed("Opening " + input.text() + " failed", e);
            return notOpened("Opening " + input.text() + " failed");
        } finally {
            monitor.done();
        }
    }

    /** The user was told already; with an error the progress service would tell again. */
    private static IStatus notOpened(String sentence) {
        return new Status(IStatus.CANCEL, MachineSessions.class, sentence);
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
