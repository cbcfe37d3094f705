// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * Makes pictures of a machine: {@link org.bindscope.render.scene.machine.MachineScenes} is the way in.
 */
package org.bindscope.render.scene.machine;
