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
 */
public record ReadOptions(Optional<Path> pciIds, Limits limits) {

    /**
     * The usual way.
     *
     * @return names from the product, default limits
     */
    public static ReadOptions defaults() {
        return new ReadOptions(Optional.empty(), Limits.defaults());
    }

    /**
     * The same with another file of names.
     *
     * @param file a file in the form of pci.ids
     * @return new options
     */
    public ReadOptions withPciIds(Path file) {
        return new ReadOptions(Optional.of(file), limits);
    }

    /**
     * The same with other limits.
     *
     * @param other the limits
     * @return new options
     */
    public ReadOptions withLimits(Limits other) {
        return new ReadOptions(pciIds, other);
    }
}
