// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.FactText;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.labels.ObjectText;

/**
 * The filter box of the Machine view: a function matches when every word stands somewhere in its address,
 * ids, names, driver, override, group or slot. The texts are made once for a machine.
 */
final class DeviceFilter {

    private final Map<PciFunction, String> texts = new IdentityHashMap<>();

    DeviceFilter(Machine machine) {
        ModelWalk.functions(machine).forEach(function -> texts.put(function, text(function)));
    }

    private static String text(PciFunction function) {
        List<String> parts = new ArrayList<>();
        parts.add(function.getAddress());
        parts.add(ObjectText.ids(function));
        parts.add(function.getVendorName());
        parts.add(function.getDeviceName());
        parts.add(function.getSubsystemName());
        parts.add(function.getClassName());
        parts.add(FactText.driver(function).value().orElse(""));
        parts.add(function.getDriverOverride());
        parts.add(function.getSlotLabel());
        if (function.getIommuGroup() != null) {
            parts.add("group " + function.getIommuGroup().getNumber());
        }
        if (function.isSetClassCode()) {
            parts.add(String.format("%06x", function.getClassCode()));
        }
        parts.removeIf(Objects::isNull);
        return String.join("\n", parts).toLowerCase(Locale.ROOT);
    }

    /**
     * What a text of the box asks for.
     *
     * @param query words, case does not matter
     * @return true for every function when the query is blank
     */
    Predicate<PciFunction> matching(String query) {
        List<String> words = List.of(query.strip().toLowerCase(Locale.ROOT).split("\\s+"));
        return function -> {
            String text = texts.getOrDefault(function, "");
            return words.stream().allMatch(text::contains);
        };
    }
}
