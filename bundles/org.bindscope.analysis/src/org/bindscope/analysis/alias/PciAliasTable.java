// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * PCI aliases in buckets: by vendor and device, by vendor alone, and by base class where the vendor
 * is any. A modalias has to be compared with the aliases of a few buckets only.
 */
final class PciAliasTable {

    private static final int ANY_CLASS = 256;

    private final Map<Long, Bucket> byId = new HashMap<>();
    private final Map<Long, Bucket> byVendor = new HashMap<>();
    private final Bucket[] byClass = new Bucket[ANY_CLASS + 1];

    /** Aliases with the numbers of their lines. */
    private static final class Bucket {
        private PciAlias[] aliases = new PciAlias[2];
        private int[] numbers = new int[2];
        private int size;

        private void add(PciAlias alias, int number) {
            if (size == aliases.length) {
                aliases = Arrays.copyOf(aliases, size * 2);
                numbers = Arrays.copyOf(numbers, size * 2);
            }
            aliases[size] = alias;
            numbers[size++] = number;
        }
    }

    void add(PciAlias alias, int number) {
        if (alias.vendor() >= 0 && alias.device() >= 0) {
            byId.computeIfAbsent(alias.vendor() << 32 | alias.device(), key -> new Bucket()).add(alias, number);
        } else if (alias.vendor() >= 0) {
            byVendor.computeIfAbsent(alias.vendor(), key -> new Bucket()).add(alias, number);
        } else {
            int index = alias.baseClass() < 0 ? ANY_CLASS : alias.baseClass();
            if (byClass[index] == null) {
                byClass[index] = new Bucket();
            }
            byClass[index].add(alias, number);
        }
    }

    /** Appends the numbers of all aliases that fit; the order is that of the buckets. */
    void collect(PciAlias device, Numbers found) {
        collect(byId.get(device.vendor() << 32 | device.device()), device, found);
        collect(byVendor.get(device.vendor()), device, found);
        collect(byClass[device.baseClass()], device, found);
        collect(byClass[ANY_CLASS], device, found);
    }

    private static void collect(Bucket bucket, PciAlias device, Numbers found) {
        if (bucket == null) {
            return;
        }
        for (int i = 0; i < bucket.size; i++) {
            if (bucket.aliases[i].fits(device)) {
                found.add(bucket.numbers[i]);
            }
        }
    }
}
