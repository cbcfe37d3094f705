// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

/** Contrast of the built-in palettes by WCAG 2.1, success criteria 1.4.3 and 1.4.11. */
class PaletteTest {

    private static final List<ScenePalette> PALETTES = List.of(ScenePalette.light(), ScenePalette.dark());

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
    }

    private static double linear(int channel) {
        double value = channel / 255.0;
        return value <= 0.03928 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }

    private static void assertContrast(ScenePalette palette, SceneColour one, SceneColour other, double least) {
        double a = luminance(palette.rgb(one));
        double b = luminance(palette.rgb(other));
        double contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        assertTrue(contrast >= least, (palette.isDark() ? "dark: " : "light: ") + one + " on " + other + " has " + contrast);
    }

    @Test
    void textCanBeReadOnEveryGround() {
        for (ScenePalette palette : PALETTES) {
            for (SceneTint tint : SceneTint.values()) {
                assertContrast(palette, SceneColour.TEXT, tint.fill(), 7);
                assertContrast(palette, SceneColour.MUTED, tint.fill(), 4.5);
                assertContrast(palette, SceneColour.ON_STROKE, tint.stroke(), 3.5);
            }
            assertContrast(palette, SceneColour.TEXT, SceneColour.BACKGROUND, 7);
            assertContrast(palette, SceneColour.MUTED, SceneColour.BACKGROUND, 4.5);
            assertContrast(palette, SceneColour.TEXT, SceneColour.LABEL_FILL, 7);
        }
    }

    @Test
    void bordersLinesAndSignsStandOutFromTheirGround() {
        for (ScenePalette palette : PALETTES) {
            for (SceneTint tint : SceneTint.values()) {
                assertContrast(palette, tint.stroke(), tint.fill(), 3);
                assertContrast(palette, tint.stroke(), SceneColour.BACKGROUND, 3);
                for (SceneColour sign : List.of(SceneColour.CHANGED, SceneColour.ERROR, SceneColour.OK, SceneColour.DEGRADED)) {
                    assertContrast(palette, sign, tint.fill(), 3);
                }
            }
            for (SceneColour line : List.of(SceneColour.EDGE, SceneColour.NVLINK, SceneColour.PROCESSOR_LINK, SceneColour.DEGRADED,
                    SceneColour.CUT, SceneColour.CHANGED, SceneColour.SELECTION)) {
                assertContrast(palette, line, SceneColour.BACKGROUND, 3);
            }
        }
    }

    @Test
    void huesDifferAndOneColourCanBeReplaced() {
        for (ScenePalette palette : PALETTES) {
            Set<Integer> strokes = new HashSet<>();
            for (SceneTint tint : SceneTint.values()) {
                assertTrue(strokes.add(palette.rgb(tint.stroke())), tint.name());
            }
            ScenePalette other = palette.with(SceneColour.BACKGROUND, 0x123456);
            assertEquals(0x123456, other.rgb(SceneColour.BACKGROUND));
            assertEquals(palette.rgb(SceneColour.TEXT), other.rgb(SceneColour.TEXT));
            assertNotEquals(0x123456, palette.rgb(SceneColour.BACKGROUND));
        }
    }
}
