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
 * <li>{@link org.bindscope.devicetree.FdtBuilder} and {@link org.bindscope.devicetree.DtbWriter} make trees and blobs.
 * <li>{@link org.bindscope.devicetree.DirectoryTreeReader} reads the form of {@code /proc/device-tree} from a
 * {@link org.bindscope.devicetree.TreeDirectory}, on disk or in an archive.
 * <li>{@link org.bindscope.devicetree.OverlayApplier} applies overlays as fdtoverlay does and tells what changed.
 * <li>{@link org.bindscope.devicetree.PropertyDecoder}, {@link org.bindscope.devicetree.PhandleIndex} and
 * {@link org.bindscope.devicetree.ReferenceIndex} give values their meaning and follow references both ways.
 * </ul>
 *
 * <p>Rules come from the Devicetree Specification 0.4, from the behaviour of libfdt, dtc, fdtoverlay and fdtdump 1.6.1, and for
 * the POWER properties from skiboot. All input counts as hostile: no method recurses over the tree, and time and memory
 * are bounded by the size of the input. Strings of blobs are kept byte by byte (ISO 8859-1).
 */
package org.bindscope.devicetree;
