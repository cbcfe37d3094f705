// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import java.util.OptionalInt;

import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;

/** Shows a {@link FileExcerpt} with line numbers beside it, which are not part of what is copied. */
final class FilePane {

    private static final int GAP = 8;

    private final StyledText text;
    private FileExcerpt excerpt = FileExcerpt.ofText("", OptionalInt.empty());

    FilePane(Composite parent) {
        text = new StyledText(parent, SWT.MULTI | SWT.READ_ONLY | SWT.H_SCROLL | SWT.V_SCROLL);
        text.setAlwaysShowScrollBars(false);
        text.setFont(JFaceResources.getTextFont());
        MachinePart.name(text, "Captured file");
        text.addPaintListener(event -> paintNumbers(event.gc));
        text.addListener(SWT.Traverse, event -> {
            if (event.detail == SWT.TRAVERSE_TAB_NEXT || event.detail == SWT.TRAVERSE_TAB_PREVIOUS) {
                event.doit = true;
            }
        });
    }

    StyledText control() {
        return text;
    }

    void show(FileExcerpt next) {
        excerpt = next;
        text.setText(String.join("\n", next.lines()));
        text.setLeftMargin(GAP + (numbered() ? width(String.valueOf(next.first() + next.lines().size())) + GAP : 0));
        highlight();
    }

    private void highlight() {
        if (excerpt.highlight().isPresent() && excerpt.highlight().getAsInt() < text.getLineCount()) {
            int line = excerpt.highlight().getAsInt();
            text.setLineBackground(line, 1, ThemeColors.HIGHLIGHT.color());
            int visible = Math.max(1, text.getClientArea().height / Math.max(1, text.getLineHeight()));
            text.setTopIndex(Math.max(0, line - visible / 2));
            text.setCaretOffset(text.getOffsetAtLine(line));
        }
    }

    private boolean numbered() {
        return excerpt.first() > 0 && !excerpt.lines().isEmpty();
    }

    private int width(String digits) {
        GC gc = new GC(text);
        Point size = gc.textExtent(digits);
        gc.dispose();
        return size.x;
    }

    private void paintNumbers(GC gc) {
        if (!numbered()) {
            return;
        }
        gc.setForeground(ThemeColors.MUTED.color());
        int right = text.getLeftMargin() - GAP;
        int height = text.getClientArea().height;
        for (int line = text.getTopIndex(); line < text.getLineCount(); line++) {
            int top = text.getLinePixel(line);
            if (top > height) {
                return;
            }
            String number = String.valueOf(excerpt.first() + line);
            gc.drawText(number, right - gc.textExtent(number).x, top, true);
        }
    }
}
