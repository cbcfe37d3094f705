// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import org.bindscope.render.scene.SceneRect;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.ScrollBar;

/** The scroll bars of a canvas: they follow the viewport, and move it. */
final class SceneScroll {

    private final SceneWidget widget;
    private boolean following;

    SceneScroll(SceneWidget widget) {
        this.widget = widget;
        widget.control().getHorizontalBar().addListener(SWT.Selection, event -> scrolled());
        widget.control().getVerticalBar().addListener(SWT.Selection, event -> scrolled());
    }

    /** Sets the bars to what is seen. */
    void follow() {
        Viewport viewport = widget.viewport();
        SceneRect seen = viewport.visible();
        SceneRect all = widget.scene().isPresent() ? widget.extent().union(seen) : seen;
        following = true;
        try {
            set(widget.control().getHorizontalBar(), viewport.scale(), seen.x() - all.x(), seen.width(), all.width());
            set(widget.control().getVerticalBar(), viewport.scale(), seen.y() - all.y(), seen.height(), all.height());
        } finally {
            following = false;
        }
    }

    private static void set(ScrollBar bar, double scale, double start, double seen, double all) {
        int thumb = Math.max(1, (int) Math.round(seen * scale));
        int maximum = Math.max(thumb, (int) Math.round(all * scale));
        bar.setValues((int) Math.round(start * scale), 0, maximum, thumb, Math.max(1, thumb / 10), Math.max(1, thumb * 9 / 10));
        bar.setEnabled(maximum > thumb);
    }

    private void scrolled() {
        if (following) {
            return;
        }
        Viewport viewport = widget.viewport();
        SceneRect seen = viewport.visible();
        SceneRect all = widget.scene().isPresent() ? widget.extent().union(seen) : seen;
        widget.show(new Viewport(viewport.scale(),
                all.x() + widget.control().getHorizontalBar().getSelection() / viewport.scale(),
                all.y() + widget.control().getVerticalBar().getSelection() / viewport.scale(),
                viewport.width(), viewport.height()));
    }
}
