// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.config;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntConsumer;

import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.util.IPropertyChangeListener;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.widgets.Composite;

/**
 * Bytes as hexadecimal lines. The caret goes from byte to byte; the bytes of the selection are boxed, those
 * that hold changed values are underlined, and zeros are pale.
 */
final class HexPane {

    private static final int LABEL = 5;
    private static final int WIDE = 16;
    private static final int NARROW = 8;

    private final StyledText text;
    private final IntConsumer onByte;
    private byte[] bytes = {};
    private BitSet changed = new BitSet();
    private int perLine = WIDE;
    private int from;
    private int to;
    private boolean setting;

    HexPane(Composite parent, IntConsumer onByte) {
        this.onByte = onByte;
        text = new StyledText(parent, SWT.MULTI | SWT.READ_ONLY | SWT.V_SCROLL | SWT.H_SCROLL);
        text.setAlwaysShowScrollBars(false);
        text.setFont(JFaceResources.getTextFont());
        text.setMargins(6, 4, 6, 4);
        MachinePart.name(text, "Bytes of configuration space");
        text.addListener(SWT.Resize, event -> fit());
        text.addCaretListener(event -> {
            if (!setting) {
                byteAt(event.caretOffset);
            }
        });
        text.addListener(SWT.Traverse, event -> {
            if (event.detail == SWT.TRAVERSE_TAB_NEXT || event.detail == SWT.TRAVERSE_TAB_PREVIOUS) {
                event.doit = true;
            }
        });
        text.addVerifyKeyListener(event -> {
            int step = switch (event.keyCode) {
                case SWT.ARROW_LEFT -> -1;
                case SWT.ARROW_RIGHT -> 1;
                case SWT.ARROW_UP -> -perLine;
                case SWT.ARROW_DOWN -> perLine;
                default -> 0;
            };
            if (step != 0 && (event.stateMask & SWT.MODIFIER_MASK) == 0) {
                event.doit = false;
                go(caretByte() + step);
            }
        });
        IPropertyChangeListener themed = event -> {
            if (!text.isDisposed()) {
                text.getDisplay().asyncExec(this::retheme);
            }
        };
        JFaceResources.getColorRegistry().addListener(themed);
        JFaceResources.getFontRegistry().addListener(themed);
        text.addListener(SWT.Dispose, event -> {
            JFaceResources.getColorRegistry().removeListener(themed);
            JFaceResources.getFontRegistry().removeListener(themed);
        });
    }

    private void retheme() {
        if (!text.isDisposed()) {
            text.setFont(JFaceResources.getTextFont());
            fit();
            style();
        }
    }

    StyledText control() {
        return text;
    }

    /** Shows other bytes. */
    void show(byte[] next, BitSet changedBytes) {
        bytes = next;
        changed = changedBytes;
        from = 0;
        to = 0;
        write();
    }

    /** Boxes some bytes and makes the first of them visible. */
    void highlight(int start, int end) {
        from = start;
        to = Math.min(end, bytes.length);
        style();
        if (from < to) {
            int line = from / perLine;
            int last = (to - 1) / perLine;
            int top = text.getTopIndex();
            int visible = Math.max(1, text.getClientArea().height / Math.max(1, text.getLineHeight()) - 1);
            if (line < top || last >= top + visible) {
                text.setTopIndex(Math.max(0, line - (last - line < visible ? visible / 3 : 0)));
            }
        }
    }

    /** Sixteen bytes a line where they fit, else eight. */
    private void fit() {
        GC gc = new GC(text);
        gc.setFont(text.getFont());
        int characters = text.getClientArea().width / Math.max(1, gc.textExtent("0").x);
        gc.dispose();
        int next = characters >= LABEL + 3 * WIDE + 3 ? WIDE : NARROW;
        if (next != perLine) {
            perLine = next;
            write();
            highlight(from, to);
        }
    }

    private void write() {
        HexFormat hex = HexFormat.of();
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < bytes.length; at += perLine) {
            out.append(at == 0 ? "" : "\n").append(hex.toHexDigits(at, 3)).append(": ");
            for (int i = at; i < Math.min(at + perLine, bytes.length); i++) {
                out.append(i > at ? i % 8 == 0 ? "  " : " " : "").append(hex.toHexDigits(bytes[i]));
            }
        }
        setting = true;
        text.setText(out.toString());
        setting = false;
        style();
    }

    /** Column of a byte within its line. */
    private int column(int index) {
        return LABEL + 3 * index + index / 8;
    }

    private int place(int at) {
        return text.getOffsetAtLine(at / perLine) + column(at % perLine);
    }

    private void style() {
        if (bytes.length == 0) {
            return;
        }
        List<StyleRange> ranges = new ArrayList<>();
        for (int line = 0; line * perLine < bytes.length; line++) {
            int start = text.getOffsetAtLine(line);
            ranges.add(new StyleRange(start, LABEL - 1, ThemeColors.MUTED.color(), null));
            for (int i = 0; i < perLine && line * perLine + i < bytes.length; i++) {
                int at = line * perLine + i;
                boolean selected = at >= from && at < to;
                if (bytes[at] == 0 && !selected && !changed.get(at)) {
                    ranges.add(new StyleRange(start + column(i), 2, ThemeColors.MUTED.color(), null));
                } else if (selected || changed.get(at)) {
                    ranges.add(marked(start + column(i), at, selected && i + 1 < perLine && at + 1 < to, i));
                }
            }
        }
        text.setStyleRanges(ranges.toArray(StyleRange[]::new));
    }

    private StyleRange marked(int start, int at, boolean joined, int index) {
        boolean selected = at >= from && at < to;
        StyleRange range = new StyleRange(start, joined ? column(index + 1) - column(index) : 2,
                changed.get(at) ? ThemeColors.CHANGED.color() : null, selected ? ThemeColors.HIGHLIGHT.color() : null,
                selected ? SWT.BOLD : SWT.NORMAL);
        range.underline = changed.get(at);
        if (selected) {
            range.borderStyle = SWT.BORDER_SOLID;
            range.borderColor = ThemeColors.LINK.color();
        }
        return range;
    }

    private void byteAt(int offset) {
        int at = byteOf(offset);
        if (at >= 0) {
            onByte.accept(at);
        }
    }

    /** The byte that a place in the text belongs to; -1 where there is none. */
    private int byteOf(int offset) {
        if (bytes.length == 0) {
            return -1;
        }
        int line = text.getLineAtOffset(offset);
        int column = offset - text.getOffsetAtLine(line) - LABEL;
        int index = 0;
        while (index + 1 < perLine && column(index + 1) - LABEL <= column) {
            index++;
        }
        int at = line * perLine + index;
        return at < bytes.length ? at : bytes.length - 1;
    }

    private int caretByte() {
        return byteOf(text.getCaretOffset());
    }

    private void go(int at) {
        if (at >= 0 && at < bytes.length) {
            text.setCaretOffset(place(at));
            text.showSelection();
        }
    }

    /** Puts the caret on a byte without selecting its field again. */
    void setCaret(int at) {
        if (at >= 0 && at < bytes.length) {
            setting = true;
            text.setCaretOffset(place(at));
            setting = false;
        }
    }
}
