// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import java.util.Optional;

/**
 * The text on a line.
 *
 * @param text   the text at its place; may be empty beside a sign
 * @param badge  a sign before it
 * @param bounds the ground behind both
 */
public record SceneLabel(SceneText text, Optional<SceneBadge> badge, SceneRect bounds) {
}
