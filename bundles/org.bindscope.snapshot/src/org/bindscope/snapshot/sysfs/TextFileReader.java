// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static final String GPUS = "proc/driver/nvidia/gpus";

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
            new Known("dmesg", TextFileKind.KERNEL_LOG),
            new Known("sos_commands/kernel/dmesg", TextFileKind.KERNEL_LOG));

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
    private final TextSources sources;
    /** By path without links, so that /lib and /usr/lib do not come twice. */
    private final Map<String, TextFile> own = new HashMap<>();
    private final Map<String, TextFile> texts;

    /**
     * @param reading the input
     * @param sources texts of the input that were told by their content
     * @param texts   texts of the machine by path, those of inputs with more weight already in it
     */
    TextFileReader(Reading reading, TextSources sources, Map<String, TextFile> texts) {
        this.reading = reading;
        this.files = reading.files();
        this.sources = sources;
        this.texts = texts;
    }

    /**
     * Reads all but the lists of modules.
     *
     * @param release the kernel's release
     */
    void read(Optional<String> release) {
        FIXED.forEach(known -> take(known.path(), known.kind()));
        for (List<Known> places : OF_PROCESS) {
            // A link that leads nowhere says nothing.
            places.stream().filter(known -> files.resolve(known.path()).isPresent()).findFirst()
                    .ifPresent(known -> take(known.path(), known.kind()));
        }
        release.ifPresent(name -> take("boot/config-" + name, TextFileKind.KERNEL_CONFIG));
        for (String folder : MODPROBE) {
            for (String name : files.list(folder)) {
                if (name.endsWith(".conf")) {
                    take(TreePaths.join(folder, name), TextFileKind.MODPROBE_CONFIG);
                }
            }
        }
        for (String gpu : files.list(GPUS)) {
            take(TreePaths.join(GPUS, gpu) + "/information", TextFileKind.OTHER);
            take(TreePaths.join(GPUS, gpu) + "/numa_status", TextFileKind.OTHER);
        }
        for (TextSources.Found found : sources.find()) {
            switch (found.kind()) {
                case NVLINK, BUG_REPORT -> put(found.path(), found.path(), TextFileKind.OTHER, Optional.of(found.text()));
                case KERNEL_LOG -> put(found.path(), found.path(), TextFileKind.KERNEL_LOG, Optional.of(found.text()));
                default -> {
                    // Readers of statements and of configuration take the others.
                }
            }
        }
        ConfigTexts.files().forEach(this::takeConfig);
        ConfigTexts.folders().forEach(this::takeConfigs);
    }

    /** The folders of modules of this input, none of which needs be that of the kernel. */
    List<String> modulesFolders() {
        return MODULES.stream().flatMap(folder -> files.list(folder).stream().map(name -> TreePaths.join(folder, name)))
                .map(files::resolve).flatMap(Optional::stream).filter(files::isDirectory).distinct().toList();
    }

    /** Reads the lists of one of those folders. */
    void readModules(String folder) {
        LISTS.forEach(known -> take(TreePaths.join(folder, known.path()), known.kind()));
    }

    /** Reads the list of aliases that is the input, without a folder that tells its kernel. */
    void readAliases(String file) {
        take(file, TextFileKind.MODULES_ALIAS);
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
        if (own.containsKey(place)) {
            return;
        }
        FileTree.Content content = masked ? new FileTree.Present(new byte[0]) : files.read(path, MAX);
        if (content instanceof FileTree.Unreadable unreadable) {
            reading.warning(path, path + " could not be read: " + unreadable.reason() + '.');
        }
        // proc/mounts is a link into the folder of a process, whose number nobody wants to see.
        put(place, place.startsWith("proc/") ? path : place, kind, content instanceof FileTree.Present present
                ? decode(path, kind, present.bytes()).map(plain -> GuestText.kept(place, plain)) : Optional.empty());
    }

    /** Keeps a text; where an input of more weight has another one at the same path, that one counts. */
    private void put(String place, String path, TextFileKind kind, Optional<String> content) {
        if (own.containsKey(place)) {
            return;
        }
        TextFile text = BindscopeFactory.eINSTANCE.createTextFile();
        text.setPath(XmlText.of(path));
        text.setKind(kind);
        text.setText(content.orElse(""));
        text.setUnreadable(content.isEmpty());
        own.put(place, text);
        TextFile other = texts.putIfAbsent(place, text);
        boolean differs = other != null && content.isPresent() && (other.isUnreadable() || !content.get().equals(other.getText()));
        if (differs && other.isUnreadable()) {
            texts.put(place, text);
        } else if (differs) {
            text.setPath(reading.facts().path(path));
            text.setKind(TextFileKind.OTHER);
            texts.put(text.getPath(), text);
            if (!path.startsWith("proc/")) {
                reading.warning(path, text.getPath() + " differs from " + path + " of an input with more weight, which counts.");
            }
        }
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
