// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis;

import java.util.function.Supplier;

/**
 * A value that is computed when it is asked for first, by one thread, and kept.
 *
 * @param <T> its type
 */
public final class Lazy<T> {

    private Supplier<T> source;
    private T value;

    /**
     * A value that is not computed yet.
     *
     * @param source computes it, never null
     */
    public Lazy(Supplier<T> source) {
        this.source = source;
    }

    /**
     * The value. When computing fails, the next call tries again.
     *
     * @return never null
     */
    public synchronized T get() {
        if (value == null) {
            value = source.get();
            source = null;
        }
        return value;
    }
}
