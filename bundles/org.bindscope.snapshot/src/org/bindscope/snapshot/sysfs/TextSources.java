// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bindscope.model.ProblemSeverity;
import org.bindscope.model.SnapshotKind;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.FileTree.EntryKind;
import org.bindscope.snapshot.facts.ProblemSink;
import org.bindscope.snapshot.facts.Statements;
import org.bindscope.snapshot.text.BugReport;
import org.bindscope.snapshot.text.LspciText;
import org.bindscope.snapshot.text.NodeDevices;
import org.bindscope.snapshot.text.TextKind;
import org.bindscope.snapshot.text.UdevDatabase;
import org.bindscope.snapshot.tree.ContentRules;
import org.bindscope.snapshot.tree.TreePaths;

/**
 * The texts of one input that say something of PCI functions, in the order of their weight: the folder
 * proc/bus/pci, udev's database, outputs of lspci, descriptions of libvirt, reports of a graphics driver.
 */
final class TextSources {

    private static final int MAX_TEXT = 64 << 20;
    private static final int MAX_IN_FOLDER = 200;
    private static final List<TextKind> ORDER = List.of(TextKind.UDEV_DATABASE, TextKind.LSPCI, TextKind.NODE_DEVICES,
            TextKind.BUG_REPORT);

    /**
     * A text that was found.
     *
     * @param path where it stands
     * @param kind what it is
     * @param text its content
     */
    record Found(String path, TextKind kind, String text) {
    }

    private final Reading reading;
    private final FileTree files;
    private List<Found> found;

    TextSources(Reading reading) {
        this.reading = reading;
        this.files = reading.files();
    }

    /** What they say, those of more weight first. */
    List<Statements> read() {
        List<Statements> all = new ArrayList<>();
        if (reading.input().kind() != SnapshotKind.LIVE) {
            all.add(new ProcBusPci(reading).read());
        }
        Map<TextKind, List<Found>> byKind = new EnumMap<>(TextKind.class);
        find().forEach(found -> byKind.computeIfAbsent(found.kind(), key -> new ArrayList<>()).add(found));
        ProblemSink problems = (place, message) -> reading.facts().problem(ProblemSeverity.WARNING, place, message);
        for (TextKind kind : ORDER) {
            for (Found found : byKind.getOrDefault(kind, List.of())) {
                reading.progress().check();
                all.addAll(statements(found, problems));
            }
        }
        return all;
    }

    private static List<Statements> statements(Found found, ProblemSink problems) {
        return switch (found.kind()) {
            case UDEV_DATABASE -> List.of(UdevDatabase.read(found.path(), found.text(), 1, problems));
            case LSPCI -> List.of(LspciText.read(found.path(), found.text(), 1, problems));
            case NODE_DEVICES -> List.of(NodeDevices.read(found.path(), found.text(), 1, problems));
            case BUG_REPORT -> BugReport.sections(found.text()).stream().filter(BugReport::isLspci)
                    .map(section -> LspciText.read(found.path(), section.content(), section.firstLine(), problems)).toList();
            default -> List.of();
        };
    }

    /** Texts at the top, in folders of sosreport, and the input itself where it is one text. They are looked for once. */
    List<Found> find() {
        if (found == null) {
            found = look();
        }
        return found;
    }

    private List<Found> look() {
        List<Found> found = new ArrayList<>();
        Optional<String> file = reading.input().file();
        if (file.isPresent()) {
            reading.input().text().ifPresent(kind -> text(file.get())
                    .ifPresent(text -> found.add(new Found(file.get(), kind, text))));
            return found;
        }
        if (reading.input().kind() == SnapshotKind.LIVE) {
            return found;
        }
        Set<String> seen = new HashSet<>();
        for (String folder : ContentRules.textFolders()) {
            files.list(folder).stream().limit(MAX_IN_FOLDER).forEach(name -> {
                String path = TreePaths.join(folder, name);
                Optional<String> real = files.resolve(path).filter(at -> files.kind(at).filter(EntryKind.FILE::equals).isPresent());
                if (real.isPresent() && seen.add(real.get())) {
                    text(real.get()).ifPresent(text -> TextKind.of(text)
                            .ifPresent(kind -> found.add(new Found(real.get(), kind, text))));
                }
            });
        }
        return found;
    }

    /** A text, which may be compressed alone, as nvidia-bug-report.sh leaves it. */
    private Optional<String> text(String path) {
        if (!(files.read(path, MAX_TEXT) instanceof FileTree.Present present)) {
            return Optional.empty();
        }
        try {
            return TextKind.unpacked(present.bytes(), MAX_TEXT);
        } catch (IOException e) {
            reading.warning(path, path + " was left out: the compressed text is cut or damaged.");
            return Optional.empty();
        }
    }
}
