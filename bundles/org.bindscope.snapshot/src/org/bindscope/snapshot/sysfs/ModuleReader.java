// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.Driver;
import org.bindscope.model.DriverState;
import org.bindscope.model.KernelModule;
import org.bindscope.model.ModuleParameter;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * Reads the modules that are in the kernel: from {@code sys/module}, {@code proc/modules} and
 * {@code modules.builtin}. A module folder without {@code initstate} is that of a built-in module
 * (driver-match specification 15.3), but only where the capture took that file for others.
 */
final class ModuleReader {

    private static final String MODULES = "sys/module";
    private static final String PROC_MODULES = "proc/modules";

    private record Loaded(Place place, String line, OptionalLong references) {
    }

    private final Reading reading;
    private final Facts facts;
    private final FileTree files;
    private final Optional<String> builtinList;

    /**
     * @param builtinList path of modules.builtin
     */
    ModuleReader(Reading reading, Optional<String> builtinList) {
        this.reading = reading;
        this.facts = reading.facts();
        this.files = reading.files();
        this.builtinList = builtinList;
    }

    void read() {
        Map<String, Loaded> loaded = procModules();
        Map<String, Place> builtin = builtinModules();
        List<String> folders = files.list(MODULES).stream()
                .filter(name -> files.isDirectory(TreePaths.join(MODULES, name))).toList();
        boolean tells = !loaded.isEmpty()
                || folders.stream().anyMatch(name -> files.exists(MODULES + '/' + name + "/initstate"));
        for (String name : folders) {
            reading.progress().check();
            readFolder(name, loaded.remove(name.replace('-', '_')), builtin.remove(name.replace('-', '_')), tells);
        }
        loaded.forEach((name, line) -> {
            KernelModule module = reading.catalog().module(name);
            facts.choose(module, KERNEL_MODULE__LOADED, Optional.of(Answer.said(true, line.place(), line.line())));
            facts.choose(module, KERNEL_MODULE__BUILTIN, Optional.of(Answer.said(false, line.place(), line.line())));
            facts.choose(module, KERNEL_MODULE__REFERENCE_COUNT, references(line));
        });
        builtin.forEach((name, place) -> {
            KernelModule module = reading.catalog().module(name);
            facts.choose(module, KERNEL_MODULE__BUILTIN, Optional.of(Answer.said(true, place, name)));
            facts.choose(module, KERNEL_MODULE__LOADED, Optional.of(Answer.said(true, place, name)));
        });
    }

    private void readFolder(String name, Loaded loaded, Place builtin, boolean tells) {
        String folder = TreePaths.join(MODULES, name);
        Attributes attributes = reading.attributes(folder);
        KernelModule module = reading.catalog().module(name);
        Optional<Answer> listed = Optional.ofNullable(builtin).map(place -> Answer.said(true, place, name));
        Optional<Answer> line = Optional.ofNullable(loaded).map(each -> Answer.said(false, each.place(), each.line()));
        facts.choose(module, KERNEL_MODULE__BUILTIN, byFolder(attributes, tells && loaded == null), line, listed);
        facts.choose(module, KERNEL_MODULE__LOADED, Optional.of(Answer.said(true, Place.file(folder), name)));
        facts.choose(module, KERNEL_MODULE__REFERENCE_COUNT, attributes.decimal("refcnt", Integer.MAX_VALUE),
                loaded == null ? Optional.empty() : references(loaded));
        readParameters(module, TreePaths.join(folder, "parameters"));
        String drivers = TreePaths.join(folder, "drivers");
        for (String driver : files.list(drivers)) {
            if (driver.startsWith("pci:")) {
                Place place = Place.file(TreePaths.join(drivers, driver));
                Driver known = reading.catalog().driver(driver.substring(4));
                known.setState(DriverState.REGISTERED);
                if (known.getModule() == null || known.getModule() != module) {
                    facts.evidence(known, DRIVER__MODULE.getName(), Answer.said(module, place, driver));
                }
                if (known.getModule() == null) {
                    known.setModule(module);
                }
            }
        }
    }

    private static Optional<Answer> byFolder(Attributes attributes, boolean tells) {
        for (String name : List.of("initstate", "refcnt")) {
            if (attributes.files().exists(attributes.path(name))) {
                return Optional.of(Answer.said(false, Place.file(attributes.path(name)), name + " is there"));
            }
        }
        return tells ? Optional.of(Answer.said(true, Place.file(attributes.folder()), "there is no file initstate"))
                : Optional.empty();
    }

    /** A kernel that cannot unload modules prints a hyphen (kernel/module/procfs.c, print_unload_info, Linux 6.12). */
    private static Optional<Answer> references(Loaded loaded) {
        if (loaded.references().isPresent() && loaded.references().getAsLong() <= Integer.MAX_VALUE) {
            return Optional.of(Answer.said(loaded.references().getAsLong(), loaded.place(), loaded.line()));
        }
        return loaded.line().split(" ")[2].equals("-") ? Optional.empty()
                : Optional.of(Answer.unreadable(loaded.place(), "a reference count was expected as third word"));
    }

    private void readParameters(KernelModule module, String folder) {
        for (String name : files.list(folder)) {
            ModuleParameter parameter = BindscopeFactory.eINSTANCE.createModuleParameter();
            parameter.setName(XmlText.of(name));
            if (files.read(TreePaths.join(folder, name), 1 << 16) instanceof FileTree.Present present) {
                String text = XmlText.decode(present.bytes());
                parameter.setValue(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
            }
            module.getParameters().add(parameter);
        }
    }

    /** Lines of name, size, references, users, state and address. */
    private Map<String, Loaded> procModules() {
        Map<String, Loaded> loaded = new HashMap<>();
        int number = 0;
        for (String line : lines(PROC_MODULES)) {
            Place place = Place.line(PROC_MODULES, ++number);
            String[] words = line.split(" ");
            if (words.length < 3) {
                facts.problem(org.bindscope.model.ProblemSeverity.WARNING, place,
                        PROC_MODULES + ": name, size and reference count were expected; the line was left out.");
                continue;
            }
            loaded.put(words[0], new Loaded(place, line, Numbers.decimal(words[2])));
        }
        return loaded;
    }

    /** Lines of paths such as kernel/drivers/pci/pcie/portdrv.ko. */
    private Map<String, Place> builtinModules() {
        Map<String, Place> modules = new HashMap<>();
        int number = 0;
        for (String line : builtinList.map(this::lines).orElse(new String[0])) {
            number++;
            String name = TreePaths.name(line.strip());
            int suffix = name.indexOf(".ko");
            if (suffix > 0) {
                modules.putIfAbsent(name.substring(0, suffix).replace('-', '_'), Place.line(builtinList.get(), number));
            }
        }
        return modules;
    }

    private String[] lines(String path) {
        return files.read(path, Integer.MAX_VALUE) instanceof FileTree.Present present && present.bytes().length > 0
                ? XmlText.decode(present.bytes()).split("\n") : new String[0];
    }
}
