// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.FileTree.EntryKind;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.tree.PciNames;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * Finds the folders of the PCI functions: through the links of {@code sys/bus/pci/devices}, and where
 * they are missing by walking {@code sys/devices}.
 */
final class DeviceFinder {

    private static final String BUS = "sys/bus/pci/devices";
    private static final String DEVICES = "sys/devices";
    private static final int MAX_DEPTH = 40;
    private static final int MAX_FOLDERS = 200_000;

    private final Reading reading;
    private final FileTree files;
    private Map<PciAddress, String> walked;
    private int visited;

    DeviceFinder(Reading reading) {
        this.reading = reading;
        this.files = reading.files();
    }

    /** All functions in address order. */
    Collection<FoundDevice> find() {
        Map<PciAddress, FoundDevice> found = new TreeMap<>();
        for (String name : files.list(BUS)) {
            String path = TreePaths.join(BUS, name);
            Optional<PciAddress> address = PciAddress.of(name);
            if (address.isEmpty()) {
                reading.warning(path, path + ": a PCI address was expected as the name; the entry was left out.");
            } else if (found.putIfAbsent(address.get(), onBus(address.get(), path)) != null) {
                reading.warning(path, path + ": the address stands there twice; the second was left out.");
            }
        }
        if (found.isEmpty()) {
            walked().forEach((address, folder) -> found.put(address,
                    new FoundDevice(address, folder, Place.file(folder), true)));
        }
        return found.values();
    }

    private FoundDevice onBus(PciAddress address, String path) {
        Optional<EntryKind> kind = files.kind(path);
        Optional<String> real = files.resolve(path).filter(files::isDirectory);
        if (real.isPresent()) {
            return new FoundDevice(address, real.get(), Place.file(path), true);
        }
        if (walked().containsKey(address)) {
            return new FoundDevice(address, walked().get(address), Place.file(path), true);
        }
        String folder = kind.filter(found -> found == EntryKind.LINK).flatMap(found -> files.linkTarget(path))
                .flatMap(target -> TreePaths.follow(BUS, target)).orElse(path);
        reading.warning(path, path + ": the folder of the function is not in the snapshot.");
        return new FoundDevice(address, folder, Place.file(path), false);
    }

    private Map<PciAddress, String> walked() {
        if (walked == null) {
            walked = new HashMap<>();
            walk(DEVICES, 0, false);
        }
        return walked;
    }

    /** Functions lie below the folder of their root bus, bridges above the functions behind them. */
    private void walk(String folder, int depth, boolean onBus) {
        if (depth > MAX_DEPTH) {
            return;
        }
        List<String> below = new ArrayList<>();
        for (String name : files.list(folder)) {
            String path = TreePaths.join(folder, name);
            boolean function = onBus && PciNames.isAddress(name);
            // Before a root bus only the platform devices of device-tree machines lead to one.
            boolean goesOn = function || PciNames.isRootBus(name)
                    || !onBus && !(depth == 0 && (name.equals("system") || name.equals("virtual")));
            if (!goesOn || files.kind(path).filter(kind -> kind == EntryKind.DIRECTORY).isEmpty()
                    || ++visited > MAX_FOLDERS) {
                continue;
            }
            if (function) {
                PciAddress.of(name).ifPresent(address -> walked.putIfAbsent(address, path));
            }
            below.add(path);
        }
        for (String path : below) {
            reading.progress().check();
            walk(path, depth + 1, onBus || PciNames.isRootBus(TreePaths.name(path)));
        }
    }
}
