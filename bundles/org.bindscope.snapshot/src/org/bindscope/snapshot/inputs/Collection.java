// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.inputs;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.snapshot.FileTree.Content;
import org.bindscope.snapshot.FileTree.Present;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.tree.FolderTree;
import org.bindscope.snapshot.tree.MemoryTree;
import org.bindscope.snapshot.tree.Root;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * Several inputs that lie together: files in a folder or at the top of an archive. Files that are no input
 * are named in a problem, and cost nothing else.
 */
final class Collection {

    private static final int MAX_FILES = 200;
    private static final int MAX_INPUTS = 64;
    private static final int NAMED = 5;

    private final InputOpener opener;
    private final Progress progress;
    private final List<Input> inputs = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    Collection(InputOpener opener, Progress progress) {
        this.opener = opener.inside();
        this.progress = progress;
    }

    /** The files of a folder of this machine's file system. */
    List<Input> inFolder(String source, Path folder) {
        List<String> names = new ArrayList<>(FolderTree.namesIn(folder));
        names.sort(null);
        int files = 0;
        for (String name : names) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || ++files > MAX_FILES) {
                continue;
            }
            String path = source.endsWith("/") ? source + name : source + '/' + name;
            open(name, () -> opener.open(path));
        }
        return done();
    }

    /** The files at the top of an archive, or in the one folder there. */
    List<Input> inArchive(String source, MemoryTree.Builder members, List<Root> roots) {
        List<String> paths = new ArrayList<>();
        for (String name : members.names("").stream().sorted().toList()) {
            if (members.content(name).isPresent()) {
                paths.add(name);
            } else if (roots.stream().noneMatch(root -> root.folder().equals(name))) {
                members.names(name).stream().sorted().limit(MAX_FILES).map(each -> TreePaths.join(name, each))
                        .filter(path -> members.content(path).isPresent()).forEach(paths::add);
            }
        }
        for (String path : paths.stream().limit(MAX_FILES).toList()) {
            Optional<Content> content = members.content(path);
            if (content.isPresent() && content.get() instanceof Present present && present.bytes().length > 0) {
                open(path, () -> opener.open(source + '/' + path,
                        new ByteArrayInputStream(present.bytes())));
            } else {
                unknown.add(path);
            }
        }
        return done();
    }

    /** Opens one file. */
    private interface Opening {
        List<Input> inputs() throws SnapshotException;
    }

    private void open(String name, Opening opening) {
        progress.check();
        if (inputs.size() >= MAX_INPUTS) {
            unknown.add(name);
            return;
        }
        try {
            inputs.addAll(opening.inputs());
        } catch (SnapshotException e) {
            unknown.add(name);
        }
    }

    private List<Input> done() {
        if (!inputs.isEmpty() && !unknown.isEmpty()) {
            String message = unknown.size() + (unknown.size() == 1 ? " file beside the inputs was" : " files beside the inputs were")
                    + " left out, since the content is none that is known: "
                    + String.join(", ", unknown.stream().limit(NAMED).toList()) + (unknown.size() > NAMED ? ", …" : "") + '.';
            inputs.set(0, inputs.get(0).without(List.of(new Input.Skipped(unknown.get(0), message))));
        }
        return List.copyOf(inputs);
    }
}
