// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A PCI driver as the bus sees it.
 *
 * @param name       registered name, compared byte for byte with the override
 * @param module     module that holds it; empty where that is not known or it is not from a module
 * @param table      the static id table
 * @param dynamicIds ids added while the driver was registered, oldest first
 * @param flags      properties that change how it is probed
 * @param probe      what its own probe answers
 * @param built      false for a module that was left out of the kernel's configuration
 */
public record DriverModel(String name, Optional<String> module, IdTable table, List<IdTableEntry> dynamicIds,
        Set<Flag> flags, ProbeRule probe, boolean built) {

    /** Properties of a driver. */
    public enum Flag {
        /** A VFIO driver: manages its DMA itself, and its probe makes the checks of driver-match, section 9.1. */
        VFIO,
        /** The driver sets driver_managed_dma. */
        MANAGED,
        /** The driver prefers asynchronous probing. */
        ASYNC
    }

    /** Copies the collections. */
    public DriverModel {
        dynamicIds = List.copyOf(dynamicIds);
        flags = flags.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(flags));
    }

    /**
     * A driver that accepts whatever fits its table.
     *
     * @param name  registered name
     * @param table static table
     * @param flags properties
     * @return the driver
     */
    public static DriverModel of(String name, IdTable table, Flag... flags) {
        return new DriverModel(name, Optional.empty(), table, List.of(), Set.of(flags), ProbeRule.ACCEPTS, true);
    }

    /**
     * Whether the driver is one of VFIO's.
     *
     * @return true with {@link Flag#VFIO}
     */
    public boolean isVfio() {
        return flags.contains(Flag.VFIO);
    }

    /**
     * Whether the driver may bind beside a user-space owner of the group.
     *
     * @return true with {@link Flag#MANAGED} or {@link Flag#VFIO}
     */
    public boolean managesDma() {
        return isVfio() || flags.contains(Flag.MANAGED);
    }

    /**
     * Whether the driver prefers asynchronous probing.
     *
     * @return true with {@link Flag#ASYNC}
     */
    public boolean isAsync() {
        return flags.contains(Flag.ASYNC);
    }

    /**
     * The same driver with other dynamic ids.
     *
     * @param ids oldest first
     * @return a copy
     */
    public DriverModel withDynamicIds(List<IdTableEntry> ids) {
        return new DriverModel(name, module, table, ids, flags, probe, built);
    }

    /**
     * The same driver with one more dynamic id at the end.
     *
     * @param id the id
     * @return a copy
     */
    public DriverModel plusDynamicId(IdTableEntry id) {
        List<IdTableEntry> ids = new ArrayList<>(dynamicIds);
        ids.add(id);
        return withDynamicIds(ids);
    }

    /**
     * The same driver with another table.
     *
     * @param other static table
     * @return a copy
     */
    public DriverModel withTable(IdTable other) {
        return new DriverModel(name, module, other, dynamicIds, flags, probe, built);
    }

    /**
     * The same driver with another probe.
     *
     * @param other what probe answers
     * @return a copy
     */
    public DriverModel withProbe(ProbeRule other) {
        return new DriverModel(name, module, table, dynamicIds, flags, other, built);
    }

    /**
     * The same driver in a module.
     *
     * @param other module name with underscores
     * @return a copy
     */
    public DriverModel withModule(String other) {
        return new DriverModel(name, Optional.of(other), table, dynamicIds, flags, probe, built);
    }

    /**
     * The same driver, left out of the kernel or not.
     *
     * @param other whether it is built
     * @return a copy
     */
    public DriverModel withBuilt(boolean other) {
        return new DriverModel(name, module, table, dynamicIds, flags, probe, other);
    }
}
