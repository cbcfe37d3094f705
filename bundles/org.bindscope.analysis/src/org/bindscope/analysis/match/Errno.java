// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Error numbers that the PCI bus and its drivers answer with, by name (include/uapi/asm-generic/errno*.h). */
public enum Errno {
    /** Operation not permitted. */
    EPERM,
    /** No such file or directory. */
    ENOENT,
    /** Input/output error. */
    EIO,
    /** No such device or address. */
    ENXIO,
    /** Try again. */
    EAGAIN,
    /** Out of memory. */
    ENOMEM,
    /** Permission denied. */
    EACCES,
    /** Bad address. */
    EFAULT,
    /** Device or resource busy. */
    EBUSY,
    /** File exists. */
    EEXIST,
    /** No such device. */
    ENODEV,
    /** Invalid argument. */
    EINVAL,
    /** No space left. */
    ENOSPC,
    /** Result out of range. */
    ERANGE,
    /** Operation not supported. */
    EOPNOTSUPP,
    /** Connection timed out. */
    ETIMEDOUT,
    /** The driver asks to be probed again later; never seen by user space under this name. */
    EPROBE_DEFER;

    /**
     * Reads a name.
     *
     * @param text for example {@code EINVAL} or {@code -EINVAL}
     * @return empty when no constant has that name
     */
    public static Optional<Errno> parse(String text) {
        String name = text.startsWith("-") ? text.substring(1) : text;
        return Arrays.stream(values()).filter(errno -> errno.name().equals(name)).findFirst();
    }

    /**
     * All names, for messages.
     *
     * @return separated by commas
     */
    public static String names() {
        return Arrays.stream(values()).map(Errno::name).collect(Collectors.joining(", "));
    }
}
