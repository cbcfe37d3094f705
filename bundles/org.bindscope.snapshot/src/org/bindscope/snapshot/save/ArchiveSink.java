// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.save;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.bindscope.snapshot.redact.Redactor;

/**
 * Writes members below one folder of an archive, with names redacted.
 *
 * @param tar      the archive
 * @param top      what stands before all names, ended by a slash
 * @param redactor replaces what identifies the machine; empty to leave everything as it is
 */
record ArchiveSink(TarArchiveOutputStream tar, String top, Optional<Redactor> redactor) {

    /** A folder below this one. */
    ArchiveSink below(String folder) {
        return new ArchiveSink(tar, top + folder + '/', redactor);
    }

    void directory(String path) throws IOException {
        put(path + '/', TarConstants.LF_DIR, new byte[0], "");
    }

    void link(String path, String target) throws IOException {
        put(path, TarConstants.LF_SYMLINK, new byte[0], target);
    }

    void file(String path, byte[] content) throws IOException {
        put(path, TarConstants.LF_NORMAL, content, "");
    }

    void note(String path, String text) throws IOException {
        file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A path as it is written. */
    String path(String path) {
        return redactor.map(each -> each.path(path)).orElse(path);
    }

    /** Content as it is written; empty when it must be left out, because nobody knows what it tells. */
    Optional<byte[]> content(String path, byte[] bytes) {
        return redactor.isEmpty() ? Optional.of(bytes) : redactor.get().redact(path, bytes);
    }

    private void put(String path, byte type, byte[] content, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(top + path(path), type);
        entry.setSize(content.length);
        entry.setModTime(0);
        entry.setMode(type == TarConstants.LF_DIR ? 0755 : 0644);
        if (type == TarConstants.LF_SYMLINK) {
            entry.setLinkName(path(target));
        }
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
