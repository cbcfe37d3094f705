// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.acpi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

import org.bindscope.model.AcpiTable;
import org.bindscope.model.Machine;

/**
 * The tables about IOMMUs whose content a snapshot holds.
 *
 * @param dmar Intel VT-d
 * @param ivrs AMD-Vi
 * @param iort Arm
 */
public record AcpiTables(Optional<DmarTable> dmar, Optional<IvrsTable> ivrs, Optional<IortTable> iort) {

    /**
     * Reads the tables of a machine.
     *
     * @param machine machine
     * @return empty for tables whose content was not captured
     */
    public static AcpiTables of(Machine machine) {
        return new AcpiTables(table(machine, "DMAR", DmarTable::read), table(machine, "IVRS", IvrsTable::read),
                table(machine, "IORT", IortTable::read));
    }

    private static <T> Optional<T> table(Machine machine, String name, BiFunction<String, byte[], T> read) {
        for (AcpiTable table : machine.getAcpiTables()) {
            if (table.getFile() != null && table.getContent() != null && table.getFile().endsWith("/" + name)) {
                return Optional.of(read.apply(table.getFile(), table.getContent()));
            }
        }
        return Optional.empty();
    }

    /**
     * What is wrong with the tables.
     *
     * @return in the order of the tables
     */
    public List<TableProblem> problems() {
        List<TableProblem> problems = new ArrayList<>();
        dmar.ifPresent(table -> problems.addAll(table.problems()));
        ivrs.ifPresent(table -> problems.addAll(table.problems()));
        iort.ifPresent(table -> problems.addAll(table.problems()));
        return problems;
    }
}
