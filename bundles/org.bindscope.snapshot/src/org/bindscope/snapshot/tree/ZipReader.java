// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.Collections;
import java.util.concurrent.CancellationException;

import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.Limits;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.SnapshotException;

/** Reads a zip archive through its central directory, which alone tells symbolic links. */
public final class ZipReader {

    private final Limits limits;
    private final Progress progress;
    private final Problems problems;

    /**
     * @param limits   what the archive may cost
     * @param progress hears and may stop
     * @param problems takes members that were left out
     */
    public ZipReader(Limits limits, Progress progress, Problems problems) {
        this.limits = limits;
        this.progress = progress;
        this.problems = problems;
    }

    /**
     * Reads all members.
     *
     * @param name    what to call the archive in messages
     * @param channel the archive; not closed
     * @return the members
     * @throws SnapshotException when the archive is cut, damaged or costs too much
     */
    public MemoryTree.Builder read(String name, SeekableByteChannel channel) throws SnapshotException {
        try {
            ZipFile zip = ZipFile.builder().setSeekableByteChannel(channel).get();
            MemberCollector members = new MemberCollector(name, limits, problems);
            int count = 0;
            var entries = Collections.list(zip.getEntriesInPhysicalOrder());
            for (ZipArchiveEntry entry : entries) {
                progress.check();
                progress.worked(0.5 * ++count / entries.size());
                add(members, zip, entry);
            }
            return members.tree();
        } catch (CancellationException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new SnapshotException(name + ": the zip archive of " + length(channel)
                    + " bytes is cut or damaged: " + (e.getMessage() == null ? e.getClass().getSimpleName()
                            : XmlText.of(e.getMessage().lines().findFirst().orElse(""))), e);
        }
    }

    private static long length(SeekableByteChannel channel) {
        try {
            return channel.size();
        } catch (IOException e) {
            return -1;
        }
    }

    private void add(MemberCollector members, ZipFile zip, ZipArchiveEntry entry)
            throws IOException, SnapshotException {
        if (!members.begin(entry.getName(), Math.max(0, entry.getSize()))) {
            return;
        }
        if (entry.isDirectory()) {
            members.directory();
        } else if (entry.isUnixSymlink()) {
            try (InputStream in = zip.getInputStream(entry)) {
                members.link(XmlText.decode(in.readNBytes(limits.maxPathLength() + 1)));
            }
        } else {
            try (InputStream in = zip.getInputStream(entry)) {
                members.file(in);
            }
        }
    }
}
