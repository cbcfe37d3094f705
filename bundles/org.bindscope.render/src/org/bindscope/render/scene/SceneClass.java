// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/**
 * A class of nodes or boxes by which a picture is coloured: a driver, a group, a NUMA node, a verdict. A
 * mark tells it without colour.
 *
 * @param key  what they have in common, unique in the legend; empty for what has no class
 * @param mark one to four characters that stand on the node and in the legend
 * @param text what the legend says
 * @param tint colours
 */
public record SceneClass(String key, String mark, String text, SceneTint tint) {

    /** No class. */
    public static final SceneClass NONE = new SceneClass("", "", "", SceneTint.NEUTRAL);

    /** Longest mark. */
    public static final int MAX_MARK = 4;

    /** Cleans and bounds the text. */
    public SceneClass {
        mark = SceneDraft.visible(mark, MAX_MARK);
        text = SceneDraft.visible(text, SceneDraft.MAX_TEXT);
    }
}
