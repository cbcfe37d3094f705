// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the notation of driver-match, section 1, for tests. */
final class Notation {

    private Notation() {
    }

    /** {@code name{a; b} +x [flags]}; {@code {none}} is the absent table. */
    static DriverModel driver(String text) {
        int open = text.indexOf('{');
        int close = text.indexOf('}');
        String name = text.substring(0, open).strip();
        String inside = text.substring(open + 1, close).strip();
        IdTable table = inside.equals("none") ? IdTable.absent() : new IdTable.Entries(split(inside, ";").stream()
                .map(IdTableEntry::parse).toList());
        String tail = text.substring(close + 1);
        Set<DriverModel.Flag> flags = EnumSet.noneOf(DriverModel.Flag.class);
        ProbeRule probe = ProbeRule.ACCEPTS;
        int bracket = tail.indexOf('[');
        if (bracket >= 0) {
            for (String flag : split(tail.substring(bracket + 1, tail.indexOf(']')), ",")) {
                if (flag.startsWith("probe=")) {
                    probe = ProbeRule.always(Errno.parse(flag.substring(6)).orElseThrow());
                } else {
                    flags.add(DriverModel.Flag.valueOf(flag.toUpperCase()));
                }
            }
            tail = tail.substring(0, bracket);
        }
        List<IdTableEntry> dynamic = new ArrayList<>();
        for (String word : tail.strip().split("\\s+")) {
            if (word.startsWith("+")) {
                dynamic.add(IdTableEntry.parse(word.substring(1)));
            }
        }
        return new DriverModel(name, Optional.empty(), table, dynamic, flags, probe, true);
    }

    /** {@code vvvv:dddd/svvv:sddd cCCCCCC}. */
    static DeviceIdentity identity(String text) {
        int[] n = Arrays.stream(text.strip().split("[:/ ]+")).map(word -> word.startsWith("c") && word.length() == 7
                ? word.substring(1) : word).mapToInt(word -> Integer.parseInt(word, 16)).toArray();
        return new DeviceIdentity(n[0], n[1], n[2], n[3], n[4]);
    }

    static BusFunction function(String identity) {
        return BusFunction.of("0000:01:00.0", identity(identity));
    }

    private static List<String> split(String text, String separator) {
        return Arrays.stream(text.split(separator)).map(String::strip).filter(part -> !part.isEmpty()).toList();
    }
}
