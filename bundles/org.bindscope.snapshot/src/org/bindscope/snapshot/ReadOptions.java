// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to open a snapshot.
 *
 * @param pciIds a file of names to use instead of the one that ships with the product
 * @param limits what the input may cost
 * @param damagedTrees whether a device-tree blob that libfdt refuses opens as far as it can be decoded, with
 *                     its problems listed; otherwise it is refused. Inside of a snapshot blobs always open so.
 */
public record ReadOptions(Optional<Path> pciIds, Limits limits, boolean damagedTrees) {

    /**
     * The usual way.
     *
     * @return names from the product, default limits, damaged blobs are refused
     */
    public static ReadOptions defaults() {
        return new ReadOptions(Optional.empty(), Limits.defaults(), false);
    }

    /**
     * The same with another file of names.
     *
     * @param file a file in the form of pci.ids
     * @return new options
     */
    public ReadOptions withPciIds(Path file) {
        return new ReadOptions(Optional.of(file), limits, damagedTrees);
    }

    /**
     * The same with other limits.
     *
     * @param other the limits
     * @return new options
     */
    public ReadOptions withLimits(Limits other) {
        return new ReadOptions(pciIds, other, damagedTrees);
    }

    /**
     * The same with another answer to blobs that libfdt refuses.
     *
     * @param open true to open them as far as they can be decoded
     * @return new options
     */
    public ReadOptions withDamagedTrees(boolean open) {
        return new ReadOptions(pciIds, limits, open);
    }
}
