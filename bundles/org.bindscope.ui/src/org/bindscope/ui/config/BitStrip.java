// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.config;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

import org.bindscope.analysis.config.ConfigField;
import org.bindscope.analysis.config.ConfigRegister;
import org.bindscope.render.ConfigText;
import org.bindscope.ui.commands.CopyRowsHandler;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;

/**
 * The bits of the selected register, highest first: values in cells, fields parted by lines, the selected
 * field framed. A click on a bit selects its field, Left and Right go from field to field.
 */
final class BitStrip extends Canvas {

    private static final int PAD = 6;

    private final IntConsumer onBit;
    private Optional<ConfigRow> row = Optional.empty();
    private int lines = 1;

    BitStrip(Composite parent, IntConsumer onBit, Consumer<Integer> step) {
        super(parent, SWT.DOUBLE_BUFFERED);
        this.onBit = onBit;
        addPaintListener(event -> paint(event.gc));
        addListener(SWT.MouseDown, event -> {
            setFocus();
            bitAt(event.x, event.y);
        });
        addListener(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.ARROW_LEFT || event.keyCode == SWT.ARROW_RIGHT) {
                step.accept(event.keyCode == SWT.ARROW_LEFT ? 1 : -1);
            }
        });
        addListener(SWT.Traverse, event -> event.doit = event.detail != SWT.TRAVERSE_RETURN);
        addListener(SWT.FocusIn, event -> redraw());
        addListener(SWT.FocusOut, event -> redraw());
        addListener(SWT.Resize, event -> relayout());
        getAccessible().addAccessibleListener(new AccessibleAdapter() {
            @Override
            public void getName(AccessibleEvent event) {
                event.result = "Bits of the register";
            }

            @Override
            public void getDescription(AccessibleEvent event) {
                event.result = row.map(ConfigRow::line).orElse("nothing selected");
            }
        });
        setData(CopyRowsHandler.TEXT_KEY, (Supplier<String>) () -> row.map(ConfigRow::line).orElse(""));
    }

    /** Shows the register of another row. */
    void show(Optional<ConfigRow> next) {
        row = next.filter(r -> r.register().isPresent());
        relayout();
        redraw();
    }

    private void relayout() {
        int now = row.map(r -> (bits(r) + perLine() - 1) / perLine()).orElse(1);
        if (now != lines) {
            lines = now;
            getParent().layout();
        }
    }

    private static int bits(ConfigRow row) {
        return row.register().orElseThrow().size() * 8;
    }

    private int perLine() {
        int width = getClientArea().width - 2 * PAD;
        int cell = cell().x;
        return width >= 32 * cell ? 32 : width >= 16 * cell ? 16 : 8;
    }

    private Point cell() {
        GC gc = new GC(this);
        gc.setFont(JFaceResources.getTextFont());
        Point zero = gc.textExtent("0");
        gc.dispose();
        return new Point(zero.x + 8, zero.y + 4);
    }

    @Override
    public Point computeSize(int wHint, int hHint, boolean changed) {
        int line = lineHeight();
        return new Point(wHint == SWT.DEFAULT ? 200 : wHint, 2 * PAD + line + 4 + lines * (cell().y + line + 2));
    }

    /** Height of a line of text in pixels. */
    int lineHeight() {
        GC gc = new GC(this);
        int height = gc.textExtent("0").y;
        gc.dispose();
        return Math.max(1, height);
    }

    /** Where the cell of a bit is. */
    private Rectangle cellOf(int bit, int total, int top, int numbers) {
        Point cell = cell();
        int perLine = Math.min(perLine(), total);
        int line = (total - 1 - bit) / perLine;
        int column = (total - 1 - bit) % perLine;
        return new Rectangle(PAD + column * cell.x, top + line * (cell.y + numbers + 2) + numbers, cell.x, cell.y);
    }

    private void paint(GC gc) {
        Rectangle area = getClientArea();
        int line = gc.textExtent("0").y;
        if (row.isEmpty()) {
            gc.setForeground(ThemeColors.MUTED.color());
            gc.drawText("Select a register or a field to see its bits.", PAD, PAD, true);
            return;
        }
        ConfigRow shown = row.get();
        ConfigRegister register = shown.register().orElseThrow();
        title(gc, area, register, shown);
        int total = bits(shown);
        int top = PAD + line + 4;
        for (int bit = total - 1; bit >= 0; bit--) {
            bit(gc, register, shown, bit, cellOf(bit, total, top, line));
        }
        if (isFocusControl()) {
            gc.drawFocus(2, 2, area.width - 4, area.height - 4);
        }
    }

    private void title(GC gc, Rectangle area, ConfigRegister register, ConfigRow shown) {
        String text = register.symbol() + " [" + ConfigText.offset(register.offset()) + "] = " + register.rawText();
        gc.setForeground(getForeground());
        gc.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
        gc.drawText(text, PAD, PAD, true);
        int x = PAD + gc.textExtent(text).x + 10;
        gc.setFont(getFont());
        String field = shown.field().map(f -> f.bits() + "  " + f.name() + ": " + f.text() + initial(f)).orElse("");
        gc.setClipping(x, 0, Math.max(0, area.width - x - PAD), area.height);
        gc.drawText(field, x, PAD, true);
        gc.setClipping((Rectangle) null);
    }

    private static String initial(ConfigField field) {
        return field.changed() ? "  " + Sign.CHANGED.text() + " 0x" + Long.toHexString(field.initial().getAsLong()) + " after a reset" : "";
    }

    private void bit(GC gc, ConfigRegister register, ConfigRow shown, int bit, Rectangle cell) {
        Optional<ConfigField> field = register.fields().stream().filter(f -> f.low() <= bit && bit <= f.high()).findFirst();
        boolean selected = field.isPresent() && shown.field().equals(field);
        boolean set = (register.raw() >>> bit & 1) != 0;
        if (selected) {
            gc.setBackground(ThemeColors.HIGHLIGHT.color());
            gc.fillRectangle(cell);
        }
        numbers(gc, register, shown.field(), bit, cell);
        gc.setFont(selected ? JFaceResources.getFontRegistry().getBold(JFaceResources.TEXT_FONT) : JFaceResources.getTextFont());
        gc.setForeground(field.filter(ConfigField::changed).isPresent() ? ThemeColors.CHANGED.color()
                : set || selected ? getForeground() : ThemeColors.MUTED.color());
        String digit = field.isEmpty() && !set ? "\u00b7" : set ? "1" : "0";
        Point size = gc.textExtent(digit);
        gc.drawText(digit, cell.x + (cell.width - size.x) / 2, cell.y + (cell.height - size.y) / 2, true);
        if (field.filter(ConfigField::changed).isPresent()) {
            gc.drawLine(cell.x + 3, cell.y + cell.height - 2, cell.x + cell.width - 3, cell.y + cell.height - 2);
        }
        gc.setFont(getFont());
        frame(gc, field, bit, cell, selected);
    }

    /** Numbers stand above the ends of the selected field and, where that leaves room, above every fourth bit. */
    private void numbers(GC gc, ConfigRegister register, Optional<ConfigField> chosen, int bit, Rectangle cell) {
        boolean end = chosen.filter(f -> f.high() == bit || f.low() == bit && f.width() > 2).isPresent();
        boolean near = chosen.filter(f -> Math.abs(f.high() - bit) == 1 || f.width() > 2 && Math.abs(f.low() - bit) == 1).isPresent();
        boolean mark = bit % 4 == 0 || bit == register.size() * 8 - 1;
        if (end || mark && !near) {
            String number = Integer.toString(bit);
            Point size = gc.textExtent(number);
            gc.setForeground(end ? getForeground() : ThemeColors.MUTED.color());
            gc.drawText(number, cell.x + (cell.width - size.x) / 2, cell.y - size.y, true);
        }
    }

    private void frame(GC gc, Optional<ConfigField> field, int bit, Rectangle cell, boolean selected) {
        gc.setForeground(selected ? ThemeColors.LINK.color() : ThemeColors.MUTED.color());
        gc.setAlpha(selected ? 255 : 110);
        gc.drawLine(cell.x, cell.y, cell.x + cell.width, cell.y);
        gc.drawLine(cell.x, cell.y + cell.height, cell.x + cell.width, cell.y + cell.height);
        if (field.isEmpty() || field.get().high() == bit) {
            gc.drawLine(cell.x, cell.y, cell.x, cell.y + cell.height);
        }
        if (field.isEmpty() || field.get().low() == bit) {
            gc.drawLine(cell.x + cell.width, cell.y, cell.x + cell.width, cell.y + cell.height);
        }
        gc.setAlpha(255);
    }

    private void bitAt(int x, int y) {
        if (row.isEmpty()) {
            return;
        }
        int line = lineHeight();
        int total = bits(row.get());
        for (int bit = 0; bit < total; bit++) {
            if (cellOf(bit, total, PAD + line + 4, line).contains(x, y)) {
                onBit.accept(bit);
                return;
            }
        }
    }
}
