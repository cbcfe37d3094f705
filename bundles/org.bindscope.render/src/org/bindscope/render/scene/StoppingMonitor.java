// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import org.eclipse.elk.core.util.IElkProgressMonitor;
import org.eclipse.elk.core.util.NullElkProgressMonitor;

/**
 * Lets ELK stop in the middle. Its algorithms begin a task for each of their steps and ask between them whether
 * they are cancelled; what they leave behind then is no layout, so that the question itself ends the work.
 */
final class StoppingMonitor extends NullElkProgressMonitor {

    private final BooleanSupplier cancelled;

    StoppingMonitor(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public boolean isCanceled() {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("the picture is not wanted any more");
        }
        return false;
    }

    @Override
    public boolean begin(String name, float totalWork) {
        isCanceled();
        return super.begin(name, totalWork);
    }

    @Override
    public IElkProgressMonitor subTask(float work) {
        isCanceled();
        return this;
    }
}
