// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

import org.eclipse.emf.common.util.URI;
import org.eclipse.emf.ecore.resource.impl.ResourceImpl;

/**
 * A snapshot as an EMF resource: loading it reads a device-tree blob, an archive or a folder, and its one
 * root object is the machine. It cannot be saved, since a snapshot is evidence; copy the machine into an
 * XMI resource to save the model.
 */
public final class SnapshotResource extends ResourceImpl {

    /** Load option: a {@link ReadOptions}. */
    public static final String OPTION_READ = "org.bindscope.snapshot.read";
    /** Load option: a {@link Progress}. */
    public static final String OPTION_PROGRESS = "org.bindscope.snapshot.progress";

    private FileTree files;

    /**
     * @param uri where the snapshot is
     */
    public SnapshotResource(URI uri) {
        super(uri);
    }

    /**
     * The files of the snapshot.
     *
     * @return empty before loading
     */
    public Optional<FileTree> files() {
        return Optional.ofNullable(files);
    }

    /** A file URI is opened by its path, so that folders and zip archives work too. */
    @Override
    public void load(Map<?, ?> options) throws IOException {
        if (isLoaded || !uri.isFile()) {
            super.load(options);
            return;
        }
        Map<?, ?> merged = mergeMaps(options, defaultLoadOptions);
        isLoading = true;
        try {
            take(new SnapshotReader().open(uri.toFileString(), readOptions(merged), progress(merged)));
        } catch (SnapshotException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            isLoading = false;
        }
    }

    @Override
    protected void doLoad(InputStream in, Map<?, ?> options) throws IOException {
        try {
            take(new SnapshotReader().open(uri.lastSegment() == null ? uri.toString() : uri.lastSegment(), in,
                    readOptions(options), progress(options)));
        } catch (SnapshotException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void take(Snapshot snapshot) {
        files = snapshot.files();
        getContents().add(snapshot.machine());
        setLoaded(true);
    }

    @Override
    protected void doUnload() {
        super.doUnload();
        files = null;
    }

    private static ReadOptions readOptions(Map<?, ?> options) {
        return options != null && options.get(OPTION_READ) instanceof ReadOptions given ? given
                : ReadOptions.defaults();
    }

    private static Progress progress(Map<?, ?> options) {
        return options != null && options.get(OPTION_PROGRESS) instanceof Progress given ? given : Progress.none();
    }
}
