// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.UnaryOperator;

import org.bindscope.binding.Wish;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.session.MachineDocument;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.e4.core.services.events.IEventBroker;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/**
 * The plans of the open documents; they are there again when a document is opened again. A declarative service.
 * Safe for several threads; changes are told through {@link #CHANGED}.
 */
public final class PlanStore {

    /** Event topic: the plan of a document changed. The data is the {@link MachineDocument}. */
    public static final String CHANGED = "org/bindscope/ui/plan/CHANGED";

    private final EventAdmin events;
    private final PlanMemory memory = new PlanMemory();
    /** So many changes of a plan can be taken back. */
    private static final int MOST_UNDO = 100;

    private final Map<MachineDocument, PlanDraft> drafts = new WeakHashMap<>();
    private final Map<MachineDocument, Deque<PlanDraft>> before = new WeakHashMap<>();

    /**
     * Made by the service component runtime.
     *
     * @param events delivers events
     */
    public PlanStore(EventAdmin events) {
        this.events = events;
    }

    /**
     * The wishes for a document's machine.
     *
     * @param document a document
     * @return empty at first, or what was planned for the same input before
     */
    public synchronized PlanDraft draft(MachineDocument document) {
        return drafts.computeIfAbsent(document, opened -> {
            PlanRehearsal.schedule(opened);
            return memory.load(opened.input());
        });
    }

    /**
     * Changes the wishes for a document's machine.
     *
     * @param document a document
     * @param change   makes the new wishes from those so far
     */
    public void change(MachineDocument document, UnaryOperator<PlanDraft> change) {
        synchronized (this) {
            PlanDraft now = draft(document);
            PlanDraft after = change.apply(now);
            if (after.equals(now)) {
                return;
            }
            drafts.put(document, after);
            Deque<PlanDraft> past = before.computeIfAbsent(document, key -> new ArrayDeque<>());
            past.push(now);
            if (past.size() > MOST_UNDO) {
                past.removeLast();
            }
        }
        tell(document);
    }

    /**
     * Takes the last change of a plan back.
     *
     * @param document a document
     * @return false when there is none
     */
    public boolean undo(MachineDocument document) {
        synchronized (this) {
            if (!canUndo(document)) {
                return false;
            }
            drafts.put(document, before.get(document).pop());
        }
        tell(document);
        return true;
    }

    /**
     * Whether a change can be taken back.
     *
     * @param document a document
     * @return true when its plan was changed
     */
    public synchronized boolean canUndo(MachineDocument document) {
        return !before.getOrDefault(document, new ArrayDeque<>()).isEmpty();
    }

    private void tell(MachineDocument document) {
        Job.createSystem("Keeping binding plans", monitor -> {
            synchronized (memory) {
                memory.store(document.input(), draft(document));
            }
        }).schedule();
        Map<String, Object> properties = new HashMap<>();
        properties.put(IEventBroker.DATA, document);
        events.postEvent(new Event(CHANGED, properties));
    }

    /**
     * Adds devices for vfio-pci. A wish that stands already keeps its driver.
     *
     * @param document  a document
     * @param functions its devices; bridges are left out
     * @return how many wishes there are for these devices now; 0 when all of them are bridges
     */
    public int add(MachineDocument document, List<PciFunction> functions) {
        List<Wish> wishes = Wishes.of(functions, Optional.of(KnownDrivers.VFIO));
        change(document, now -> now.with(wishes.stream()
                .filter(wish -> now.wishes().stream().noneMatch(old -> old.address().equals(wish.address())))
                .toList()));
        return wishes.size();
    }
}
