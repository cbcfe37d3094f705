// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

import org.bindscope.model.Machine;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.Snapshot;

/**
 * One opened snapshot: the facts, the files behind them, and the conclusions that were asked for so
 * far. Facts never change; conclusions are computed when first asked for and kept until
 * {@link MachineSessions#conclusionsChanged} throws them away. Safe for several threads.
 */
public final class MachineDocument {

    private final DocumentInput input;
    private final Snapshot snapshot;
    private final Map<Class<?>, Object> conclusions = new HashMap<>();

    /**
     * A document.
     *
     * @param input    what it was opened from
     * @param snapshot what was read
     */
    public MachineDocument(DocumentInput input, Snapshot snapshot) {
        this.input = input;
        this.snapshot = snapshot;
    }

    /**
     * What the document was opened from.
     *
     * @return the input, which is also the document's key in the session
     */
    public DocumentInput input() {
        return input;
    }

    /**
     * The opened snapshot.
     *
     * @return facts and files
     */
    public Snapshot snapshot() {
        return snapshot;
    }

    /**
     * The facts.
     *
     * @return the machine; read only
     */
    public Machine machine() {
        return snapshot.machine();
    }

    /**
     * The captured files. Reading one may take time: never from the UI thread.
     *
     * @return the files
     */
    public FileTree files() {
        return snapshot.files();
    }

    /**
     * A short name for people.
     *
     * @return for example {@code lab7.tar.xz}
     */
    public String name() {
        return input.displayName();
    }

    /**
     * A conclusion about this machine, computed once. May take time: call it from
     * {@link MachinePart#compute} and not from the UI thread.
     *
     * @param <T>     its type
     * @param type    its class, which is also its key
     * @param compute makes it from the facts
     * @return the same object on every call, until the conclusions are thrown away
     */
    public <T> T conclusion(Class<T> type, Function<Machine, T> compute) {
        synchronized (conclusions) {
            Object known = conclusions.get(type);
            if (known == null) {
                known = compute.apply(machine());
                conclusions.put(type, known);
            }
            return type.cast(known);
        }
    }

    /** Throws the conclusions away; the next question computes them again. */
    void forgetConclusions() {
        synchronized (conclusions) {
            conclusions.clear();
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
