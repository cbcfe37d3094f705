// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

/**
 * Devices that can stand together as one node.
 *
 * @param id     key for the set of what is unfolded ({@link SceneOptions#unfolded()})
 * @param folded whether they stand together now
 * @param count  how many devices there are, 2 or more
 */
public record SceneFold(String id, boolean folded, int count) {
}
