// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.binding.export;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.bindscope.binding.SafeText;
import org.bindscope.binding.TestMachine;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;

/**
 * Reads what binding needs from a captured tree, by few lines of its own and apart from the
 * product's reader: ids, driver, override, group, bridges, and the sysfs path as it is.
 */
final class CorpusMachine {

    final TestMachine test;
    /** For each address its path below sys/devices. */
    final Map<String, String> paths = new TreeMap<>();

    private final Map<String, Map<String, String>> files = new HashMap<>();
    private final Map<String, Map<String, String>> links = new HashMap<>();

    private CorpusMachine(String name) {
        test = new TestMachine(name, "6.12.0");
    }

    static CorpusMachine read(Path archive) throws IOException {
        CorpusMachine machine = new CorpusMachine(archive.getFileName().toString());
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(archive));
                InputStream plain = new BufferedInputStream(new CompressorStreamFactory(true).createCompressorInputStream(raw));
                TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                machine.take(entry, tar);
            }
        } catch (CompressorException e) {
            throw new IOException(e);
        }
        machine.build();
        return machine;
    }

    private void take(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
        String name = entry.getName();
        int devices = name.indexOf("sys/devices/");
        String[] parts = name.split("/");
        if (devices < 0 || parts.length < 3 || !SafeText.isAddress(parts[parts.length - 2])) {
            return;
        }
        String address = parts[parts.length - 2];
        String leaf = parts[parts.length - 1];
        if (entry.isSymbolicLink()) {
            links.computeIfAbsent(address, key -> new HashMap<>()).put(leaf, entry.getLinkName());
        } else if (entry.isFile()) {
            switch (leaf) {
                case "vendor", "device", "subsystem_vendor", "subsystem_device", "class", "driver_override" -> {
                    paths.put(address, name.substring(devices + 12, name.length() - leaf.length() - 1));
                    files.computeIfAbsent(address, key -> new HashMap<>())
                            .put(leaf, new String(tar.readAllBytes(), StandardCharsets.UTF_8).strip());
                }
                default -> {
                    // Nothing that binding needs.
                }
            }
        }
    }

    private void build() {
        test.driver("vfio-pci", "vfio_pci", false);
        // Parents first, so that buses know their bridges.
        paths.keySet().stream().sorted(java.util.Comparator.comparing((String address) -> paths.get(address).length()))
                .filter(address -> files.get(address).containsKey("vendor") && files.get(address).containsKey("device"))
                .forEach(this::add);
    }

    private void add(String address) {
        Map<String, String> file = files.get(address);
        Map<String, String> link = links.getOrDefault(address, Map.of());
        String sub = file.containsKey("subsystem_vendor") && file.containsKey("subsystem_device")
                ? file.get("subsystem_vendor").substring(2) + ":" + file.get("subsystem_device").substring(2) : null;
        int classCode = Integer.decode(file.getOrDefault("class", "0x000000"));
        String ids = file.get("vendor").substring(2) + ":" + file.get("device").substring(2);
        String group = link.containsKey("iommu_group") ? last(link.get("iommu_group")) : null;
        String driver = link.containsKey("driver") ? last(link.get("driver")) : null;
        PciFunction function;
        String[] path = paths.get(address).split("/");
        String child = paths.values().stream().filter(other -> other.startsWith(paths.get(address) + "/"))
                .findFirst().orElse(null);
        if (child != null && SafeText.isAddress(child.substring(paths.get(address).length() + 1).split("/")[0])
                && classCode >> 8 == 0x0604) {
            String below = child.substring(paths.get(address).length() + 1).split("/")[0];
            int bus = Integer.parseInt(below.substring(below.length() - 7, below.length() - 5), 16);
            PciBridge bridge = test.bridge(address, ids, bus, bus, driver, group);
            function = bridge;
        } else {
            function = test.function(address, ids, sub, classCode, driver, group);
            function.setHeaderType(classCode >> 16 == 0x06 && classCode >> 8 == 0x0604 ? 1 : 0);
        }
        if (path.length > 1 && link.containsKey("physfn")) {
            function.setPhysicalFunction(test.at(last(link.get("physfn"))));
        }
        String override = file.get("driver_override");
        if (override != null && !override.isEmpty() && !override.equals("(null)")) {
            function.setDriverOverride(override);
        }
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
