// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.zip.GZIPInputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.bindscope.snapshot.Limits;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.SnapshotException;
import org.tukaani.xz.XZInputStream;

import com.github.luben.zstd.ZstdInputStream;

/**
 * Reads a tar archive, compressed or not, in one pass. Nothing is unpacked to disk; names and links are
 * kept, and the content of files that readers may need.
 */
public final class ArchiveReader {

    private static final int BUFFER = 1 << 16;
    /** Largest text or blob that is compressed alone: reports of graphics drivers come near a tenth of it. */
    private static final int MAX_SINGLE = 64 << 20;
    /** Memory for the dictionary of xz, KiB; the highest preset needs 65 MiB. */
    private static final int XZ_MEMORY_KIB = 128 << 10;

    private final Limits limits;
    private final Progress progress;
    private final Problems problems;

    /**
     * @param limits   what the archive may cost
     * @param progress hears and may stop
     * @param problems takes members that were left out
     */
    public ArchiveReader(Limits limits, Progress progress, Problems problems) {
        this.limits = limits;
        this.progress = progress;
        this.problems = problems;
    }

    /**
     * What came out of a file.
     *
     * @param members members of a tar archive; empty when it is none
     * @param plain   the one file that was compressed, where it is no archive
     */
    public record Unpacked(Optional<MemoryTree.Builder> members, byte[] plain) {
    }

    /**
     * Reads all members, or the one file that is compressed.
     *
     * @param name   what to call the archive in messages
     * @param format the form that its first bytes tell; neither zip nor device tree
     * @param in     the archive from its first byte; not closed
     * @param length its length in bytes, negative when unknown
     * @return the members or the file; binary data other than a device tree is neither
     * @throws SnapshotException when the archive is cut, damaged, holds neither or costs too much
     */
    public Unpacked read(String name, ArchiveFormat format, InputStream in, long length)
            throws SnapshotException {
        CountingStream packed = new CountingStream(in, Long.MAX_VALUE);
        CountingStream unpacked = null;
        try {
            unpacked = new CountingStream(unpack(format, new BufferedInputStream(packed, BUFFER)),
                    limits.maxTotalBytes());
            byte[] head = unpacked.readNBytes(ArchiveFormat.HEAD);
            Optional<ArchiveFormat> inside = ArchiveFormat.of(head);
            if (format != ArchiveFormat.TAR && mayBeSingleFile(head, inside)) {
                return new Unpacked(Optional.empty(), single(name, head, unpacked));
            }
            if (inside.filter(found -> found == ArchiveFormat.TAR).isEmpty()) {
                throw new SnapshotException(name + ": a tar archive was expected"
                        + (format == ArchiveFormat.TAR ? "" : " inside the compressed file")
                        + ", but the first " + head.length + " bytes are no tar header");
            }
            // Buffered again, because the tar reader takes and skips many short pieces.
            InputStream tar = new BufferedInputStream(
                    new SequenceInputStream(new ByteArrayInputStream(head), unpacked), BUFFER);
            MemoryTree.Builder members = members(name, tar, packed, length);
            // To the end, so that the checksum of the compressed file is compared.
            tar.transferTo(OutputStream.nullOutputStream());
            // The library takes a half header for the end, and an archive without end marker for complete.
            if (unpacked.count() % ArchiveFormat.HEAD != 0) {
                throw new EOFException();
            }
            if (unpacked.trailingZeros() < ArchiveFormat.HEAD) {
                problems.skipped(name, name + " ends at byte " + packed.count()
                        + " without the end marker of a tar archive, so members may be missing.");
            }
            return new Unpacked(Optional.of(members), new byte[0]);
        } catch (CountingStream.LimitException e) {
            throw new SnapshotException(name + ": it is too large, " + e.getMessage() + " (at byte "
                    + packed.count() + " of the file)", e);
        } catch (IOException | RuntimeException e) {
            throw damaged(name, e, packed, unpacked, length);
        }
    }

    private static boolean mayBeSingleFile(byte[] head, Optional<ArchiveFormat> inside) {
        if (inside.isPresent()) {
            return inside.get() == ArchiveFormat.DEVICE_TREE;
        }
        return ArchiveFormat.mayBeText(head);
    }

    private byte[] single(String name, byte[] head, InputStream rest) throws IOException, SnapshotException {
        int most = (int) Math.min(MAX_SINGLE, limits.maxKeptBytes());
        byte[] tail = rest.readNBytes(most);
        if (tail.length == most) {
            throw new SnapshotException(name + ": it is too large, at most " + most + " bytes of a compressed file are read");
        }
        byte[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }

    /** Libraries answer damage with many kinds of exceptions; the place is what the reader needs. */
    private static SnapshotException damaged(String name, Exception e, CountingStream packed,
            CountingStream unpacked, long length) throws SnapshotException {
        if (e instanceof CancellationException cancelled) {
            throw cancelled;
        }
        boolean atEnd = length >= 0 && packed.count() >= length;
        boolean cut = e instanceof EOFException || atEnd || unpacked != null && unpacked.ended();
        String place = "byte " + packed.count() + (unpacked == null || unpacked.count() == packed.count() ? ""
                : " (byte " + unpacked.count() + " of the tar inside)");
        String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new SnapshotException(cut
                ? name + ": the archive ends at " + place
                        + " in the middle of its content; a complete one was expected"
                : name + ": the archive is damaged at about " + place + ": " + said, e);
    }

    private static InputStream unpack(ArchiveFormat format, InputStream in) throws IOException {
        return switch (format) {
            case TAR -> in;
            case GZIP -> new GZIPInputStream(in, BUFFER);
            case XZ -> new XZInputStream(in, XZ_MEMORY_KIB);
            case BZIP2 -> new BZip2CompressorInputStream(in, true);
            case ZSTD -> new ZstdInputStream(in);
            case ZIP, DEVICE_TREE -> throw new IllegalArgumentException("No stream of members: " + format);
        };
    }

    private MemoryTree.Builder members(String name, InputStream in, CountingStream packed, long length)
            throws IOException, SnapshotException {
        MemberCollector members = new MemberCollector(name, limits, problems);
        TarArchiveInputStream tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name());
        int count = 0;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            progress.check();
            if (++count % 256 == 0 && length > 0) {
                progress.worked(0.5 * Math.min(1, (double) packed.count() / length));
            }
            if (!entry.isCheckSumOK()) {
                throw new IOException("the header of a tar member was expected");
            }
            add(members, tar, entry);
        }
        return members.tree();
    }

    private static void add(MemberCollector members, TarArchiveInputStream tar, TarArchiveEntry entry)
            throws IOException, SnapshotException {
        if (!members.begin(entry.getName(), entry.getRealSize())) {
            return;
        }
        if (entry.isFIFO() || entry.isCharacterDevice() || entry.isBlockDevice()) {
            members.special();
        } else if (entry.isDirectory()) {
            members.directory();
        } else if (entry.isSymbolicLink()) {
            members.link(entry.getLinkName());
        } else if (entry.isLink()) {
            members.hardLink(entry.getLinkName());
        } else if (tar.canReadEntryData(entry)) {
            members.file(tar);
        } else {
            members.fileWithoutContent("a tar member of this kind is not read");
        }
    }
}
