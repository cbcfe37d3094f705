// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.analysis.alias.ModuleNames;

/**
 * Facts about drivers that no file of a snapshot shows: which drivers a module registers, tables of
 * drivers that publish none, and what probes refuse. Each fact names its source.
 */
public final class KnownDrivers {

    private static final KnownDrivers SHIPPED = new KnownDrivers();

    /**
     * A driver of a module.
     *
     * @param name  name on the bus
     * @param async prefers asynchronous probing
     */
    public record ModuleDriver(String name, boolean async) {
    }

    /**
     * A table that is not in any file.
     *
     * @param module  module that holds the driver
     * @param table   the table; empty when only {@code within} is known
     * @param within  entries outside of which the table has nothing
     * @param managed the driver sets driver_managed_dma
     * @param async   the driver prefers asynchronous probing
     * @param source  kernel file
     */
    public record Fact(String module, Optional<IdTable> table, List<IdTableEntry> within, boolean managed,
            boolean async, String source) {
    }

    private final Map<String, List<ModuleDriver>> byModule = new HashMap<>();
    private final Map<String, String> moduleOfDriver = new HashMap<>();
    private final Map<String, Fact> facts = new HashMap<>();

    private KnownDrivers() {
        for (String[] row : rows("module-drivers.tsv")) {
            boolean async = row.length > 2 && Arrays.asList(row[2].split(",")).contains("async");
            byModule.computeIfAbsent(row[0], key -> new ArrayList<>()).add(new ModuleDriver(row[1], async));
            moduleOfDriver.putIfAbsent(row[1], row[0]);
        }
        for (String[] row : rows("known-drivers.tsv")) {
            facts.put(row[0], fact(row));
            moduleOfDriver.putIfAbsent(row[0], row[1]);
        }
    }

    /**
     * The facts that the product ships.
     *
     * @return the same immutable object on every call
     */
    public static KnownDrivers shipped() {
        return SHIPPED;
    }

    private static Fact fact(String[] row) {
        Set<String> flags = Set.of(row[3].split(","));
        boolean limits = row[2].startsWith("?");
        List<IdTableEntry> entries = row[2].equals("none") ? List.of()
                : Arrays.stream(row[2].replace("?", "").strip().split(" ")).map(IdTableEntry::parse).toList();
        Optional<IdTable> table = limits ? Optional.empty()
                : Optional.of(row[2].equals("none") ? new IdTable.Absent() : new IdTable.Entries(entries));
        return new Fact(row[1], table, limits ? entries : List.of(), flags.contains("managed"), flags.contains("async"),
                row[4]);
    }

    private static List<String[]> rows(String name) {
        List<String[]> rows = new ArrayList<>();
        try (InputStream in = KnownDrivers.class.getResourceAsStream(name);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    rows.add(line.split("\t"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The table " + name + " of the product cannot be read", e);
        }
        return rows;
    }

    /**
     * The PCI drivers that a module registers.
     *
     * @param module name, with {@code -} or {@code _}
     * @return empty when not known; the driver's name then most often equals the module's
     */
    public List<ModuleDriver> driversOf(String module) {
        return byModule.getOrDefault(ModuleNames.normalize(module), List.of());
    }

    /**
     * The module that registers a driver.
     *
     * @param driver name on the bus
     * @return empty when not known
     */
    public Optional<String> moduleOf(String driver) {
        return Optional.ofNullable(moduleOfDriver.get(driver));
    }

    /**
     * Facts about a driver's table.
     *
     * @param driver name on the bus
     * @return empty when nothing is known
     */
    public Optional<Fact> fact(String driver) {
        return Optional.ofNullable(facts.get(driver));
    }

    /**
     * What a driver's own probe refuses, as far as it is known.
     *
     * @param driver name on the bus
     * @return a rule that accepts everything where nothing is known
     */
    public ProbeRule probe(String driver) {
        return KnownProbes.of(driver);
    }
}
