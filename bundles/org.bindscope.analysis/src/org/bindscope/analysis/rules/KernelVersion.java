// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.rules;

import java.util.Optional;

/**
 * The first two or three numbers of a kernel release.
 *
 * @param major for example 6
 * @param minor for example 12
 * @param patch the stable release, 0 where the text has none
 */
public record KernelVersion(int major, int minor, int patch) implements Comparable<KernelVersion> {

    /**
     * A version without a stable release number.
     *
     * @param major for example 6
     * @param minor for example 12
     * @return {@code major.minor.0}
     */
    public static KernelVersion of(int major, int minor) {
        return new KernelVersion(major, minor, 0);
    }

    /**
     * Reads the leading numbers of a release as {@code uname -r} prints it.
     *
     * @param release for example {@code 6.12.95+deb12-amd64} or {@code 5.14}
     * @return empty when the text does not start with two decimal numbers and a dot between them
     */
    public static Optional<KernelVersion> parse(String release) {
        int[] numbers = new int[3];
        int at = 0;
        for (int i = 0; i < 3; i++) {
            int start = at;
            int value = 0;
            while (at < release.length() && at - start < 6 && Character.digit(release.charAt(at), 10) >= 0
                    && release.charAt(at) < 128) {
                value = value * 10 + (release.charAt(at) - '0');
                at++;
            }
            if (at == start) {
                return i < 2 ? Optional.empty()
                        : Optional.of(new KernelVersion(numbers[0], numbers[1], 0));
            }
            numbers[i] = value;
            if (i < 2 && (at >= release.length() || release.charAt(at) != '.')) {
                return i == 0 ? Optional.empty()
                        : Optional.of(new KernelVersion(numbers[0], numbers[1], 0));
            }
            at++;
        }
        return Optional.of(new KernelVersion(numbers[0], numbers[1], numbers[2]));
    }

    /**
     * Whether this version is that one or a later one; stable numbers do not count.
     *
     * @param other the version to compare with
     * @return true for the same {@code major.minor} and above
     */
    public boolean atLeast(KernelVersion other) {
        return major != other.major ? major > other.major : minor >= other.minor;
    }

    @Override
    public int compareTo(KernelVersion other) {
        if (major != other.major) {
            return Integer.compare(major, other.major);
        }
        return minor != other.minor ? Integer.compare(minor, other.minor)
                : Integer.compare(patch, other.patch);
    }

    /** The form {@code major.minor}, with the stable number where it is not 0. */
    @Override
    public String toString() {
        return major + "." + minor + (patch == 0 ? "" : "." + patch);
    }
}
