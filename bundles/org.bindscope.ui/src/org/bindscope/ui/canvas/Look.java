// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import org.bindscope.render.scene.SceneColour;
import org.bindscope.render.scene.ScenePalette;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.RGB;

/**
 * How pictures look in the theme of the moment.
 *
 * @param palette colours
 */
record Look(ScenePalette palette) {

    /** Below this a ground counts as dark; brightness goes from 0 to 100. */
    private static final float DARK = 50;

    /** Asks the theme. For the UI thread. */
    static Look ofTheme() {
        RGB ground = ThemeColors.CANVAS.color().getRGB();
        ScenePalette base = ground.getHSB()[2] * 100 < DARK ? ScenePalette.dark() : ScenePalette.light();
        int rgb = ground.red << 16 | ground.green << 8 | ground.blue;
        return new Look(base.with(SceneColour.BACKGROUND, rgb).with(SceneColour.LABEL_FILL, rgb));
    }

    /** A colour, to be used at once; it holds no system resource. */
    Color color(SceneColour colour) {
        int rgb = palette.rgb(colour);
        return new Color(rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff);
    }
}
