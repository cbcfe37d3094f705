// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

/**
 * What skiboot's emulated configuration space says about the link of an NVLink unit.
 *
 * @param linkIndex number of the link in its unit, 0 to 255
 * @param gpuFound  whether firmware found a GPU at the other end
 */
public record NvLinkUnit(int linkIndex, boolean gpuFound) {
}
