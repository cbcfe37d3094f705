// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.acpi;

import java.util.List;

/**
 * The table IORT of Arm machines, as far as IOMMUs go. It is there without any IOMMU too, for interrupts.
 *
 * @param file     path in the snapshot
 * @param smmu     whether it has a node for an SMMU before version 3
 * @param smmuV3   whether it has a node for an SMMUv3
 * @param problems what is wrong with the table
 */
public record IortTable(String file, boolean smmu, boolean smmuV3, List<TableProblem> problems) {

    private static final int COUNT = 36;
    private static final int FIRST = 40;
    private static final int NODE_HEADER = 16;
    private static final int SMMU = 3;
    private static final int SMMU_V3 = 4;

    /** Copies the list. */
    public IortTable {
        problems = List.copyOf(problems);
    }

    /**
     * Reads a table.
     *
     * @param file    path, for messages
     * @param content any bytes
     * @return the table
     */
    public static IortTable read(String file, byte[] content) {
        TableBytes table = new TableBytes(file, content, "IORT");
        boolean smmu = false;
        boolean smmuV3 = false;
        if (table.usable() && table.has(FIRST, 4)) {
            long nodes = table.u32(COUNT);
            int at = (int) Math.min(table.u32(FIRST), Integer.MAX_VALUE);
            for (long node = 0; node < nodes; node++) {
                int length = table.has(at, NODE_HEADER) ? table.u16(at + 1) : 0;
                if (length < NODE_HEADER || !table.has(at, length)) {
                    table.problem(at, "node " + node + " of " + nodes + " does not fit");
                    break;
                }
                smmu |= table.u8(at) == SMMU;
                smmuV3 |= table.u8(at) == SMMU_V3;
                at += length;
            }
        }
        return new IortTable(file, smmu, smmuV3, table.problems());
    }
}
