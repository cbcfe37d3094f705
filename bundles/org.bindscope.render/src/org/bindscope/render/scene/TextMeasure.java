// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/** Tells how much room text takes. */
public interface TextMeasure {

    /**
     * Width of a text.
     *
     * @param text  one line
     * @param style its font
     * @return pixels at zoom 1
     */
    double width(String text, TextStyle style);

    /**
     * Height of a line.
     *
     * @param style font
     * @return pixels at zoom 1
     */
    double lineHeight(TextStyle style);

    /**
     * From the top of a line to its baseline.
     *
     * @param style font
     * @return pixels at zoom 1
     */
    double ascent(TextStyle style);

    /**
     * Measures that are built in: no display, no fonts, the same result everywhere. They are those of a wide
     * typeface, so that most others fit.
     *
     * @return a measure
     */
    static TextMeasure builtIn() {
        return BuiltInMeasure.INSTANCE;
    }

    /**
     * Shortens a text so that it fits.
     *
     * @param text  one line
     * @param style its font
     * @param width pixels that it may take
     * @return the text itself where it fits, else its beginning and an ellipsis
     */
    default String fit(String text, TextStyle style, double width) {
        if (width(text, style) <= width) {
            return text;
        }
        int end = text.length();
        while (end > 0) {
            end = text.offsetByCodePoints(end, -1);
            String shorter = text.substring(0, end).stripTrailing() + "…";
            if (width(shorter, style) <= width) {
                return shorter;
            }
        }
        return "…";
    }
}
