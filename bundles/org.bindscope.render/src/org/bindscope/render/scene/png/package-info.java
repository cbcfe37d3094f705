// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * Scenes as PNG. The only package of the core that knows {@code java.awt}: it paints into an image in
 * memory and needs no display.
 */
package org.bindscope.render.scene.png;
