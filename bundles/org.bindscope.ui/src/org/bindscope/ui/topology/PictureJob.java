// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.topology;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

import org.bindscope.ui.session.UserMessages;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Display;

/**
 * Makes one picture away from the UI thread and hands it over, unless it was cancelled. The workbench shows
 * its progress.
 *
 * @param <T> what is made
 */
final class PictureJob<T> extends Job {

    private final Display display;
    private final Function<BooleanSupplier, T> work;
    private final Consumer<T> show;
    private final Runnable stopped;

    /**
     * @param name    what is being done
     * @param display where results are shown
     * @param work    makes the picture; is given a way to ask whether it is still wanted
     * @param show    shows it; in the UI thread
     * @param stopped called in place of {@code show} when there is no picture; in the UI thread
     */
    PictureJob(String name, Display display, Function<BooleanSupplier, T> work, Consumer<T> show, Runnable stopped) {
        super(name);
        this.display = display;
        this.work = work;
        this.show = show;
        this.stopped = stopped;
    }

    @Override
    protected IStatus run(IProgressMonitor monitor) {
        monitor.beginTask(getName(), IProgressMonitor.UNKNOWN);
        try {
            T result = work.apply(monitor::isCanceled);
            if (!monitor.isCanceled()) {
                later(() -> {
                    if (!monitor.isCanceled()) {
                        show.accept(result);
                    }
                });
                return Status.OK_STATUS;
            }
        } catch (CancellationException e) {
            // Nobody wants the picture any more.
            return cancelled();
        } catch (RuntimeException e) {
            UserMessages.failed(getName() + " failed", e);
            later(stopped);
            return Status.error(getName() + " failed", e);
        } finally {
            monitor.done();
        }
        return cancelled();
    }

    private IStatus cancelled() {
        later(stopped);
        return Status.CANCEL_STATUS;
    }

    private void later(Runnable what) {
        if (!display.isDisposed()) {
            display.asyncExec(what);
        }
    }
}
