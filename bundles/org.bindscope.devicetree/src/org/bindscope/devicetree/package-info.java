// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
/**
 * Flattened device trees as a plain library: reading, checking, writing, overlays, the directory form and typed values.
 *
 * <ul>
 * <li>{@link org.bindscope.devicetree.FdtReader} reads a blob strictly (what libfdt accepts) or leniently (as far as it goes).
 * <li>{@link org.bindscope.devicetree.FdtChecker} gives libfdt's verdict with the place of the failure.
 * <li>{@link org.bindscope.devicetree.Fdt}, {@link org.bindscope.devicetree.FdtNode} and
 * {@link org.bindscope.devicetree.FdtProperty} are the tree in memory.
 * <li>{@link org.bindscope.devicetree.DtsWriter} writes source text byte for byte as dtc 1.6.1 decompiles.
 * </ul>
 *
 * <p>Rules come from the Devicetree Specification 0.4, from the behaviour of libfdt, dtc, fdtoverlay and fdtdump 1.6.1, and for
 * the POWER properties from skiboot. All input counts as hostile: no method recurses over the tree, and time and memory are
 * bounded by the size of the input. Strings of blobs are kept byte by byte (ISO 8859-1).
 */
package org.bindscope.devicetree;
