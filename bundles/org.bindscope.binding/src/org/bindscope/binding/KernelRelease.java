// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.Optional;

/**
 * Leading numbers of a kernel release.
 *
 * @param major first number
 * @param minor second number
 */
record KernelRelease(int major, int minor) {

    /**
     * Reads {@code 6.12.9-amd64}.
     *
     * @param text as {@code uname -r} prints it
     * @return empty where it does not start with two numbers of at most five digits
     */
    static Optional<KernelRelease> parse(String text) {
        int dot = text.indexOf('.');
        int end = dot + 1;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        if (dot < 1 || dot > 5 || end == dot + 1 || end > dot + 6
                || !text.substring(0, dot).chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        return Optional.of(new KernelRelease(Integer.parseInt(text.substring(0, dot)),
                Integer.parseInt(text.substring(dot + 1, end))));
    }

    boolean atLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || major == otherMajor && minor >= otherMinor;
    }
}
