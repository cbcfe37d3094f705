// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import org.bindscope.model.Driver;
import org.bindscope.model.IdEntry;
import org.bindscope.model.KernelModule;
import org.bindscope.model.Machine;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/** PCI drivers as JSON: the elements of the array that the caller opened. */
final class DriversJson {

    private DriversJson() {
    }

    static void write(JsonText json, Machine machine) throws IOException {
        List<Driver> drivers = new ArrayList<>(machine.getDrivers());
        drivers.sort(Comparator.comparing(Driver::getName));
        boolean aliases = captured(machine);
        for (Driver driver : drivers) {
            KernelModule module = driver.getModule();
            json.object().text("name", driver.getName())
                    .text("module", module == null ? null : module.getName())
                    .flag("builtin", module != null && module.isSetBuiltin(), module != null && module.isBuiltin())
                    .flag("loaded", module != null && module.isSetLoaded(), module != null && module.isLoaded());
            ids(json, module, aliases);
            json.text("state", driver.getState().name().toLowerCase(Locale.ROOT)).endObject();
        }
    }

    /** The table as far as aliases show it; null where no file could show it. */
    private static void ids(JsonText json, KernelModule module, boolean aliases) throws IOException {
        boolean none = module != null && module.getIds().isEmpty();
        boolean silent = none && (!aliases || module.isBuiltin());
        if (module == null || silent) {
            json.nothing("ids");
            return;
        }
        List<String> ids = new ArrayList<>();
        for (IdEntry entry : module.getIds()) {
            ids.add(Facts.notation(entry));
        }
        json.texts("ids", ids);
    }

    private static boolean captured(Machine machine) {
        for (TextFile file : machine.getTextFiles()) {
            if (file.getKind() == TextFileKind.MODULES_ALIAS && !file.isUnreadable()) {
                return true;
            }
        }
        return false;
    }
}
