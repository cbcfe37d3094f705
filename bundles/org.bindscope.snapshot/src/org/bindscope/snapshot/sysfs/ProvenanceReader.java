// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.bindscope.model.Provenance;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Facts;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.tree.TreePaths;

/** Reads which kernel the snapshot describes and how it was started. */
final class ProvenanceReader {

    private static final List<String> UNAME = List.of("uname.txt", "uname", "sos_commands/kernel/uname_-a");
    static final List<String> LOGS = List.of("dmesg.txt", "dmesg", "sos_commands/kernel/dmesg");
    /** What hwloc-gather-topology writes of the system calls that no file shows: lines of a name and a value. */
    private static final String GATHERED = "proc/hwloc-nofile-info";
    private static final int MAX = 16 << 20;
    private static final int MAX_CPUINFO_LINES = 64;

    private final Reading reading;
    private final FileTree files;

    ProvenanceReader(Reading reading) {
        this.reading = reading;
        this.files = reading.files();
    }

    void read(Provenance provenance) {
        Facts facts = reading.facts();
        Optional<Answer> version = reading.attributes("proc").text("version");
        Optional<Answer> osrelease = reading.attributes("proc/sys/kernel").text("osrelease");
        Optional<Answer> uname = firstLine(UNAME, "Linux ");
        Optional<Answer> log = firstLine(LOGS, "Linux version ");

        Optional<Object> release = facts.choose(provenance, PROVENANCE__KERNEL_RELEASE, osrelease,
                derived(version, Architecture::releaseOf), derived(uname, ProvenanceReader::releaseOfUname),
                gathered("OSRelease: "), derived(log, Architecture::releaseOf));
        facts.choose(provenance, PROVENANCE__KERNEL_VERSION, version);
        facts.choose(provenance, PROVENANCE__COMMAND_LINE, reading.attributes("proc").text("cmdline"), loggedCommandLine());
        facts.choose(provenance, PROVENANCE__ARCHITECTURE, reading.attributes("proc/sys/kernel").text("arch"),
                derived(uname, Architecture::ofUname), gathered("Architecture: "), derived(version, Architecture::ofVersion),
                derived(osrelease, Architecture::ofRelease), derived(log, Architecture::ofVersion),
                ofConfig(release.map(Object::toString)), cpuInfo());
    }

    /** What the name of the modules' folder tells where no input tells more. */
    void readModulesFolder(Provenance provenance) {
        if (provenance.getKernelRelease() == null) {
            reading.facts().choose(provenance, PROVENANCE__KERNEL_RELEASE, onlyModulesFolder());
        }
        if (provenance.getArchitecture() == null) {
            reading.facts().choose(provenance, PROVENANCE__ARCHITECTURE,
                    ofConfig(Optional.ofNullable(provenance.getKernelRelease())),
                    derived(onlyModulesFolder(), Architecture::ofRelease));
        }
    }

    private Optional<Answer> gathered(String label) {
        return derived(firstLine(List.of(GATHERED), label), line -> line.startsWith(label) && line.length() > label.length()
                ? Optional.of(line.substring(label.length()).strip()) : Optional.empty());
    }

    /** The same place and text with a value worked out from it; nothing where it tells nothing. */
    private static Optional<Answer> derived(Optional<Answer> source, Function<String, Optional<String>> rule) {
        return source.filter(Answer::isSaid).flatMap(answer -> rule.apply((String) answer.value())
                .map(value -> Answer.said(value, answer.place(), answer.text())));
    }

    /** What uname -a prints is system, host, release and more; uname -r the release alone. */
    private static Optional<String> releaseOfUname(String line) {
        String[] words = line.strip().split(" +");
        return words.length > 2 && words[0].equals("Linux") ? Optional.of(words[2]) : Optional.empty();
    }

    /** The first line of the first of these files that holds a text. */
    private Optional<Answer> firstLine(List<String> paths, String wanted) {
        for (String path : paths) {
            if (files.read(path, MAX) instanceof FileTree.Present present) {
                // An input that is one file has it under its own name, and a link from here.
                Optional<Answer> line = lineWith(files.resolve(path).orElse(path), XmlText.decode(present.bytes()), wanted);
                if (line.isPresent()) {
                    return line;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Answer> lineWith(String path, String text, String wanted) {
        int at = text.indexOf(wanted);
        if (at < 0) {
            return Optional.empty();
        }
        int start = text.lastIndexOf('\n', at) + 1;
        int end = text.indexOf('\n', at);
        String line = text.substring(start, end < 0 ? text.length() : end);
        int number = 1 + (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
        return Optional.of(Answer.said(line, Place.line(path, number), line));
    }

    private Optional<Answer> loggedCommandLine() {
        if (files.exists("proc/cmdline")) {
            return Optional.empty();
        }
        String intro = "ommand line: ";
        return derived(firstLine(LOGS, intro),
                line -> Optional.of(line.substring(line.indexOf(intro) + intro.length())));
    }

    /** With one folder of modules the kernel was most likely that one; with several nothing is told. */
    private Optional<Answer> onlyModulesFolder() {
        for (String folder : List.of("lib/modules", "usr/lib/modules")) {
            List<String> names = files.list(folder);
            // A folder of a kernel has its release as name, which begins with a digit.
            if (names.size() == 1 && Character.isDigit(names.get(0).charAt(0)) && files.isDirectory(TreePaths.join(folder, names.get(0)))) {
                return Optional.of(Answer.said(names.get(0), Place.file(TreePaths.join(folder, names.get(0))),
                        names.get(0)));
            }
        }
        return Optional.empty();
    }

    private Optional<Answer> ofConfig(Optional<String> release) {
        if (release.isEmpty()) {
            return Optional.empty();
        }
        for (String path : List.of("boot/config-" + release.get(), "lib/modules/" + release.get() + "/config")) {
            if (files.read(path, MAX) instanceof FileTree.Present present) {
                Optional<String> machine = Architecture.ofConfig(XmlText.decode(present.bytes()));
                if (machine.isPresent()) {
                    return machine.map(value -> Answer.said(value, Place.file(path), value));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Answer> cpuInfo() {
        String path = "proc/cpuinfo";
        if (files.read(path, MAX) instanceof FileTree.Present present) {
            String[] lines = XmlText.decode(present.bytes()).split("\n", MAX_CPUINFO_LINES);
            for (int i = 0; i < lines.length; i++) {
                Optional<String> machine = Architecture.ofCpuInfo(lines[i].lines().findFirst().orElse(""));
                if (machine.isPresent()) {
                    return Optional.of(Answer.said(machine.get(), Place.line(path, i + 1), lines[i]));
                }
            }
        }
        return Optional.empty();
    }
}
