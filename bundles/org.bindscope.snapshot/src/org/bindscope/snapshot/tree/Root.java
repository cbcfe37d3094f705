// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where in what the user gave the machine's files begin.
 *
 * @param folder path of the folder, empty for the top
 * @param mount  where on the machine that folder stands: empty for its root folder, {@code sys} when
 *               somebody copied the content of /sys alone, {@code lib/modules/VERSION} for the modules of a kernel
 */
public record Root(String folder, String mount) {

    private static final int MAX_DEPTH = 4;
    private static final int MAX_FOLDERS = 2000;
    private static final Set<String> SYS = Set.of("block", "bus", "class", "dev", "devices", "firmware",
            "fs", "hypervisor", "kernel", "module", "power");
    /** Names one of which is in every copy of /proc worth reading. */
    private static final Set<String> PROC = Set.of("version", "cmdline", "cpuinfo", "modules", "iomem", "mounts",
            "meminfo", "device-tree", "interrupts", "sys", "driver");

    /**
     * Finds the roots by what they hold: a folder {@code sys} that looks like sysfs or a folder
     * {@code proc} that looks like procfs; else a folder that itself looks like sysfs.
     *
     * @param names gives the names in a folder; none for what is no folder
     * @return the roots of the smallest depth that has any, in name order; several where several
     *         machines lie side by side
     */
    public static List<Root> find(Function<String, List<String>> names) {
        return find(names, folder -> at(folder, names));
    }

    /**
     * Finds folders that hold a part of a machine without sysfs and procfs: the modules of a kernel, that is one
     * of depmod's lists or a folder {@code lib/modules} as in the package of a kernel, or modprobe's configuration.
     *
     * @param names gives the names in a folder; none for what is no folder
     * @param name  name of the topmost folder, which is the kernel's release when the lists stand there
     * @return the roots of the smallest depth that has any, in name order
     */
    public static List<Root> findParts(Function<String, List<String>> names, String name) {
        return find(names, folder -> {
            List<String> here = names.apply(folder);
            if (ContentRules.isModulesFolder(here)) {
                return Optional.of(new Root(folder, "lib/modules/" + (folder.isEmpty() ? name : TreePaths.name(folder))));
            }
            boolean modules = Stream.of("lib/modules", "usr/lib/modules").map(path -> TreePaths.join(folder, path))
                    .anyMatch(above -> names.apply(above).stream()
                            .anyMatch(each -> ContentRules.isModulesFolder(names.apply(TreePaths.join(above, each)))));
            boolean config = Stream.of("etc/modprobe.d", "usr/lib/modprobe.d", "lib/modprobe.d")
                    .anyMatch(path -> names.apply(TreePaths.join(folder, path)).stream().anyMatch(each -> each.endsWith(".conf")));
            return modules || config ? Optional.of(new Root(folder, "")) : Optional.empty();
        });
    }

    private static List<Root> find(Function<String, List<String>> names, Function<String, Optional<Root>> rule) {
        List<String> level = List.of("");
        int seen = 0;
        for (int depth = 0; depth <= MAX_DEPTH && !level.isEmpty(); depth++) {
            List<Root> roots = level.stream().map(rule).flatMap(Optional::stream).toList();
            if (!roots.isEmpty()) {
                return roots;
            }
            List<String> below = new ArrayList<>();
            for (String folder : level) {
                for (String name : names.apply(folder).stream().sorted().toList()) {
                    if (++seen > MAX_FOLDERS) {
                        break;
                    }
                    below.add(TreePaths.join(folder, name));
                }
            }
            level = below;
        }
        return List.of();
    }

    private static Optional<Root> at(String folder, Function<String, List<String>> names) {
        List<String> here = names.apply(folder);
        if (here.contains("sys") && looksLikeSys(names.apply(TreePaths.join(folder, "sys")))
                || here.contains("proc") && looksLikeProc(names.apply(TreePaths.join(folder, "proc")))) {
            return Optional.of(new Root(folder, ""));
        }
        boolean sysItself = here.contains("devices")
                && here.stream().filter(SYS::contains).count() >= 2
                || here.contains("bus") && names.apply(TreePaths.join(folder, "bus")).contains("pci");
        return sysItself ? Optional.of(new Root(folder, "sys")) : Optional.empty();
    }

    private static boolean looksLikeSys(List<String> names) {
        return names.stream().anyMatch(SYS::contains);
    }

    private static boolean looksLikeProc(List<String> names) {
        return names.stream().anyMatch(PROC::contains);
    }
}
