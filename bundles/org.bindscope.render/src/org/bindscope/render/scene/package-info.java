// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * Pictures of a machine. A {@link org.bindscope.render.scene.Scene} holds what is drawn and where;
 * {@link org.bindscope.render.scene.ScenePainter} draws it on any
 * {@link org.bindscope.render.scene.SceneCanvas}, so that the desktop, SVG and PNG show the same. Nothing
 * here needs a display or a font.
 */
package org.bindscope.render.scene;
