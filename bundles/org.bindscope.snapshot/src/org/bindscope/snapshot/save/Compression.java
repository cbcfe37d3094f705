// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.save;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorOutputStream;

/** How a saved archive is compressed; the name of the file tells. */
public enum Compression {

    /** xz, the smallest. */
    XZ(".tar.xz"),
    /** gzip, which every machine can unpack. */
    GZIP(".tar.gz"),
    /** Zstandard. */
    ZSTD(".tar.zst"),
    /** None. */
    NONE(".tar");

    private final String ending;

    Compression(String ending) {
        this.ending = ending;
    }

    /**
     * End of the file's name.
     *
     * @return for example {@code .tar.xz}
     */
    public String ending() {
        return ending;
    }

    /**
     * The form that a name asks for.
     *
     * @param file name of a file
     * @return empty when it ends in none of the forms
     */
    public static Optional<Compression> of(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return Arrays.stream(values()).filter(form -> name.endsWith(form.ending)).findFirst();
    }

    OutputStream around(OutputStream out) throws IOException {
        return switch (this) {
            case XZ -> new XZCompressorOutputStream(out, 6);
            case GZIP -> new GzipCompressorOutputStream(out, new GzipParameters());
            case ZSTD -> new ZstdCompressorOutputStream(out);
            case NONE -> out;
        };
    }
}
