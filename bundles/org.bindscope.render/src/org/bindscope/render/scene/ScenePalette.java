// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.EnumMap;
import java.util.Map;

/** Values of the colours of a picture. Immutable. */
public final class ScenePalette {

    private static final ScenePalette LIGHT = new ScenePalette(false, new int[] {
        0xffffff, 0x1f2328, 0x5c6570, 0x7d858f, 0x3f8f2f, 0x3a6bbf, 0xa35f00, 0xc41e30, 0x1f66be, 0x1a7f4b, 0xc41e30,
        0xffffff, 0xc9ced4, 0x2f7fe0, 0xe0a500, 0xffffff,
        0xf1f2f3, 0x7a838d, 0xe4edfb, 0x3568b5, 0xe4f3e4, 0x33803a, 0xfff2d6, 0xa06a00, 0xf0e8fa, 0x7a4fb0,
        0xdcf3f1, 0x17807a, 0xfde6ee, 0xb03a68, 0xf2f3d8, 0x6d7313, 0xf6e9df, 0x8f5a2c, 0xfde4e3, 0xc41e30});
    private static final ScenePalette DARK = new ScenePalette(true, new int[] {
        0x1e1f21, 0xe6e8ea, 0xa3acb5, 0x8a929b, 0x7ac25b, 0x82a8ee, 0xe3b341, 0xff7b72, 0x79b8ff, 0x56d08a, 0xff7b72,
        0x1e1f21, 0x4a5057, 0x4a9af0, 0xe3b341, 0x16181a,
        0x2d3034, 0x8d959e, 0x1d2c44, 0x7aa5ea, 0x1d3322, 0x6fc27a, 0x3a2e12, 0xe0b050, 0x30264a, 0xb79bf0,
        0x12353a, 0x5cc8c0, 0x442233, 0xf08db0, 0x30331a, 0xbfc560, 0x3b2a1e, 0xd6a078, 0x4a2224, 0xff8a80});

    private final boolean dark;
    private final Map<SceneColour, Integer> values = new EnumMap<>(SceneColour.class);

    private ScenePalette(boolean dark, int[] inOrder) {
        this.dark = dark;
        for (SceneColour colour : SceneColour.values()) {
            values.put(colour, inOrder[colour.ordinal()]);
        }
    }

    private ScenePalette(ScenePalette base, SceneColour colour, int rgb) {
        this.dark = base.dark;
        values.putAll(base.values);
        values.put(colour, rgb & 0xffffff);
    }

    /** Colours on white. */
    public static ScenePalette light() {
        return LIGHT;
    }

    /** Colours on a dark ground. */
    public static ScenePalette dark() {
        return DARK;
    }

    /** Whether the ground is dark. */
    public boolean isDark() {
        return dark;
    }

    /**
     * The value of a colour.
     *
     * @param colour its use
     * @return red in bits 23:16, green in 15:8, blue in 7:0
     */
    public int rgb(SceneColour colour) {
        return values.get(colour);
    }

    /**
     * The same palette with another value for one colour, for example the background of a theme.
     *
     * @param colour its use
     * @param rgb    red in bits 23:16, green in 15:8, blue in 7:0
     * @return another palette
     */
    public ScenePalette with(SceneColour colour, int rgb) {
        return new ScenePalette(this, colour, rgb);
    }
}
