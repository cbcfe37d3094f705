// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.FileTree.Content;
import org.bindscope.snapshot.FileTree.Present;
import org.bindscope.snapshot.FileTree.Unreadable;
import org.bindscope.snapshot.Limits;
import org.bindscope.snapshot.SnapshotException;

/** Takes the members of an archive one by one, checks their names and keeps the limits. */
final class MemberCollector {

    private static final Content NOT_KEPT = new Unreadable("it is not on the list of files that are opened");

    /** Files that nobody may want after all get this part of the room at most. */
    private static final int SHARE_OF_TEXTS = 4;

    private final String archive;
    private final Limits limits;
    private final Problems problems;
    private final MemoryTree.Builder tree = new MemoryTree.Builder();
    private int entries;
    private long kept;
    private String path;
    private long length;

    MemberCollector(String archive, Limits limits, Problems problems) {
        this.archive = archive;
        this.limits = limits;
        this.problems = problems;
    }

    MemoryTree.Builder tree() {
        return tree;
    }

    /**
     * A new member.
     *
     * @return false when its name is not acceptable and the member must be passed over
     */
    boolean begin(String name, long size) throws SnapshotException {
        if (++entries > limits.maxEntries()) {
            throw new SnapshotException(archive + ": it is too large, more than " + limits.maxEntries()
                    + " members stand in it");
        }
        if (size > limits.maxTotalBytes()) {
            throw new SnapshotException(archive + ": it is too large, its member " + shown(name) + " holds " + size
                    + " bytes and the whole may hold " + limits.maxTotalBytes());
        }
        Optional<String> checked = TreePaths.ofMember(name, limits.maxPathLength(), limits.maxDepth());
        if (checked.isEmpty()) {
            problems.skipped(shown(name), "The archive member " + shown(name)
                    + " was left out: a relative name without \"..\" of at most " + limits.maxPathLength()
                    + " characters and " + limits.maxDepth() + " folders was expected.");
            return false;
        }
        path = checked.get();
        length = size;
        keep(path.length());
        return !path.isEmpty();
    }

    private void keep(long bytes) throws SnapshotException {
        kept += bytes;
        if (kept > limits.maxKeptBytes()) {
            throw new SnapshotException(archive + ": it is too large, the files that would have to be read hold more than "
                    + limits.maxKeptBytes() + " bytes");
        }
    }

    void directory() {
        placed(tree.directory(path));
    }

    void link(String target) throws SnapshotException {
        if (target.length() > limits.maxPathLength()) {
            problems.skipped(shown(path), "The link " + shown(path) + " was left out: its text is longer than "
                    + limits.maxPathLength() + " characters.");
            return;
        }
        keep(target.length());
        placed(tree.link(path, target));
    }

    void hardLink(String target) {
        Optional<String> checked = TreePaths.ofMember(target, limits.maxPathLength(), limits.maxDepth());
        placed(checked.isPresent() && tree.hardLink(path, checked.get()));
    }

    void special() {
        placed(tree.special(path));
    }

    /** Keeps the content where a reader may need it; the rest of the stream is the caller's. */
    void file(InputStream in) throws IOException, SnapshotException {
        Content content = NOT_KEPT;
        boolean needed = ContentRules.mayBeNeeded(path);
        if (needed || ContentRules.mayBeText(path) && kept + length <= limits.maxKeptBytes() / SHARE_OF_TEXTS) {
            if (length > limits.maxFileBytes()) {
                content = new Unreadable("it holds " + length + " bytes, at most " + limits.maxFileBytes()
                        + " are read");
            } else {
                keep(length);
                byte[] bytes = in.readNBytes((int) length);
                if (bytes.length < length) {
                    throw new EOFException();
                }
                content = new Present(bytes);
            }
        }
        placed(tree.file(path, length, content));
    }

    void fileWithoutContent(String reason) {
        placed(tree.file(path, length, new Unreadable(reason)));
    }

    private void placed(boolean done) {
        if (!done) {
            problems.skipped(shown(path), "The archive member " + shown(path)
                    + " was left out: it stands below a link or file, in the place of another member, or is a"
                    + " second name of a member that is not there.");
        }
    }

    private static String shown(String name) {
        String text = XmlText.of(name.length() > 200 ? name.substring(0, 200) : name);
        return text.replace('\n', ' ');
    }
}
