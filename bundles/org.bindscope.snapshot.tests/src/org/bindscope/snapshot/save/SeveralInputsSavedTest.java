// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.save;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.bindscope.model.Evidence;
import org.bindscope.model.Machine;
import org.bindscope.model.Problem;
import org.bindscope.model.SnapshotInput;
import org.bindscope.model.SnapshotKind;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.snapshot.SnapshotSource;
import org.bindscope.snapshot.TarBuilder;
import org.bindscope.snapshot.inputs.MixedInputs;
import org.bindscope.snapshot.redact.Pseudonyms;
import org.bindscope.snapshot.redact.Redactor;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A machine of any inputs, saved as one archive, opens again equal: facts, sources, contradictions, problems. */
class SeveralInputsSavedTest {

    static Stream<List<String>> kindsAndMixes() {
        List<List<String>> all = new ArrayList<>(MixedInputs.names().stream().map(List::of).toList());
        all.add(List.of("capture", "lspci", "udev", "blob", "smi", "nodedev", "hwloc", "sos"));
        all.add(List.of("lspci", "udev"));
        all.add(List.of("sos", "capture", "bugreport"));
        all.add(List.of("modules", "lspci", "log", "modprobe"));
        all.add(List.of("hwloc", "smi", "nccl", "iomem", "uname"));
        all.add(List.of("lspci", "lspci", "capture", "capture"));
        all.add(List.of("blob", "smi"));
        return all.stream();
    }

    private static Snapshot open(List<String> names) throws Exception {
        List<SnapshotSource> sources = new ArrayList<>();
        for (String name : names) {
            byte[] bytes = MixedInputs.bytes(name);
            sources.add(SnapshotSource.of("home/rachael/" + sources.size() + '/' + MixedInputs.fileName(name), () -> new ByteArrayInputStream(bytes)));
        }
        return new SnapshotReader().open(sources, ReadOptions.defaults(), Progress.none());
    }

    private static byte[] saved(Snapshot snapshot, Optional<Redactor> redactor) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SnapshotWriter(redactor, Progress.none()).write(snapshot, Compression.NONE, out);
        return out.toByteArray();
    }

    /** In which folder an input lay, and that a lone tree has the archive's name now, says nothing about the machine. */
    private static Machine comparable(Machine machine, boolean lone) {
        machine.getProvenance().setSource("");
        for (SnapshotInput input : machine.getProvenance().getInputs()) {
            input.setSource(lone ? "" : input.getSource().substring(input.getSource().lastIndexOf('/') + 1));
        }
        return machine;
    }

    @ParameterizedTest
    @MethodSource("kindsAndMixes")
    void aSavedMachineOpensAgainEqual(List<String> names) throws Exception {
        Snapshot before = open(names);
        byte[] archive = saved(before, Optional.empty());
        Snapshot after = SnapshotWriterTest.open(archive);
        boolean lone = names.size() == 1;
        Machine one = comparable(before.machine(), lone);
        Machine other = comparable(after.machine(), lone);
        assertEquals(one.getProblems().stream().map(SeveralInputsSavedTest::shown).toList(),
                other.getProblems().stream().map(SeveralInputsSavedTest::shown).toList());
        assertEquals(one.getProvenance().getInputs().stream().map(Object::toString).map(SeveralInputsSavedTest::withoutIdentity).toList(),
                other.getProvenance().getInputs().stream().map(Object::toString).map(SeveralInputsSavedTest::withoutIdentity).toList());
        assertTrue(ModelEquality.equal(one, other), names.toString());
        one.eAllContents().forEachRemaining(object -> {
            if (object instanceof Evidence evidence) {
                assertTrue(after.files().exists(evidence.getFile()) || !before.files().exists(evidence.getFile()), evidence.getFile());
            }
        });
        // What was opened from the archive gives the same archive.
        assertArrayEquals(archive, saved(after, Optional.empty()));
        assertFalse(new String(archive, StandardCharsets.ISO_8859_1).contains("rachael"));
    }

    private static String shown(Problem problem) {
        return problem.getFile() + ": " + problem.getMessage();
    }

    private static String withoutIdentity(String text) {
        return text.replaceAll("@[0-9a-f]+", "");
    }

    @ParameterizedTest
    @MethodSource("kindsAndMixes")
    void aRedactedMachineHasTheSameFactsButForWhatIdentifies(List<String> names) throws Exception {
        Snapshot before = open(names);
        byte[] archive = saved(before, Optional.of(new Redactor(new Pseudonyms("key", false), Optional.of("tyrell"))));
        Machine after = SnapshotWriterTest.open(archive).machine();
        assertEquals(MixedInputs.matchingFacts(before.machine()), MixedInputs.matchingFacts(after));
        String text = new String(archive, StandardCharsets.ISO_8859_1);
        for (String secret : MixedInputs.SECRETS) {
            assertFalse(text.contains(secret), secret);
        }
    }

    @Test
    void whatWasLeftOutAtTheFirstOpeningIsStillSaid(@TempDir Path folder) throws Exception {
        Files.write(folder.resolve("lspci.txt"), MixedInputs.bytes("lspci"));
        Files.write(folder.resolve("udev.txt"), MixedInputs.bytes("udev"));
        Files.writeString(folder.resolve("mail.txt"), "Dear sirs\n");
        Snapshot before = new SnapshotReader().open(folder.toString(), ReadOptions.defaults(), Progress.none());
        Machine after = SnapshotWriterTest.open(saved(before, Optional.empty())).machine();
        assertTrue(after.getProblems().stream().anyMatch(problem -> problem.getMessage().contains("mail.txt")));
        assertTrue(ModelEquality.equal(comparable(before.machine(), false), comparable(after, false)));
        Snapshot damaged = SnapshotWriterTest.open(new TarBuilder().file("sys/bus/pci/devices/0000:00:01.0/vendor", "0x10de\n")
                .file("../outside", "x").tar());
        List<String> problems = damaged.machine().getProblems().stream().map(SeveralInputsSavedTest::shown).toList();
        assertTrue(problems.stream().anyMatch(problem -> problem.contains("../outside")), problems.toString());
        assertEquals(problems, SnapshotWriterTest.open(saved(damaged, Optional.empty())).machine().getProblems().stream()
                .map(SeveralInputsSavedTest::shown).toList());
    }

    @Test
    void anUnpackedArchiveIsTheSameMachine(@TempDir Path folder) throws Exception {
        byte[] archive = saved(open(List.of("capture", "lspci", "smi", "blob")), Optional.empty());
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = folder.resolve(entry.getName());
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.write(path, tar.readAllBytes());
                }
            }
        }
        Machine packed = comparable(SnapshotWriterTest.open(archive).machine(), false);
        for (Path given : List.of(folder, folder.resolve("bindscope-snapshot"))) {
            Machine unpacked = comparable(new SnapshotReader().open(given.toString(), ReadOptions.defaults(), Progress.none()).machine(), false);
            assertTrue(ModelEquality.equal(packed, unpacked), given.toString());
        }
    }

    @Test
    void aListThatLiesCostsOnlyWhatItNames() throws Exception {
        TarBuilder tar = new TarBuilder().file("bindscope-snapshot/bindscope-capture/inputs", "tree\tinput-9\tgone.tar\nfile\tinput-1\tlspci\n"
                + "file\tinput-1\ttwice\nfile\t../x\tout\nfile\t\ttop\nfile\tinput-3\tmail\nnonsense\n\tx\t\n");
        tar.file("bindscope-snapshot/input-1/lspci", MixedInputs.bytes("lspci")).file("bindscope-snapshot/input-3/mail", "Dear sirs\n");
        Machine machine = SnapshotWriterTest.open(tar.tar()).machine();
        assertEquals(List.of(SnapshotKind.LSPCI_TEXT), machine.getProvenance().getInputs().stream().map(SnapshotInput::getKind).toList());
        assertEquals(2, machine.getProblems().stream().filter(problem -> problem.getMessage().startsWith("The input ")).count());
    }

    @Test
    void archivesInEachOtherEndSomewhere() throws Exception {
        byte[] inner = MixedInputs.bytes("lspci");
        for (int i = 0; i < 20; i++) {
            inner = new TarBuilder().file("a/inner", inner).tar();
        }
        byte[] nested = inner;
        org.bindscope.snapshot.SnapshotException refused = org.junit.jupiter.api.Assertions.assertThrows(
                org.bindscope.snapshot.SnapshotException.class, () -> SnapshotWriterTest.open(nested));
        assertEquals(1, refused.getMessage().lines().count());
    }

    @Test
    void aBlobOfTheCorpusOpensAgainAsThatBlob() throws Exception {
        Path path = CorpusFiles.require("synthetic/ac922-8335-gth-4gpu.dtb");
        Snapshot blob = new SnapshotReader().open(path.toString(), ReadOptions.defaults(), Progress.none());
        Machine again = SnapshotWriterTest.open(saved(blob, Optional.empty())).machine();
        assertTrue(ModelEquality.equal(comparable(blob.machine(), true), comparable(again, true)));
    }
}
