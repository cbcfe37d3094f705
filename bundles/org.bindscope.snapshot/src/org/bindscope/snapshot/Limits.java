// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import java.time.Duration;

/**
 * What an input may cost at most. Snapshots come from strangers.
 *
 * @param maxTotalBytes decompressed bytes of an archive
 * @param maxEntries    entries of an archive
 * @param maxFileBytes  bytes of one file that is read
 * @param maxKeptBytes  bytes of file content and names that an archive may hold in memory
 * @param maxPathLength characters of one path
 * @param maxDepth      folders above one file
 * @param readTimeout   time for one read on a live machine, where a driver may block it
 */
public record Limits(long maxTotalBytes, int maxEntries, int maxFileBytes, long maxKeptBytes,
        int maxPathLength, int maxDepth, Duration readTimeout) {

    /**
     * Limits that every real snapshot we know keeps by far.
     *
     * @return 1 GiB decompressed, 500000 entries, 16 MiB a file, 256 MiB kept, 2 s a read
     */
    public static Limits defaults() {
        return new Limits(1L << 30, 500_000, 16 << 20, 256L << 20, 4096, 64, Duration.ofSeconds(2));
    }
}
