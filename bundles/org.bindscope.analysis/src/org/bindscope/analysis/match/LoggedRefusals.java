// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.alias.FilePlace;
import org.bindscope.analysis.modprobe.ConfigText;

/**
 * Probes that the kernel log shows failing. Two forms are known: {@code DRIVER ADDRESS: probe with
 * driver DRIVER failed with error -N} (seen on 6.12) and {@code DRIVER: probe of ADDRESS failed with
 * error -N} (seen on 6.1).
 */
final class LoggedRefusals {

    private static final String NEW = ": probe with driver ";
    private static final String OLD = ": probe of ";
    private static final String FAILED = " failed with error -";
    /** Written by shpchp before its probe gives up (drivers/pci/hotplug/shpchp_core.c). */
    private static final String SLOTS = ": Slot initialization failed";
    private static final String SHPCHP = "shpchp ";
    private static final Map<Integer, Errno> NUMBERS = Map.ofEntries(Map.entry(1, Errno.EPERM), Map.entry(2, Errno.ENOENT),
            Map.entry(5, Errno.EIO), Map.entry(6, Errno.ENXIO), Map.entry(11, Errno.EAGAIN), Map.entry(12, Errno.ENOMEM),
            Map.entry(13, Errno.EACCES), Map.entry(14, Errno.EFAULT), Map.entry(16, Errno.EBUSY), Map.entry(17, Errno.EEXIST),
            Map.entry(19, Errno.ENODEV), Map.entry(22, Errno.EINVAL), Map.entry(28, Errno.ENOSPC), Map.entry(34, Errno.ERANGE),
            Map.entry(95, Errno.EOPNOTSUPP), Map.entry(110, Errno.ETIMEDOUT));

    private final Map<String, ProbeRule.Refusal> refusals = new HashMap<>();

    /** Reads the log; refusals of a driver that has the function now are forgotten. */
    LoggedRefusals(Optional<ConfigText> log, List<Subject> subjects) {
        log.ifPresent(file -> {
            int number = 0;
            for (String line : file.text().split("\n")) {
                number++;
                read(line, new FilePlace(file.path(), number));
            }
        });
        for (Subject subject : subjects) {
            subject.current().ifPresent(driver -> refusals.remove(key(driver, subject.address())));
        }
    }

    private void read(String line, FilePlace place) {
        int slots = line.indexOf(SLOTS);
        int named = line.indexOf(SHPCHP);
        if (slots > 0 && named >= 0 && named + SHPCHP.length() < slots) {
            refusals.put(key("shpchp", line.substring(named + SHPCHP.length(), slots)), new ProbeRule.Refusal(Errno.ENODEV,
                    "it could not set up its slots, as the kernel log says", place.toString()));
            return;
        }
        int failed = line.indexOf(FAILED);
        if (failed < 0) {
            return;
        }
        int form = line.indexOf(NEW);
        String address;
        String driver;
        if (form >= 0 && form + NEW.length() <= failed) {
            driver = line.substring(form + NEW.length(), failed);
            address = line.substring(line.lastIndexOf(' ', form - 1) + 1, form);
        } else {
            form = line.indexOf(OLD);
            if (form < 0 || form + OLD.length() > failed) {
                return;
            }
            driver = line.substring(line.lastIndexOf(' ', form - 1) + 1, form);
            address = line.substring(form + OLD.length(), failed);
        }
        int end = failed + FAILED.length();
        int value = 0;
        while (end < line.length() && Character.isDigit(line.charAt(end)) && value < 4096) {
            value = value * 10 + Character.digit(line.charAt(end++), 10);
        }
        Errno errno = NUMBERS.get(value);
        if (errno != null) {
            refusals.put(key(driver, address), new ProbeRule.Refusal(errno, "the kernel log says so",
                    place.toString()));
        }
    }

    private static String key(String driver, String address) {
        return driver + ' ' + address;
    }

    Optional<ProbeRule.Refusal> refusal(String driver, String address) {
        return refusals.isEmpty() ? Optional.empty() : Optional.ofNullable(refusals.get(key(driver, address)));
    }
}
