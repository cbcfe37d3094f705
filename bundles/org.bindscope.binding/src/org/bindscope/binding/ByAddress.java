// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Looks entries up in lists that are sorted by address. */
final class ByAddress {

    private ByAddress() {
    }

    /**
     * Finds the entry of an address.
     *
     * @param entries sorted by address, each address once
     * @param address what the address of an entry is
     * @param wanted  the address to find
     * @param <T>     type of the entries
     * @return empty where no entry has it
     */
    static <T> Optional<T> find(List<T> entries, Function<T, String> address, String wanted) {
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int compared = address.apply(entries.get(middle)).compareTo(wanted);
            if (compared == 0) {
                return Optional.of(entries.get(middle));
            }
            low = compared < 0 ? middle + 1 : low;
            high = compared < 0 ? high : middle - 1;
        }
        return Optional.empty();
    }
}
