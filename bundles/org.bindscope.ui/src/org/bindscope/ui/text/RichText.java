// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.resource.FontDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.jface.util.IPropertyChangeListener;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.custom.ST;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.events.PaintEvent;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;

/**
 * Shows a {@link RichDocument}: selectable, copied as plain text, links by mouse and by keyboard (Tab
 * goes to the next link, Enter follows it), colours of the theme. For the UI thread.
 */
public final class RichText {

    private final StyledText control;
    private final LocalResourceManager resources;
    private final List<RichDocument.Span> links = new ArrayList<>();
    private RichDocument document = new RichDocument();

    /**
     * Creates the widget.
     *
     * @param parent the parent
     * @param style  extra SWT style bits, for example {@link SWT#V_SCROLL}
     * @param name   what a screen reader calls it
     */
    public RichText(Composite parent, int style, String name) {
        control = new StyledText(parent, style | SWT.MULTI | SWT.WRAP | SWT.READ_ONLY);
        resources = new LocalResourceManager(JFaceResources.getResources(), control);
        control.getAccessible().addAccessibleListener(new AccessibleAdapter() {
            @Override
            public void getName(AccessibleEvent event) {
                event.result = name;
            }
        });
        control.setAlwaysShowScrollBars(false);
        control.addPaintListener(this::paintBars);
        control.addListener(SWT.MouseMove, event -> control.setCursor(
                linkAt(new Point(event.x, event.y)).isPresent() ? control.getDisplay().getSystemCursor(SWT.CURSOR_HAND) : null));
        control.addListener(SWT.MouseUp, this::click);
        control.addListener(SWT.Traverse, this::traverse);
        control.addListener(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.CR || event.keyCode == SWT.KEYPAD_CR) {
                linkAt(control.getCaretOffset()).flatMap(RichDocument.Span::link).ifPresent(Runnable::run);
            }
        });
        menu();
        IPropertyChangeListener themed = event -> {
            if (!control.isDisposed() && (event.getProperty().startsWith("org.bindscope.ui.color.")
                    || event.getProperty().equals(JFaceResources.TEXT_FONT))) {
                control.getDisplay().asyncExec(() -> {
                    if (!control.isDisposed()) {
                        render();
                    }
                });
            }
        };
        JFaceResources.getColorRegistry().addListener(themed);
        JFaceResources.getFontRegistry().addListener(themed);
        control.addListener(SWT.Dispose, event -> {
            JFaceResources.getColorRegistry().removeListener(themed);
            JFaceResources.getFontRegistry().removeListener(themed);
        });
    }

    /**
     * The widget, for layout.
     *
     * @return the widget
     */
    public StyledText control() {
        return control;
    }

    /**
     * Shows another document from its start; one with the same text stays where it was scrolled to.
     *
     * @param next the document
     */
    public void show(RichDocument next) {
        int top = next.text().equals(document.text()) ? control.getTopPixel() : 0;
        int caret = top == 0 ? 0 : control.getCaretOffset();
        document = next;
        render();
        if (top > 0) {
            control.setCaretOffset(caret);
            control.setTopPixel(top);
        }
    }

    private void render() {
        links.clear();
        String text = document.text();
        control.setRedraw(false);
        control.setText(text);
        List<StyleRange> ranges = new ArrayList<>();
        for (RichDocument.Span span : document.spans()) {
            int length = Math.min(span.length(), text.length() - span.start());
            if (length <= 0) {
                continue;
            }
            StyleRange range = new StyleRange();
            range.start = span.start();
            range.length = length;
            range.font = font(span);
            span.tint().ifPresent(tint -> range.foreground = tint.color());
            if (span.link().isPresent()) {
                range.underline = true;
                links.add(span);
            }
            ranges.add(range);
        }
        control.setStyleRanges(ranges.toArray(StyleRange[]::new));
        int unit = averageCharacter();
        List<RichDocument.Line> lines = document.lines();
        for (int i = 0; i < Math.min(lines.size(), control.getLineCount()); i++) {
            RichDocument.Line line = lines.get(i);
            int indent = line.bar() ? unit : 0;
            control.setLineIndent(i, 1, indent);
            control.setLineWrapIndent(i, 1, indent + line.hanging() * unit);
            if (line.hanging() > 0) {
                // Tab stops count from the indent on.
                control.setLineTabStops(i, 1, new int[] { line.hanging() * unit });
            }
            if (line.above()) {
                control.setLineVerticalIndent(i, unit);
            }
            if (line.decided()) {
                control.setLineBackground(i, 1, ThemeColors.HIGHLIGHT.color());
            }
        }
        control.setRedraw(true);
    }

    private Font font(RichDocument.Span span) {
        boolean bold = span.styles().contains(RichDocument.Style.BOLD);
        boolean large = span.styles().contains(RichDocument.Style.LARGE);
        boolean mono = span.styles().contains(RichDocument.Style.MONO);
        if (!bold && !large && !mono) {
            return null;
        }
        FontDescriptor descriptor = FontDescriptor.createFrom(mono ? JFaceResources.getTextFont() : control.getFont());
        if (mono) {
            // The fixed-width font is as tall as the text around it, whatever its own setting is.
            descriptor = descriptor.setHeight(control.getFont().getFontData()[0].getHeight());
        }
        if (bold) {
            descriptor = descriptor.setStyle(SWT.BOLD);
        }
        return resources.create(large ? descriptor.increaseHeight(3) : descriptor);
    }

    private int averageCharacter() {
        GC gc = new GC(control);
        try {
            return Math.max(1, (int) Math.round(gc.getFontMetrics().getAverageCharacterWidth()));
        } finally {
            gc.dispose();
        }
    }

    /** The bar at the left of the steps; the deciding one has its own colour and is wider. */
    private void paintBars(PaintEvent event) {
        List<RichDocument.Line> lines = document.lines();
        int width = Math.max(2, averageCharacter() / 3);
        for (int i = 0; i < Math.min(lines.size(), control.getLineCount()); i++) {
            if (!lines.get(i).bar()) {
                continue;
            }
            int top = control.getLinePixel(i);
            int bottom = control.getLinePixel(i + 1);
            boolean decided = lines.get(i).decided();
            event.gc.setBackground((decided ? ThemeColors.OK : ThemeColors.MUTED).color());
            event.gc.setAlpha(decided ? 255 : 90);
            event.gc.fillRectangle(new Rectangle(control.getLeftMargin() - control.getHorizontalPixel(), top,
                    decided ? width + 1 : width, bottom - top));
            event.gc.setAlpha(255);
        }
    }

    private void click(Event event) {
        if (event.button == 1 && control.getSelectionCount() == 0) {
            linkAt(new Point(event.x, event.y)).flatMap(RichDocument.Span::link).ifPresent(Runnable::run);
        }
    }

    private Optional<RichDocument.Span> linkAt(Point point) {
        int offset = control.getOffsetAtPoint(point);
        return offset < 0 ? Optional.empty() : linkAt(offset);
    }

    private Optional<RichDocument.Span> linkAt(int offset) {
        return links.stream().filter(span -> offset >= span.start() && offset < span.start() + span.length()).findFirst();
    }

    private void traverse(Event event) {
        if (event.detail != SWT.TRAVERSE_TAB_NEXT && event.detail != SWT.TRAVERSE_TAB_PREVIOUS) {
            return;
        }
        boolean forward = event.detail == SWT.TRAVERSE_TAB_NEXT;
        int caret = control.getCaretOffset();
        Optional<RichDocument.Span> next = forward
                ? links.stream().filter(span -> span.start() > caret).findFirst()
                : links.stream().filter(span -> span.start() < caret).reduce((first, second) -> second);
        if (next.isPresent()) {
            control.setCaretOffset(next.get().start());
            control.showSelection();
            event.doit = false;
            event.detail = SWT.TRAVERSE_NONE;
        } else {
            event.doit = true;
        }
    }

    private void menu() {
        Menu menu = new Menu(control);
        MenuItem copy = new MenuItem(menu, SWT.PUSH);
        copy.setText("&Copy\tCtrl+C");
        copy.addListener(SWT.Selection, event -> control.invokeAction(ST.COPY));
        MenuItem all = new MenuItem(menu, SWT.PUSH);
        all.setText("Copy &All");
        all.addListener(SWT.Selection, event -> Clip.copy(control.getDisplay(), control.getText()));
        menu.addListener(SWT.Show, event -> copy.setEnabled(control.getSelectionCount() > 0));
        control.setMenu(menu);
    }
}
