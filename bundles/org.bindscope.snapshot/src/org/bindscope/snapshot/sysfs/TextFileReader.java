// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.tree.ConfigTexts;
import org.bindscope.snapshot.tree.TreePaths;

/** Takes the configuration and logs into the model that analyses read themselves. */
final class TextFileReader {

    private static final int MAX = 16 << 20;
    private static final List<String> MODULES = List.of("lib/modules", "usr/lib/modules");
    /** In the order of precedence (driver-match specification 12.5). */
    private static final List<String> MODPROBE = List.of("etc/modprobe.d", "run/modprobe.d",
            "usr/local/lib/modprobe.d", "usr/lib/modprobe.d", "lib/modprobe.d");

    private record Known(String path, TextFileKind kind) {
    }

    /** Names in the folder of a kernel's modules. */
    private static final List<Known> LISTS = List.of(
            new Known("modules.alias", TextFileKind.MODULES_ALIAS),
            new Known("modules.builtin", TextFileKind.MODULES_BUILTIN),
            new Known("modules.builtin.modinfo", TextFileKind.MODULES_BUILTIN_MODINFO),
            new Known("modules.dep", TextFileKind.MODULES_DEP),
            new Known("modules.softdep", TextFileKind.MODULES_SOFTDEP),
            new Known("modules.order", TextFileKind.MODULES_ORDER),
            new Known("config", TextFileKind.KERNEL_CONFIG));
    /** Paths on the machine. */
    private static final List<Known> FIXED = List.of(
            new Known("proc/modules", TextFileKind.PROC_MODULES),
            new Known("proc/iomem", TextFileKind.IOMEM),
            new Known("proc/swaps", TextFileKind.SWAPS),
            new Known("proc/config.gz", TextFileKind.KERNEL_CONFIG),
            new Known("dmesg.txt", TextFileKind.KERNEL_LOG),
            new Known("dmesg", TextFileKind.KERNEL_LOG));

    /**
     * proc/mounts and proc/net are links into the folder of the process that copied them, which a capture
     * often lacks; the first process sees the mounts of the host. The first of each kind that is there counts.
     */
    private static final List<List<Known>> OF_PROCESS = List.of(
            List.of(new Known("proc/mounts", TextFileKind.MOUNTS), new Known("proc/self/mounts", TextFileKind.MOUNTS),
                    new Known("proc/1/mounts", TextFileKind.MOUNTS)),
            List.of(new Known("proc/net/route", TextFileKind.ROUTES), new Known("proc/self/net/route", TextFileKind.ROUTES),
                    new Known("proc/1/net/route", TextFileKind.ROUTES)),
            List.of(new Known("proc/net/ipv6_route", TextFileKind.ROUTES), new Known("proc/self/net/ipv6_route", TextFileKind.ROUTES),
                    new Known("proc/1/net/ipv6_route", TextFileKind.ROUTES)));

    private final Reading reading;
    private final FileTree files;
    /** By path without links, so that /lib and /usr/lib do not come twice. */
    private final Map<String, TextFile> texts = new TreeMap<>();

    TextFileReader(Reading reading) {
        this.reading = reading;
        this.files = reading.files();
    }

    /**
     * Reads all of them.
     *
     * @param release the kernel's release; without one the only folder of modules counts
     * @return the folder of that kernel's modules
     */
    Optional<String> read(Optional<String> release) {
        FIXED.forEach(known -> take(known.path(), known.kind()));
        for (List<Known> places : OF_PROCESS) {
            // A link that leads nowhere says nothing.
            places.stream().filter(known -> files.resolve(known.path()).isPresent()).findFirst()
                    .ifPresent(known -> take(known.path(), known.kind()));
        }
        release.ifPresent(name -> take("boot/config-" + name, TextFileKind.KERNEL_CONFIG));
        Optional<String> modules = modulesFolder(release);
        modules.ifPresent(folder -> LISTS.forEach(known -> take(TreePaths.join(folder, known.path()), known.kind())));
        for (String folder : MODPROBE) {
            for (String name : files.list(folder)) {
                if (name.endsWith(".conf")) {
                    take(TreePaths.join(folder, name), TextFileKind.MODPROBE_CONFIG);
                }
            }
        }
        ConfigTexts.files().forEach(this::takeConfig);
        ConfigTexts.folders().forEach(this::takeConfigs);
        reading.machine().getTextFiles().addAll(texts.values());
        return modules;
    }

    private Optional<String> modulesFolder(Optional<String> release) {
        Optional<String> other = Optional.empty();
        for (String folder : MODULES) {
            List<String> names = files.list(folder);
            if (release.isPresent() && names.contains(release.get())
                    || release.isEmpty() && names.size() == 1) {
                return files.resolve(TreePaths.join(folder, release.orElseGet(() -> names.get(0))));
            }
            other = other.or(() -> names.isEmpty() ? Optional.empty() : Optional.of(folder));
        }
        other.ifPresent(folder -> reading.warning(folder, folder + " has no folder of the kernel "
                + release.orElse("whose release is not known") + "; the lists of other kernels were left out."));
        return Optional.empty();
    }

    private void takeConfigs(String folder) {
        List<String> taken = files.list(folder).stream().map(name -> TreePaths.join(folder, name))
                .filter(path -> ConfigTexts.use(path).isPresent()).toList();
        taken.stream().limit(ConfigTexts.MAX_FILES).forEach(this::takeConfig);
        if (taken.size() > ConfigTexts.MAX_FILES) {
            reading.warning(folder, folder + " holds " + taken.size() + " texts; those after the first "
                    + ConfigTexts.MAX_FILES + " were left out.");
        }
    }

    private void takeConfig(String path) {
        // A unit is often a link into a folder that is not copied; it says nothing then.
        Optional<String> place = files.resolve(path);
        if (place.flatMap(files::kind).filter(kind -> kind == FileTree.EntryKind.FILE).isEmpty()) {
            return;
        }
        if (files.size(path).orElse(0) > ConfigTexts.MAX_BYTES) {
            reading.warning(path, path + " was left out: it holds more than " + ConfigTexts.MAX_BYTES + " bytes.");
            return;
        }
        ConfigTexts.use(path).ifPresent(use -> take(path, use == ConfigTexts.Use.INITRAMFS_LIST ? TextFileKind.INITRAMFS_LIST
                : TextFileKind.OTHER));
    }

    private void take(String path, TextFileKind kind) {
        if (!files.exists(path)) {
            return;
        }
        // A link to /dev/null is how a distribution's file is switched off.
        boolean masked = files.linkTarget(path).filter("/dev/null"::equals).isPresent();
        String place = kind == TextFileKind.MODPROBE_CONFIG
                ? files.resolve(TreePaths.parent(path)).map(folder -> TreePaths.join(folder, TreePaths.name(path)))
                        .orElse(path)
                : files.resolve(path).orElse(path);
        if (texts.containsKey(place)) {
            return;
        }
        TextFile text = BindscopeFactory.eINSTANCE.createTextFile();
        // proc/mounts is a link into the folder of a process, whose number nobody wants to see.
        text.setPath(XmlText.of(place.startsWith("proc/") ? path : place));
        text.setKind(kind);
        text.setText("");
        FileTree.Content content = masked ? new FileTree.Present(new byte[0]) : files.read(path, MAX);
        if (content instanceof FileTree.Present present) {
            decode(path, kind, present.bytes()).map(plain -> GuestText.kept(place, plain)).ifPresentOrElse(text::setText, () -> text.setUnreadable(true));
        } else if (content instanceof FileTree.Unreadable unreadable) {
            text.setUnreadable(true);
            reading.warning(path, path + " could not be read: " + unreadable.reason() + '.');
        }
        texts.put(place, text);
    }

    private Optional<String> decode(String path, TextFileKind kind, byte[] bytes) {
        if (kind == TextFileKind.MODULES_BUILTIN_MODINFO) {
            byte[] lines = bytes.clone();
            for (int i = 0; i < lines.length; i++) {
                if (lines[i] == 0) {
                    lines[i] = '\n';
                }
            }
            return Optional.of(XmlText.decode(lines));
        }
        if (!path.endsWith(".gz")) {
            return Optional.of(XmlText.decode(bytes));
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] plain = in.readNBytes(MAX);
            if (in.read() < 0) {
                return Optional.of(XmlText.decode(plain));
            }
            reading.warning(path, path + " was left out: more than " + MAX + " bytes come out of it.");
        } catch (IOException e) {
            reading.warning(path, path + " was left out: gzip data was expected.");
        }
        return Optional.empty();
    }
}
