// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.ProgressBar;

/** Says that a picture is being drawn anew, and lets the user stop it. It takes a row of a grid while it is there. */
final class BusyStrip {

    /** What is done sooner than this is not worth a word. */
    private static final int PATIENCE_MS = 250;

    private static final int NOTE_MS = 12_000;

    private final Composite strip;
    private final Label text;
    private final Button button;
    private Runnable cancel = () -> { };
    private boolean busy;
    private ProgressBar bar;

    BusyStrip(Composite parent, int columns) {
        strip = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(3).applyTo(strip);
        GridDataFactory.fillDefaults().grab(true, false).span(columns, 1).exclude(true).applyTo(strip);
        strip.setVisible(false);
        text = new Label(strip, SWT.NONE);
        GridDataFactory.fillDefaults().align(SWT.FILL, SWT.CENTER).grab(true, false).hint(80, SWT.DEFAULT).applyTo(text);
        button = new Button(strip, SWT.PUSH);
        button.setText("Cancel");
        button.addListener(SWT.Selection, event -> cancel.run());
    }

    /** Shows the strip, if the work is not done in a moment. */
    void begin(String what, Runnable onCancel) {
        busy = true;
        cancel = onCancel;
        text.setText(what);
        strip.getDisplay().timerExec(PATIENCE_MS, show);
    }

    void end() {
        busy = false;
        visible(false);
    }

    /** Says something for a while. */
    void tell(String sentence) {
        if (busy) {
            return;
        }
        text.setText(sentence);
        text.setToolTipText(sentence);
        button.setVisible(false);
        visible(true);
        strip.getDisplay().timerExec(NOTE_MS, quiet);
    }

    private final Runnable show = () -> {
        if (!strip().isDisposed() && busy()) {
            working();
        }
    };

    private final Runnable quiet = () -> {
        if (!strip().isDisposed() && !busy()) {
            visible(false);
        }
    };

    private Composite strip() {
        return strip;
    }

    private boolean busy() {
        return busy;
    }

    private void working() {
        if (bar == null) {
            bar = new ProgressBar(strip, SWT.INDETERMINATE);
            GridDataFactory.fillDefaults().align(SWT.END, SWT.CENTER).applyTo(bar);
            bar.moveBelow(text);
        }
        button.setVisible(true);
        visible(true);
        strip.layout();
    }

    private void visible(boolean yes) {
        if (!yes && bar != null) {
            // A hidden one would go on moving and keep the processor awake.
            bar.dispose();
            bar = null;
        }
        if (strip.getVisible() != yes) {
            strip.setVisible(yes);
            ((GridData) strip.getLayoutData()).exclude = !yes;
            strip.getParent().layout();
        }
    }
}
