// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;

/**
 * What the cells of a column show, as functions of a row. Colours and fonts are asked for at each drawing, so that a
 * change of the theme shows.
 *
 * @param <R> what a row is
 */
public final class RowLabels<R> extends ColumnLabelProvider {

    private final Class<R> rows;
    private final Function<R, String> text;
    private Function<R, Optional<ThemeColors>> tint = row -> Optional.empty();
    private Function<R, Optional<Font>> font = row -> Optional.empty();
    private Function<R, Optional<String>> tip = row -> Optional.empty();

    private RowLabels(Class<R> rows, Function<R, String> text) {
        this.rows = rows;
        this.text = text;
    }

    /**
     * Labels with a text alone.
     *
     * @param <R>  what a row is
     * @param rows its class
     * @param text what a cell shows
     * @return labels without colour, font and tool tip of their own
     */
    public static <R> RowLabels<R> of(Class<R> rows, Function<R, String> text) {
        return new RowLabels<>(Objects.requireNonNull(rows), Objects.requireNonNull(text));
    }

    /**
     * Gives the text a colour.
     *
     * @param chosen the colour of a row's cell; empty for the table's own
     * @return this
     */
    public RowLabels<R> tint(Function<R, Optional<ThemeColors>> chosen) {
        tint = chosen;
        return this;
    }

    /**
     * Gives the text a font.
     *
     * @param chosen the font of a row's cell; empty for the table's own
     * @return this
     */
    public RowLabels<R> font(Function<R, Optional<Font>> chosen) {
        font = chosen;
        return this;
    }

    /**
     * Gives cells a tool tip; shown where the viewer has tool tips of columns enabled.
     *
     * @param chosen the tool tip of a row's cell; empty for none
     * @return this
     */
    public RowLabels<R> tip(Function<R, Optional<String>> chosen) {
        tip = chosen;
        return this;
    }

    /**
     * Shows a long text whole as the tool tip.
     *
     * @param most characters of a text that needs none
     * @return this
     */
    public RowLabels<R> tipAbove(int most) {
        return tip(row -> Optional.of(text.apply(row)).filter(whole -> whole.length() > most));
    }

    @Override
    public String getText(Object element) {
        return text.apply(rows.cast(element));
    }

    @Override
    public Color getForeground(Object element) {
        return tint.apply(rows.cast(element)).map(ThemeColors::color).orElse(null);
    }

    @Override
    public Font getFont(Object element) {
        return font.apply(rows.cast(element)).orElse(null);
    }

    @Override
    public String getToolTipText(Object element) {
        return tip.apply(rows.cast(element)).orElse(null);
    }
}
