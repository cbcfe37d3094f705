// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.session;

import org.bindscope.snapshot.Progress;
import org.eclipse.core.runtime.IProgressMonitor;

/** Tells a workbench progress monitor what the readers say. */
public final class JobProgress implements Progress {

    private static final int TICKS = 1000;

    private final IProgressMonitor monitor;
    private int done;

    /**
     * Begins a task.
     *
     * @param monitor the workbench's monitor
     * @param task    what is done
     */
    public JobProgress(IProgressMonitor monitor, String task) {
        this.monitor = monitor;
        monitor.beginTask(task, TICKS);
    }

    @Override
    public void task(String text) {
        monitor.subTask(text);
    }

    @Override
    public void worked(double fraction) {
        int now = (int) (TICKS * Math.max(0, Math.min(1, fraction)));
        if (now > done) {
            monitor.worked(now - done);
            done = now;
        }
    }

    @Override
    public boolean isCancelled() {
        return monitor.isCanceled();
    }
}
