// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * What captured configuration space answers to the question whether a function has something.
 *
 * @param <T> what it has
 */
public sealed interface Answer<T> {

    /**
     * The function has it.
     *
     * @param <T>   what it has
     * @param value what was read
     */
    record Present<T>(T value) implements Answer<T> {
    }

    /**
     * The function has it not: every place where it could stand was captured.
     *
     * @param <T> what it has not
     */
    record Absent<T>() implements Answer<T> {
    }

    /**
     * The captured bytes do not tell.
     *
     * @param <T>    what was asked for
     * @param reason one sentence without a full stop, for example
     *               {@code only 64 bytes of configuration space were captured}
     */
    record NotReadable<T>(String reason) implements Answer<T> {
    }

    /**
     * The value where there is one.
     *
     * @return empty for {@link Absent} and {@link NotReadable}
     */
    default Optional<T> asOptional() {
        return this instanceof Present<T> present ? Optional.of(present.value()) : Optional.empty();
    }

    /**
     * Whether the captured bytes settle the question, one way or the other.
     *
     * @return false for {@link NotReadable} only
     */
    default boolean known() {
        return !(this instanceof NotReadable<T>);
    }

    /**
     * The same answer about something that follows from the value.
     *
     * @param <R>  what follows
     * @param next asked only for {@link Present}
     * @return the answer of {@code next}, or this answer's own absence
     */
    default <R> Answer<R> then(Function<T, Answer<R>> next) {
        if (this instanceof Present<T> present) {
            return next.apply(present.value());
        }
        return this instanceof NotReadable<T> unread ? new NotReadable<>(unread.reason()) : new Absent<>();
    }
}
