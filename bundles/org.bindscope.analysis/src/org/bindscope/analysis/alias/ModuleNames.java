// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

/** The kernel's and kmod's idea of equal module names. */
public final class ModuleNames {

    private ModuleNames() {
    }

    /**
     * Writes a name or request as kmod compares it: {@code -} becomes {@code _} except between brackets
     * (libkmod, alias_normalize).
     *
     * @param name module name, alias or modalias
     * @return the same object when there is nothing to change
     */
    public static String normalize(String name) {
        int dash = name.indexOf('-');
        if (dash < 0) {
            return name;
        }
        char[] chars = name.toCharArray();
        boolean inside = false;
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] == '[') {
                inside = true;
            } else if (chars[i] == ']') {
                inside = false;
            } else if (chars[i] == '-' && !inside) {
                chars[i] = '_';
            }
        }
        return new String(chars);
    }

    /**
     * The module that a file of modules.dep or modules.builtin holds.
     *
     * @param path for example {@code kernel/drivers/net/e1000e.ko.xz}
     * @return for example {@code e1000e}
     */
    public static String ofPath(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        int ko = file.indexOf(".ko");
        return normalize(ko < 0 ? file : file.substring(0, ko));
    }
}
