// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.List;

import org.bindscope.analysis.alias.LineProblem;
import org.bindscope.analysis.alias.ModaliasIndex;
import org.bindscope.analysis.alias.ModulesAliasFile;
import org.bindscope.analysis.rules.KernelRules;

/** One supposition that differs from the snapshot. They stack in the order in which they are given. */
public sealed interface WhatIf {

    /**
     * What is supposed.
     *
     * @return a short sentence without full stop
     */
    String describe();

    /**
     * Other kernel rules.
     *
     * @param rules the rules
     */
    record Rules(KernelRules rules) implements WhatIf {
        @Override
        public String describe() {
            return "kernel rules " + rules.label();
        }
    }

    /**
     * driver_override is written.
     *
     * @param address the function
     * @param driver  the name
     */
    record SetOverride(String address, String driver) implements WhatIf {
        @Override
        public String describe() {
            return "driver_override of " + address + " is " + driver;
        }
    }

    /**
     * driver_override is cleared.
     *
     * @param address the function
     */
    record ClearOverride(String address) implements WhatIf {
        @Override
        public String describe() {
            return "driver_override of " + address + " is cleared";
        }
    }

    /**
     * An id is added to a driver, once it is registered.
     *
     * @param driver name on the bus
     * @param id     the id
     */
    record NewId(String driver, IdTableEntry id) implements WhatIf {
        @Override
        public String describe() {
            return driver + " has the dynamic id " + id.text();
        }

        /**
         * Reads the words of the command line.
         *
         * @param text {@code DRIVER=VVVV:DDDD[:SV:SD[:CLASS[:MASK]]]}
         * @return the supposition
         * @throws IllegalArgumentException with a sentence that says what is expected
         */
        public static NewId parse(String text) {
            int equals = text.indexOf('=');
            List<IdTableEntry> ids = equals <= 0 ? List.of() : DynamicIdText.parameter(text.substring(equals + 1)).ids();
            if (ids.size() != 1 || text.indexOf(',') >= 0) {
                throw new IllegalArgumentException("\"" + text
                        + "\" is no new id; expected DRIVER=VVVV:DDDD[:SV:SD[:CLASS[:MASK]]], hexadecimal");
            }
            return new NewId(text.substring(0, equals), ids.get(0));
        }
    }

    /**
     * A module is loaded, after those that are.
     *
     * @param module name, with {@code -} or {@code _}
     */
    record Load(String module) implements WhatIf {
        @Override
        public String describe() {
            return "module " + module + " is loaded";
        }
    }

    /**
     * A module is not loaded, and its drivers are not registered.
     *
     * @param module name, with {@code -} or {@code _}
     */
    record Unload(String module) implements WhatIf {
        @Override
        public String describe() {
            return "module " + module + " is not loaded";
        }
    }

    /**
     * A module gets a parameter.
     *
     * @param module    name, with {@code -} or {@code _}
     * @param parameter name
     * @param value     value
     */
    record Option(String module, String parameter, String value) implements WhatIf {
        @Override
        public String describe() {
            return "module " + module + " gets " + parameter + "=" + value;
        }

        /**
         * Reads the words of the command line.
         *
         * @param text {@code MODULE.PARAM=VALUE}
         * @return the supposition
         * @throws IllegalArgumentException with a sentence that says what is expected
         */
        public static Option parse(String text) {
            int equals = text.indexOf('=');
            int dot = text.indexOf('.');
            if (dot <= 0 || equals <= dot + 1) {
                throw new IllegalArgumentException("\"" + text + "\" is no option; expected MODULE.PARAM=VALUE");
            }
            return new Option(text.substring(0, dot), text.substring(dot + 1, equals), text.substring(equals + 1));
        }
    }

    /**
     * The kernel is started with another command line.
     *
     * @param text the whole line
     */
    record CommandLine(String text) implements WhatIf {
        @Override
        public String describe() {
            return "kernel command line \"" + text + "\"";
        }
    }

    /**
     * The aliases of another kernel.
     *
     * @param file     name for places
     * @param aliases  its aliases
     * @param problems lines that could not be read
     */
    record ModulesAlias(String file, ModaliasIndex aliases, List<LineProblem> problems) implements WhatIf {
        @Override
        public String describe() {
            return "modules.alias is " + file;
        }

        /**
         * Reads and indexes another modules.alias.
         *
         * @param file name for places
         * @param text its content
         * @return the supposition
         */
        public static ModulesAlias of(String file, String text) {
            ModulesAliasFile parsed = ModulesAliasFile.parse(file, text);
            return new ModulesAlias(file, new ModaliasIndex(parsed.lines()), parsed.problems());
        }
    }
}
