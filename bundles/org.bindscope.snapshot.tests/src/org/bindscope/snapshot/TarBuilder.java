// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Makes small archives of machines for tests. */
public final class TarBuilder {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    public TarBuilder() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /** Long names in GNU's way. */
    public TarBuilder gnu() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        return this;
    }

    public TarBuilder file(String name, String text) {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    public TarBuilder file(String name, byte[] content) {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        return put(entry, content);
    }

    public TarBuilder link(String name, String target) {
        return linked(name, target, TarConstants.LF_SYMLINK);
    }

    public TarBuilder hardLink(String name, String target) {
        return linked(name, target, TarConstants.LF_LINK);
    }

    public TarBuilder pipe(String name) {
        return put(new TarArchiveEntry(name, TarConstants.LF_FIFO, true), new byte[0]);
    }

    public TarBuilder folder(String name) {
        return put(new TarArchiveEntry(name + '/', true), new byte[0]);
    }

    /** A PCI function with the usual files. */
    public TarBuilder function(String folder, String vendor, String device, String classCode) {
        String address = folder.substring(folder.lastIndexOf('/') + 1);
        return file(folder + "/vendor", "0x" + vendor + '\n').file(folder + "/device", "0x" + device + '\n')
                .file(folder + "/class", "0x" + classCode + '\n')
                .link("sys/bus/pci/devices/" + address, "../../../" + folder.substring("sys/".length()));
    }

    private TarBuilder linked(String name, String target, byte type) {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        return put(entry, new byte[0]);
    }

    private TarBuilder put(TarArchiveEntry entry, byte[] content) {
        try {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] tar() {
        try {
            tar.close();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    public Snapshot open() throws SnapshotException {
        return open(tar(), ReadOptions.defaults());
    }

    public static Snapshot open(byte[] archive, ReadOptions options) throws SnapshotException {
        return new SnapshotReader().open("test.tar", new java.io.ByteArrayInputStream(archive), options, Progress.none());
    }
}
