// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.List;

/** The static id table of a driver. */
public sealed interface IdTable {

    /** The driver has no table at all (a null pointer): nothing fits, and new_id takes any driver data. */
    record Absent() implements IdTable {
    }

    /**
     * The driver has a table.
     *
     * @param list entries in the table's order, without the terminator at the end; empty for a table that
     *             holds only the terminator
     */
    record Entries(List<IdTableEntry> list) implements IdTable {
        /** Copies the list. */
        public Entries {
            list = List.copyOf(list);
        }
    }

    /**
     * No file tells the table.
     *
     * @param seen   identities of functions that the driver holds without override: entries that its table
     *             must cover
     * @param within entries outside of which the table has nothing; empty where no limit is known
     * @param why    why it is not known, a clause
     */
    record Unknown(List<IdTableEntry> seen, List<IdTableEntry> within, String why) implements IdTable {
        /** Copies the lists. */
        public Unknown {
            seen = List.copyOf(seen);
            within = List.copyOf(within);
        }
    }

    /**
     * No table.
     *
     * @return the null table
     */
    static IdTable absent() {
        return new Absent();
    }

    /**
     * A table from compact notation.
     *
     * @param entries entries, see {@link IdTableEntry#parse(String)}
     * @return the table
     */
    static IdTable of(String... entries) {
        return new Entries(java.util.Arrays.stream(entries).map(IdTableEntry::parse).toList());
    }
}
