// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.SnapshotException;

/**
 * Walks through the members of a tar stream. Understands long names of GNU tar and of the pax format
 * (POSIX.1-2001). Small and free of reflection, because starting the program pays for every class, and
 * strict about where an archive ends, because a cut one must not look complete.
 */
final class TarMembers {

    /** How a stream ended. */
    enum End {
        /** With the two blocks of zeros, or at least one. */
        MARKED,
        /** Between two members without a marker. */
        UNMARKED
    }

    private static final int MAX_EXTENSION = 1 << 20;
    /** Set in old GNU headers when blocks of a sparse file's map stand before its content. */
    private static final int SPARSE_EXTENDED = 482;

    private final InputStream in;
    private final MemberCollector members;
    private final Runnable onMember;
    private final byte[] block = new byte[TarHeader.BLOCK];
    private final byte[] sink = new byte[1 << 14];

    /**
     * @param onMember called before each member
     */
    TarMembers(InputStream in, MemberCollector members, Runnable onMember) {
        this.in = in;
        this.members = members;
        this.onMember = onMember;
    }

    /** Hands every member to the collector. */
    End readAll() throws IOException, SnapshotException {
        Map<String, String> next = new HashMap<>();
        while (true) {
            int read = in.readNBytes(block, 0, block.length);
            if (read == 0) {
                return End.UNMARKED;
            }
            if (read < block.length) {
                throw new EOFException();
            }
            if (TarHeader.isZero(block)) {
                return End.MARKED;
            }
            if (!TarHeader.isHeader(block)) {
                throw new IOException("the header of a tar member was expected");
            }
            TarHeader header = TarHeader.of(block);
            if (header.size() < 0) {
                throw new IOException("the size of a tar member is no number");
            }
            switch (header.type()) {
                case 'L' -> next.put("path", extension(header));
                case 'K' -> next.put("linkpath", extension(header));
                case 'x' -> records(header, next);
                case 'g' -> extension(header);
                default -> {
                    onMember.run();
                    member(header, next);
                    next.clear();
                }
            }
        }
    }

    private void member(TarHeader header, Map<String, String> extended) throws IOException, SnapshotException {
        String name = extended.getOrDefault("path", header.name());
        String target = extended.getOrDefault("linkpath", header.linkName());
        long size = header.size();
        if (extended.containsKey("size")) {
            size = decimal(extended.get("size")).orElseThrow(() -> new IOException("the size of a tar member is no number"));
        }
        char type = header.type();
        // Only files have content; some writers put a size into the headers of folders and links too.
        boolean file = type == '0' || type == '7' || type == 'S' || type > '7';
        size = file ? size : 0;
        boolean sparse = type == 'S' || extended.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse"));
        if (type == 'S' && block[SPARSE_EXTENDED] != 0) {
            throw new IOException("a sparse tar member with a long map is not read");
        }
        Content content = new Content(size);
        if (members.begin(name, size)) {
            switch (type) {
                case '1' -> members.hardLink(target);
                case '2' -> members.link(target);
                case '5' -> members.directory();
                case '3', '4', '6' -> members.special();
                default -> {
                    if (name.endsWith("/")) {
                        members.directory();
                    } else if (sparse || type != '0' && type != '7') {
                        members.fileWithoutContent("a member of the tar type " + type + " is not read");
                    } else {
                        members.file(content);
                    }
                }
            }
        }
        content.finish();
    }

    /** A long name, which is the content of a member of its own. */
    private String extension(TarHeader header) throws IOException {
        byte[] bytes = extensionBytes(header);
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        return XmlText.decode(bytes, 0, length);
    }

    private byte[] extensionBytes(TarHeader header) throws IOException {
        if (header.size() > MAX_EXTENSION) {
            throw new IOException("a name of " + header.size() + " bytes was found, at most " + MAX_EXTENSION
                    + " are read");
        }
        Content content = new Content(header.size());
        byte[] bytes = content.readNBytes((int) header.size());
        content.finish();
        return bytes;
    }

    /** Records of the form "length key=value" and a line feed, the length in decimal with everything. */
    private void records(TarHeader header, Map<String, String> records) throws IOException {
        byte[] bytes = extensionBytes(header);
        int at = 0;
        while (at < bytes.length && bytes[at] != 0) {
            int blank = at;
            while (blank < bytes.length && bytes[blank] != ' ') {
                blank++;
            }
            OptionalLong length = decimal(XmlText.decode(bytes, at, blank - at));
            if (length.isEmpty() || length.getAsLong() < blank - at + 2 || length.getAsLong() > bytes.length - at) {
                throw new IOException("a record of a pax header has a wrong length");
            }
            int end = at + (int) length.getAsLong();
            int equals = blank + 1;
            while (equals < end && bytes[equals] != '=') {
                equals++;
            }
            if (equals < end - 1) {
                records.put(XmlText.decode(bytes, blank + 1, equals - blank - 1),
                        XmlText.decode(bytes, equals + 1, end - equals - 2));
            }
            at = end;
        }
    }

    private static OptionalLong decimal(String text) {
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    /** The content of one member and no byte of the next. */
    private final class Content extends InputStream {

        private long left;
        private final long padding;

        Content(long size) {
            left = size;
            padding = (TarHeader.BLOCK - size % TarHeader.BLOCK) % TarHeader.BLOCK;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(buffer, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new EOFException();
            }
            left -= read;
            return read;
        }

        /** Goes to the next header. */
        void finish() throws IOException {
            long rest = left + padding;
            left = 0;
            while (rest > 0) {
                int read = in.read(sink, 0, (int) Math.min(sink.length, rest));
                if (read < 0) {
                    throw new EOFException();
                }
                rest -= read;
            }
        }
    }
}
