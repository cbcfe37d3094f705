// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.EnumMap;
import java.util.Map;

import org.bindscope.render.scene.TextMeasure;
import org.bindscope.render.scene.TextStyle;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Device;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.FontData;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;

/**
 * The fonts of pictures: the desktop's typefaces, in sizes at which text takes the room that the layout gave
 * it. The layout measures with {@link TextMeasure#builtIn()}, so that a picture has the same places on every
 * machine and in every format. To be disposed of.
 */
final class SceneFonts {

    /**
     * Fonts are this many times as large as the scene asks, and drawn on a ground scaled down as much:
     * SWT places text at whole pixels only, and fonts have whole sizes only.
     */
    static final int FINE = 4;

    /** A text as nodes have it: letters, digits, signs. */
    private static final String SPECIMEN = "Tesla V100 SXM2 16GB 0004:05:00.0 NVIDIA Corporation pcieport 8 GT/s";
    /** A narrow typeface is enlarged by this at most. */
    private static final double MOST_LARGER = 1.08;
    private static final double PIXELS_PER_POINT = 96.0 / 72;

    /** A font and how far below its top the baseline is, in fine pixels. */
    record Sized(Font font, int ascent) {
    }

    private final Device device;
    private final Map<TextStyle, Sized> fonts = new EnumMap<>(TextStyle.class);

    SceneFonts(Device device) {
        this.device = device;
    }

    /** The font of a style, made when it is asked for first. */
    Sized of(TextStyle style) {
        return fonts.computeIfAbsent(style, this::create);
    }

    private Sized create(TextStyle style) {
        Font desktop = style.monospaced() ? JFaceResources.getTextFont() : JFaceResources.getDialogFont();
        String family = desktop.getFontData()[0].getName();
        int points = (int) Math.round(style.size() * FINE / PIXELS_PER_POINT);
        Image ground = new Image(device, 1, 1);
        GC gc = new GC(ground);
        Font font = new Font(device, family, points, style.bold() ? SWT.BOLD : SWT.NORMAL);
        try {
            gc.setFont(font);
            double wanted = TextMeasure.builtIn().width(SPECIMEN, style) * FINE;
            double factor = Math.min(MOST_LARGER, wanted / Math.max(1, gc.textExtent(SPECIMEN, SWT.DRAW_TRANSPARENT).x));
            int fitting = (int) Math.floor(points * factor);
            if (fitting != points && fitting > 0) {
                FontData data = new FontData(family, fitting, style.bold() ? SWT.BOLD : SWT.NORMAL);
                font.dispose();
                font = new Font(device, data);
                gc.setFont(font);
            }
            return new Sized(font, gc.getFontMetrics().getAscent() + gc.getFontMetrics().getLeading());
        } finally {
            gc.dispose();
            ground.dispose();
        }
    }

    void dispose() {
        fonts.values().forEach(sized -> sized.font().dispose());
        fonts.clear();
    }
}
