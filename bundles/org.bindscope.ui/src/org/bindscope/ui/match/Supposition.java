// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.match;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.match.WhatIf;

/** Kinds of what-if that the user can type in one line. */
enum Supposition {
    /** driver_override of the shown function. */
    OVERRIDE("driver_override is", "name of a driver") {
        @Override
        WhatIf read(String address, String text) {
            return new WhatIf.SetOverride(shown(address), one(text, "the name of a driver"));
        }
    },
    /** No driver_override for the shown function. */
    CLEAR_OVERRIDE("driver_override is cleared", "") {
        @Override
        WhatIf read(String address, String text) {
            return new WhatIf.ClearOverride(shown(address));
        }
    },
    /** A dynamic id of a driver. */
    NEW_ID("new id", "vfio-pci=10de:1db1") {
        @Override
        WhatIf read(String address, String text) {
            return WhatIf.NewId.parse(text);
        }
    },
    /** A module that is loaded besides. */
    LOAD("module is loaded", "name of a module") {
        @Override
        WhatIf read(String address, String text) {
            return new WhatIf.Load(one(text, "the name of a module"));
        }
    },
    /** A module that is not loaded. */
    UNLOAD("module is not loaded", "name of a module") {
        @Override
        WhatIf read(String address, String text) {
            return new WhatIf.Unload(one(text, "the name of a module"));
        }
    },
    /** A parameter of a module. */
    OPTION("module option", "vfio-pci.ids=10de:1db1") {
        @Override
        WhatIf read(String address, String text) {
            return WhatIf.Option.parse(text);
        }
    },
    /** Another kernel command line. */
    COMMAND_LINE("kernel command line", "the whole line") {
        @Override
        WhatIf read(String address, String text) {
            return new WhatIf.CommandLine(text);
        }
    },
    /** The aliases of another kernel, from its modules.alias. */
    MODULES_ALIAS("modules.alias of another kernel", "path of the file") {
        @Override
        WhatIf read(String address, String text) {
            return aliases(text);
        }
    };

    /** Longest modules.alias that is read, in bytes; that of a distribution has about one million. */
    private static final int LONGEST = 32 << 20;

    /**
     * What came of reading.
     *
     * @param whatIf  empty when the text cannot be read
     * @param problem one sentence; empty when it can
     */
    record Attempt(Optional<WhatIf> whatIf, Optional<String> problem) {
    }

    private final String title;
    private final String hint;

    Supposition(String title, String hint) {
        this.title = title;
        this.hint = hint;
    }

    /**
     * Reads what the user typed. Where it is {@link #ofFile}, a file is read: not on the UI thread.
     *
     * @param address the shown function; empty while none is shown
     * @param text    without blanks around it
     * @throws IllegalArgumentException with a sentence that says what is expected
     */
    abstract WhatIf read(String address, String text);

    /** The same as {@link #read}, with what is wrong as a result. */
    Attempt attempt(String address, String text) {
        try {
            return new Attempt(Optional.of(read(address, text)), Optional.empty());
        } catch (IllegalArgumentException e) {
            return new Attempt(Optional.empty(), Optional.of(e.getMessage()));
        }
    }

    /** Whether the text is the path of a file. */
    boolean ofFile() {
        return this == MODULES_ALIAS;
    }

    private static WhatIf aliases(String file) {
        byte[] data;
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            data = in.readNBytes(LONGEST + 1);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException(file + ": it could not be read: " + e.getMessage(), e);
        }
        WhatIf.ModulesAlias read = WhatIf.ModulesAlias.of(file, new String(data, StandardCharsets.UTF_8));
        if (data.length > LONGEST || read.aliases().lines().isEmpty()) {
            throw new IllegalArgumentException(file + ": it holds no line that begins with \"alias\", or is longer than "
                    + LONGEST + " bytes; a modules.alias was expected");
        }
        return read;
    }

    /** What it is called in the list of kinds. */
    String title() {
        return title;
    }

    /** What is expected, as a hint in the empty box; empty where nothing is to be typed. */
    String hint() {
        return hint;
    }

    static List<Supposition> all() {
        return Arrays.asList(values());
    }

    /** The what-ifs with one more; one that says something else about the same thing is replaced. */
    static List<WhatIf> stack(List<WhatIf> before, WhatIf next) {
        List<WhatIf> after = new ArrayList<>(before);
        Optional<String> key = key(next);
        after.removeIf(old -> old.equals(next) || key.isPresent() && key.equals(key(old)));
        after.add(next);
        return List.copyOf(after);
    }

    /** What of the machine a what-if sets; empty where several may stand beside each other. */
    private static Optional<String> key(WhatIf whatIf) {
        if (whatIf instanceof WhatIf.SetOverride set) {
            return Optional.of("override " + set.address());
        } else if (whatIf instanceof WhatIf.ClearOverride clear) {
            return Optional.of("override " + clear.address());
        } else if (whatIf instanceof WhatIf.Rules) {
            return Optional.of("rules");
        } else if (whatIf instanceof WhatIf.CommandLine) {
            return Optional.of("command line");
        } else if (whatIf instanceof WhatIf.ModulesAlias) {
            return Optional.of("aliases");
        } else if (whatIf instanceof WhatIf.Load load) {
            return Optional.of("module " + load.module().replace('-', '_'));
        } else if (whatIf instanceof WhatIf.Unload unload) {
            return Optional.of("module " + unload.module().replace('-', '_'));
        } else if (whatIf instanceof WhatIf.Option option) {
            return Optional.of("option " + option.module().replace('-', '_') + "." + option.parameter());
        }
        return Optional.empty();
    }

    /** Until a verdict is shown there is no function that an override could belong to. */
    private static String shown(String address) {
        if (address.isEmpty()) {
            throw new IllegalArgumentException("Select a device first: driver_override belongs to one");
        }
        return address;
    }

    private static String one(String text, String expected) {
        if (text.isEmpty() || text.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException("Expected is " + expected + ", without blanks");
        }
        return text;
    }
}
