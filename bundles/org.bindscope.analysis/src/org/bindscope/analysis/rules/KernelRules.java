// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The rules by which one kernel decides which driver gets a PCI function: a version, the changes
 * that are in force in it, and the series that was applied on top.
 *
 * @param name    the code of driver-match, section 0: {@code A} to {@code E}, {@code S},
 *                {@code S-nocompat} or {@code R}
 * @param version the mainline version that settles the finer breaks
 * @param changes what is in force
 * @param series  the unmerged series on top
 * @param caveats what the reader has to know about the choice; one sentence each
 */
public record KernelRules(String name, KernelVersion version, Set<KernelChange> changes, Series series,
        List<String> caveats) {

    /** Names that {@link #named(String)} takes besides releases, in the order of the eras. */
    public static final List<String> NAMES = List.of("A", "B", "C", "D", "E", "S", "S-nocompat", "R");

    private static final KernelVersion LATEST = KernelVersion.of(7, 1);

    /** Copies the collections. */
    public KernelRules {
        changes = Collections.unmodifiableSet(
                changes.isEmpty() ? EnumSet.noneOf(KernelChange.class) : EnumSet.copyOf(changes));
        caveats = List.copyOf(caveats);
    }

    /**
     * Rules by name.
     *
     * @param text an era ({@code A} to {@code E}, {@code S}, {@code S-nocompat}, {@code R}), a kernel
     *             release, or a release with {@code +S}, {@code +S-nocompat} or {@code +R} behind it
     * @return the rules; an era stands for its last kernel
     * @throws IllegalArgumentException with a sentence that names what is allowed
     */
    public static KernelRules named(String text) {
        String word = text.strip();
        switch (word) {
            case "A":
                return build(KernelVersion.of(3, 15), Series.NONE, List.of());
            case "B":
                return build(KernelVersion.of(5, 14), Series.NONE, List.of());
            case "C":
                return build(KernelVersion.of(5, 18), Series.NONE, List.of());
            case "D":
                return build(KernelVersion.of(7, 0), Series.NONE, List.of());
            case "E":
                return build(LATEST, Series.NONE, List.of());
            case "S":
                return build(KernelVersion.of(5, 11), Series.MARCH_2021, List.of());
            case "S-nocompat":
                return build(KernelVersion.of(5, 11), Series.MARCH_2021_NO_COMPAT, List.of());
            case "R":
                return build(KernelVersion.of(5, 13), Series.JUNE_2021, List.of());
            default:
                return ofRelease(word);
        }
    }

    /**
     * The rules of the newest kernel that the specification covers, for machines whose release is
     * not known.
     *
     * @return era E with a caveat
     */
    public static KernelRules assumed() {
        return build(LATEST, Series.NONE, List.of("The snapshot does not tell its kernel release, so the rules of "
                + LATEST + " are used; choose others by hand if the kernel is older."));
    }

    private static KernelRules ofRelease(String word) {
        Series series = Series.NONE;
        String release = word;
        int plus = word.lastIndexOf('+');
        if (plus > 0) {
            String tail = word.substring(plus + 1);
            series = switch (tail) {
                case "S" -> Series.MARCH_2021;
                case "S-nocompat" -> Series.MARCH_2021_NO_COMPAT;
                case "R" -> Series.JUNE_2021;
                default -> Series.NONE;
            };
            release = series == Series.NONE ? word : word.substring(0, plus);
        }
        KernelVersion version = KernelVersion.parse(release).orElseThrow(() -> new IllegalArgumentException(
                "\"" + word + "\" names no kernel rules; allowed are " + String.join(", ", NAMES)
                        + ", a kernel release such as 6.12, or a release with +S, +S-nocompat or +R"));
        return build(version, series, DistributionRelease.caveats(release));
    }

    private static KernelRules build(KernelVersion version, Series series, List<String> caveats) {
        EnumSet<KernelChange> changes = EnumSet.noneOf(KernelChange.class);
        List<String> notes = new ArrayList<>(caveats);
        for (KernelChange change : KernelChange.values()) {
            if (change.inForce(version)) {
                changes.add(change);
            } else if (change.unchecked(version)) {
                notes.add("Not checked for " + version + ": " + change.sentence() + " (not in "
                        + change.lastWithout() + ", in " + change.firstWith() + "); taken as not yet there.");
            }
        }
        if (series != Series.NONE) {
            // The series was written before the merged flag; RFC v4 brings a flag of its own.
            changes.remove(KernelChange.OVERRIDE_ONLY);
        }
        if (LATEST.compareTo(version) < 0 && !(version.major() == 7 && version.minor() == 1)) {
            notes.add("Kernel " + version + " is newer than " + LATEST + ", the last one that was read; its rules are used.");
        }
        return new KernelRules(code(version, series), version, changes, series, notes);
    }

    private static String code(KernelVersion version, Series series) {
        return switch (series) {
            case MARCH_2021 -> "S";
            case MARCH_2021_NO_COMPAT -> "S-nocompat";
            case JUNE_2021 -> "R";
            case NONE -> !version.atLeast(KernelVersion.of(3, 16)) ? "A"
                    : !version.atLeast(KernelVersion.of(5, 15)) ? "B"
                    : !version.atLeast(KernelVersion.of(5, 19)) ? "C"
                    : !version.atLeast(KernelVersion.of(7, 1)) ? "D" : "E";
        };
    }

    /**
     * Corrects the choice by what the kernel's own {@code modules.alias} proves: a line that starts
     * with {@code alias vfio_pci:} exists only where flagged entries exist (driver-match, section 0).
     *
     * @param aliasesHaveVfioPci whether such a line was found
     * @return these rules, or rules with flagged entries and a caveat
     */
    public KernelRules seenIn(boolean aliasesHaveVfioPci) {
        if (!aliasesHaveVfioPci || series != Series.NONE || has(KernelChange.OVERRIDE_ONLY)) {
            return this;
        }
        EnumSet<KernelChange> more = EnumSet.copyOf(changes);
        more.add(KernelChange.DRIVER_OVERRIDE);
        more.add(KernelChange.OVERRIDE_ONLY);
        List<String> notes = new ArrayList<>(caveats);
        notes.add("modules.alias has vfio_pci: lines, so this " + version
                + " kernel has override-only entries although mainline got them in 5.15; they are in force.");
        return new KernelRules("C", version, more, series, notes);
    }

    /**
     * Whether a change is in force.
     *
     * @param change the change
     * @return true if this kernel has it
     */
    public boolean has(KernelChange change) {
        return changes.contains(change);
    }

    /**
     * Whether the March 2021 redirect inside vfio-pci is compiled in.
     *
     * @return true for {@code S}
     */
    public boolean compatRedirect() {
        return series == Series.MARCH_2021;
    }

    /**
     * Whether the split vendor drivers of March 2021 exist.
     *
     * @return true for {@code S} and {@code S-nocompat}
     */
    public boolean splitDrivers() {
        return series == Series.MARCH_2021 || series == Series.MARCH_2021_NO_COMPAT;
    }

    /**
     * Whether override and flag of the first fitting entry must agree (RFC v4 of June 2021).
     *
     * @return true for {@code R}
     */
    public boolean flagMustAgree() {
        return series == Series.JUNE_2021;
    }

    /**
     * What to show beside a verdict.
     *
     * @return for example {@code D (Linux 6.12.95)}
     */
    public String label() {
        return String.format(Locale.ROOT, "%s (Linux %s%s)", name, version, switch (series) {
            case NONE -> "";
            case MARCH_2021 -> " with the vfio-pci-core series of March 2021, COMPAT=y";
            case MARCH_2021_NO_COMPAT -> " with the vfio-pci-core series of March 2021, COMPAT=n";
            case JUNE_2021 -> " with RFC v4 of June 2021";
        });
    }

    /**
     * A source reference for a sentence: the file and the version whose rules are applied.
     *
     * @param file kernel file, with a function where one stands for the rule
     * @return for example {@code drivers/pci/pci-driver.c, Linux 6.12}
     */
    public String source(String file) {
        return file + ", Linux " + version.major() + "." + version.minor();
    }
}
