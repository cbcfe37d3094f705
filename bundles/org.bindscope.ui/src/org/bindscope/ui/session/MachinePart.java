// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

import org.bindscope.ui.commands.DeviceDrag;
import org.bindscope.ui.commands.ObjectMenu;
import org.bindscope.ui.commands.PlanItems;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.e4.core.di.annotations.Creatable;
import org.eclipse.e4.core.services.events.IEventBroker;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.e4.ui.workbench.modeling.ESelectionService;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.StructuredViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.IWorkbenchWindow;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventHandler;

import jakarta.inject.Inject;

/**
 * What every view of a machine has in common, used by composition: a view has one injected, calls
 * {@link #area} first, and then says what it wants to hear of. Everything here is for the UI thread.
 */
@Creatable
public final class MachinePart {

    /** Key under which a filter box is marked, so that the Find command finds it. */
    public static final String FILTER_KEY = "org.bindscope.ui.filter";

    private final MachineSessions sessions;
    private final IEventBroker broker;
    private final ESelectionService selectionService;
    private final MPart part;
    private final IWorkbenchWindow window;
    private final List<Consumer<List<Object>>> selectionListeners = new ArrayList<>();
    private final List<Runnable> disposals = new ArrayList<>();
    private final Map<String, Job> running = new HashMap<>();
    private StackLayout stack;
    private Composite area;
    private Composite body;
    private EmptyState empty;
    private PartSelection selection;

    /**
     * Made by injection.
     *
     * @param sessions         the open documents
     * @param broker           tells events on the UI thread
     * @param selectionService the part's selection service
     * @param part             the part
     * @param window           the window that the part is in
     */
    @Inject
    public MachinePart(MachineSessions sessions, IEventBroker broker, ESelectionService selectionService, MPart part,
            IWorkbenchWindow window) {
        this.sessions = sessions;
        this.broker = broker;
        this.selectionService = selectionService;
        this.part = part;
        this.window = window;
    }

    /**
     * Builds the part's area: a page for the view's own controls, and a page that says what is missing.
     *
     * @param parent   the composite that the workbench gives
     * @param noMachine what to say while no document is open, one sentence
     * @return the page for the view's own controls, with no layout set
     */
    public Composite area(Composite parent, String noMachine) {
        stack = new StackLayout();
        area = new Composite(parent, SWT.NONE);
        area.setLayout(stack);
        body = new Composite(area, SWT.NONE);
        empty = new EmptyState(area);
        area.addDisposeListener(event -> dispose());
        selection = new PartSelection(sessions, selectionService, broker, part, this::selected);
        onDocument(document -> {
            if (document.isPresent()) {
                showBody();
            } else {
                showMissing(Missing.because(noMachine));
            }
        });
        return body;
    }

    private void selected(List<Object> objects) {
        selectionListeners.forEach(listener -> listener.accept(objects));
    }

    private void dispose() {
        selection.dispose();
        disposals.forEach(Runnable::run);
        disposals.clear();
        running.values().forEach(Job::cancel);
    }

    /** Shows the view's own controls. */
    public void showBody() {
        show(body);
    }

    /**
     * Shows what is missing in place of the view's own controls.
     *
     * @param missing what is missing
     */
    public void showMissing(Missing missing) {
        empty.show(missing);
        show(empty.page());
    }

    private void show(Control page) {
        if (stack.topControl != page) {
            stack.topControl = page;
            area.layout();
        }
    }

    /**
     * The document that the views show.
     *
     * @return empty when none is open
     */
    public Optional<MachineDocument> document() {
        return sessions.active();
    }

    /**
     * The open documents.
     *
     * @return the session
     */
    public MachineSessions sessions() {
        return sessions;
    }

    /**
     * Calls a listener now and whenever another document becomes active.
     *
     * @param listener gets the active document
     */
    public void onDocument(Consumer<Optional<MachineDocument>> listener) {
        subscribe(SessionTopics.ACTIVE_DOCUMENT, event -> listener.accept(sessions.active()));
        listener.accept(sessions.active());
    }

    /**
     * Calls a listener whenever the conclusions about the active document change.
     *
     * @param listener gets the active document
     */
    public void onConclusions(Consumer<MachineDocument> listener) {
        subscribe(SessionTopics.CONCLUSIONS, event -> sessions.active()
                .filter(document -> document == event.getProperty(IEventBroker.DATA))
                .ifPresent(listener));
    }

    /**
     * Calls a listener when model objects are selected in another part or revealed, and once now with
     * what is selected.
     *
     * @param listener gets the objects, never none of them
     */
    public void onSelection(Consumer<List<Object>> listener) {
        selectionListeners.add(listener);
        selection.replay();
    }

    /**
     * Makes a viewer's selection the workbench's, gives the viewer the menu for model objects, and lets its
     * devices be dragged. Ctrl+C copies its rows without further ado.
     *
     * @param viewer a tree or table whose elements are model objects, {@link ModelSelection}s or adapt to one
     * @param name   what a screen reader calls it
     */
    public void publish(StructuredViewer viewer, String name) {
        selection.publish(viewer);
        name(viewer.getControl(), name);
        ObjectMenu.install(viewer, window);
        DeviceDrag.install(viewer.getControl(), viewer::getStructuredSelection);
        ThemeColors.onChange(viewer.getControl(), () -> viewer.refresh(true));
    }

    /**
     * Lets the menu of a control add the part's selection to the plan and export it, for texts and for rows that are
     * no model objects.
     *
     * @param control a control of a part that sets the workbench's selection to what it shows
     */
    public void offerPlan(Control control) {
        PlanItems.install(control, window);
    }

    /**
     * Sets the workbench's selection, for controls that are no viewers.
     *
     * @param newSelection model objects
     */
    public void select(ISelection newSelection) {
        selection.set(newSelection);
    }

    /**
     * A filter box that the Find command moves to.
     *
     * @param parent where it goes
     * @param hint   what it filters, shown while it is empty
     * @return the box
     */
    public static Text filterBox(Composite parent, String hint) {
        Text box = new Text(parent, SWT.SEARCH | SWT.ICON_CANCEL | SWT.ICON_SEARCH);
        box.setMessage(hint);
        box.setData(FILTER_KEY, Boolean.TRUE);
        name(box, hint);
        return box;
    }

    /**
     * Gives a control a name for screen readers.
     *
     * @param control the control
     * @param name    its name
     */
    public static void name(Control control, String name) {
        control.getAccessible().addAccessibleListener(new AccessibleAdapter() {
            @Override
            public void getName(AccessibleEvent event) {
                if (event.childID == ACC.CHILDID_SELF) {
                    event.result = name;
                }
            }
        });
    }

    /**
     * Computes something about the active document in a job and shows it on the UI thread, unless
     * another document became active, the part was closed, or a newer computation of the same name was
     * asked for in between.
     *
     * @param <T>  what is computed
     * @param task name of the work for people
     * @param work computes; not on the UI thread
     * @param show shows; on the UI thread
     */
    public <T> void compute(String task, Function<MachineDocument, T> work, Consumer<T> show) {
        computeStopping(task, (document, cancelled) -> work.apply(document), show);
    }

    /**
     * The same for work that can stop in the middle.
     *
     * @param <T>  what is computed
     * @param task name of the work for people
     * @param work computes, and may end with a {@link CancellationException} once it is told that nobody waits for it;
     *             not on the UI thread
     * @param show shows; on the UI thread
     */
    public <T> void computeStopping(String task, BiFunction<MachineDocument, BooleanSupplier, T> work, Consumer<T> show) {
        Optional<MachineDocument> document = document();
        Optional.ofNullable(running.remove(task)).ifPresent(Job::cancel);
        if (document.isEmpty()) {
            return;
        }
        Display display = area.getDisplay();
        Job job = Job.create(task, monitor -> {
            T result;
            try {
                result = work.apply(document.get(), monitor::isCanceled);
            } catch (CancellationException e) {
                return Status.CANCEL_STATUS;
            } catch (RuntimeException e) {
                UserMessages.failed(task + " failed for " + document.get().name(), e);
                return Status.error(task, e);
            }
            if (!monitor.isCanceled() && !display.isDisposed()) {
                display.asyncExec(() -> {
                    boolean wanted = !area.isDisposed() && !monitor.isCanceled()
                            && sessions.active().equals(document);
                    if (wanted) {
                        show.accept(result);
                    }
                });
            }
            return (IStatus) Status.OK_STATUS;
        });
        job.setSystem(true);
        running.put(task, job);
        job.schedule();
    }

    /**
     * Subscribes to an event for the life of the part.
     *
     * @param topic    an OSGi event topic
     * @param listener called on the UI thread
     */
    public void subscribe(String topic, Consumer<Event> listener) {
        Objects.requireNonNull(area, "area is built first");
        EventHandler handler = event -> {
            if (!area.isDisposed()) {
                listener.accept(event);
            }
        };
        broker.subscribe(topic, handler);
        disposals.add(() -> broker.unsubscribe(handler));
    }
}
