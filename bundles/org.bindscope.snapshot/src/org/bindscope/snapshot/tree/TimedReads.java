// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.bindscope.snapshot.FileTree.Content;
import org.bindscope.snapshot.FileTree.Present;
import org.bindscope.snapshot.FileTree.Unreadable;

/**
 * Reads files with a time limit each, since a driver can block the read of an attribute (driver-match
 * specification 15.2). A read that hangs in the kernel cannot be stopped: its thread is left behind, and
 * after a few of them no more files are opened.
 */
final class TimedReads {

    private static final int MAX_HANGING = 4;

    private final Duration timeout;
    private ExecutorService thread;
    private int hanging;

    TimedReads(Duration timeout) {
        this.timeout = timeout;
    }

    /** Reads a regular file to its end; the length that the file system tells does not count. */
    synchronized Content read(Path file, int max) {
        if (hanging >= MAX_HANGING) {
            return new Unreadable("not opened: " + hanging + " earlier reads did not end");
        }
        if (thread == null) {
            thread = Executors.newSingleThreadExecutor(work -> {
                Thread reader = new Thread(work, "bindscope-read");
                reader.setDaemon(true);
                return reader;
            });
        }
        Callable<Content> reading = () -> readNow(file, max);
        Future<Content> result = thread.submit(reading);
        try {
            return result.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            result.cancel(true);
            thread.shutdown();
            thread = null;
            hanging++;
            return new Unreadable("the read did not end within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            return new Unreadable("reading failed: " + e.getCause().getMessage());
        } catch (InterruptedException e) {
            result.cancel(true);
            Thread.currentThread().interrupt();
            return new Unreadable("the read was interrupted");
        }
    }

    private static Content readNow(Path file, int max) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(max);
            if (bytes.length == max && in.read() >= 0) {
                return new Unreadable("it is longer than the " + max + " bytes that are read");
            }
            return new Present(bytes);
        } catch (AccessDeniedException e) {
            return new Unreadable("permission denied");
        } catch (FileSystemException e) {
            return new Unreadable(e.getReason() == null ? "it cannot be opened" : e.getReason());
        } catch (IOException e) {
            return new Unreadable(e.getMessage() == null ? "reading failed" : e.getMessage());
        }
    }
}
