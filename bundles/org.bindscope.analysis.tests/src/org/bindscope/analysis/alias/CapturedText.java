// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

import org.bindscope.testsupport.CorpusFiles;

/** Reads single members out of the captures of the corpus, without the product's own reader. */
public final class CapturedText {

    private CapturedText() {
    }

    /**
     * A member's text.
     *
     * @param capture file below the corpus, a tar.gz
     * @param ending  how the member's path ends
     * @return Latin-1 text
     */
    public static String member(String capture, String ending) {
        Path file = CorpusFiles.require(capture);
        try (InputStream in = new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            byte[] header = in.readNBytes(512);
            while (header.length == 512 && header[0] != 0) {
                String name = new String(header, 0, 100, StandardCharsets.ISO_8859_1);
                name = name.substring(0, name.indexOf(0) < 0 ? 100 : name.indexOf(0));
                int size = Integer.parseInt(new String(header, 124, 11, StandardCharsets.ISO_8859_1).trim(), 8);
                byte[] content = in.readNBytes(size);
                in.skipNBytes((512 - size % 512) % 512);
                if (name.endsWith(ending)) {
                    return new String(content, StandardCharsets.ISO_8859_1);
                }
                header = in.readNBytes(512);
            }
        } catch (IOException e) {
            throw new IllegalStateException(file.toString(), e);
        }
        throw new IllegalStateException(capture + " has no " + ending);
    }

    /**
     * modules.alias of the machine A.
     *
     * @return 27,379 aliases of Debian's kernel 6.12
     */
    public static String modulesAlias() {
        return member("qemu/A-01-coldplug.tar.gz", "/modules.alias");
    }
}
