// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/**
 * A sign on a node or box.
 *
 * @param sign   its shape
 * @param text   what it says here, in one sentence
 * @param bounds where it is drawn
 */
public record SceneBadge(SceneSign sign, String text, SceneRect bounds) {
}
