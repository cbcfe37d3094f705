// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the VFIO driver with the fewest wildcards for a function, as libvirt and NVIDIA's go
 * library do; the kernel itself never does it (driver-match, section 12.6).
 */
public final class VfioVariants {

    /**
     * A driver that could be chosen.
     *
     * @param line      its alias
     * @param wildcards number of parts that are {@code *}
     */
    public record Variant(AliasLine line, int wildcards) {
    }

    private final ModaliasIndex index;

    /**
     * Variants out of one index.
     *
     * @param index aliases of modules.alias
     */
    public VfioVariants(ModaliasIndex index) {
        this.index = index;
    }

    /**
     * All variants that fit, best first; of two with the same count the earlier line is the better one.
     *
     * @param modalias the function's modalias
     * @return empty when no line fits, or the modalias is not that of a PCI function
     */
    public List<Variant> candidates(String modalias) {
        return PciAlias.parseModalias(modalias).map(index::vfioMatches).orElse(List.of()).stream()
                .map(line -> new Variant(line, PciAlias.parse(ModuleNames.normalize(line.pattern()))
                        .map(PciAlias::wildcards).orElse(7)))
                .sorted(Comparator.comparingInt(Variant::wildcards)).toList();
    }

    /**
     * The variant that is chosen.
     *
     * @param modalias the function's modalias
     * @return empty when no line fits
     */
    public Optional<Variant> best(String modalias) {
        return candidates(modalias).stream().findFirst();
    }
}
