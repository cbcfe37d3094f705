// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.util.List;
import java.util.function.Consumer;

import org.eclipse.e4.core.services.events.IEventBroker;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.e4.ui.workbench.modeling.ESelectionService;
import org.eclipse.e4.ui.workbench.modeling.ISelectionListener;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.jface.viewers.ISelection;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.StructuredViewer;
import org.osgi.service.event.EventHandler;

/** The selection of the workbench as one part hears and sets it. Selected things are model objects. */
final class PartSelection {

    private final MachineSessions sessions;
    private final ESelectionService service;
    private final IEventBroker broker;
    private final MPart self;
    private final Consumer<List<Object>> listener;
    private final ISelectionListener onSelection = this::selected;
    private final EventHandler onReveal;

    PartSelection(MachineSessions sessions, ESelectionService service, IEventBroker broker, MPart self, Consumer<List<Object>> listener) {
        this.sessions = sessions;
        this.service = service;
        this.broker = broker;
        this.self = self;
        this.listener = listener;
        this.onReveal = event -> tell(List.of(event.getProperty(IEventBroker.DATA)));
        service.addSelectionListener(onSelection);
        broker.subscribe(SessionTopics.REVEAL, onReveal);
    }

    void dispose() {
        service.removeSelectionListener(onSelection);
        broker.unsubscribe(onReveal);
    }

    /** Tells the listener what was selected last, for a part that is opened later than the others. */
    void replay() {
        tell(sessions.selected());
    }

    void publish(StructuredViewer viewer) {
        viewer.addSelectionChangedListener(event -> set(event.getStructuredSelection()));
    }

    void set(ISelection selection) {
        service.setSelection(selection);
    }

    private void selected(MPart part, Object selection) {
        List<Object> objects = objects(selection);
        if (objects.stream().allMatch(PartSelection::isModelObject)) {
            sessions.select(objects);
        }
        if (part != self) {
            tell(objects);
        }
    }

    private void tell(List<Object> objects) {
        // An empty selection keeps what is shown: clicking into empty space must not clear other views.
        if (!objects.isEmpty() && objects.stream().allMatch(PartSelection::isModelObject)) {
            listener.accept(objects);
        }
    }

    private static boolean isModelObject(Object object) {
        return object instanceof EObject || object instanceof ModelSelection;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> objects(Object selection) {
        if (selection instanceof IStructuredSelection structured) {
            return List.copyOf((List<Object>) structured.toList());
        }
        return selection == null || selection instanceof ISelection ? List.of() : List.of(selection);
    }
}
