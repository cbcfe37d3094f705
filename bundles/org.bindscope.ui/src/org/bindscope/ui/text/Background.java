// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs work away from the UI thread for a panel that knows no workbench. */
@FunctionalInterface
public interface Background {

    /**
     * Computes something and shows it.
     *
     * @param <T>  what is computed
     * @param task name of the work; a newer call with the same name makes an unfinished older one
     *             pointless, and its result is not shown
     * @param work computes; not on the UI thread
     * @param show shows; on the UI thread, unless the panel is gone
     */
    <T> void compute(String task, Supplier<T> work, Consumer<T> show);
}
