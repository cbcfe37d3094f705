// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.save;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

import org.bindscope.model.FactState;
import org.bindscope.model.Machine;
import org.bindscope.model.SnapshotKind;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.Machines;
import org.bindscope.snapshot.Progress;
import org.bindscope.snapshot.ReadOptions;
import org.bindscope.snapshot.Snapshot;
import org.bindscope.snapshot.SnapshotReader;
import org.bindscope.snapshot.TarBuilder;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotWriterTest {

    private static final String DEVICE = "sys/bus/pci/devices/0000:00:01.0/";

    static Stream<Path> inputs() {
        return Stream.of(CorpusFiles.list("qemu", ".tar.gz"), CorpusFiles.list("sysfs", ".tar.gz", ".tar.xz", ".tar.bz2"),
                CorpusFiles.list("synthetic", ".tar.xz")).flatMap(list -> list.stream());
    }

    static byte[] saved(Snapshot snapshot, Compression form) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new SnapshotWriter(Optional.empty(), Progress.none()).write(snapshot, form, out);
        return out.toByteArray();
    }

    static Snapshot open(byte[] archive) throws Exception {
        return new SnapshotReader().open("saved", new ByteArrayInputStream(archive), ReadOptions.defaults(), Progress.none());
    }

    /** Where the archive lies and how it was packed says nothing about the machine. */
    static Machine withoutSource(Machine machine) {
        machine.getProvenance().setSource("");
        machine.getProvenance().setKind(SnapshotKind.ARCHIVE);
        machine.getProvenance().getInputs().clear();
        return machine;
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("inputs")
    void aSavedMachineOpensAgainEqual(Path input) throws Exception {
        Snapshot before = Machines.open(input.toString());
        Snapshot after = open(saved(before, Compression.GZIP));
        assertTrue(ModelEquality.equal(withoutSource(before.machine()), withoutSource(after.machine())), input.toString());
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void everyFormOpens(Compression form) throws Exception {
        Snapshot small = open(new TarBuilder().file(DEVICE + "vendor", "0x10de\n").file(DEVICE + "device", "0x1db5\n").tar());
        Snapshot again = open(saved(small, form));
        assertEquals(0x10de, Machines.function(again.machine(), "0000:00:01.0").getVendorId());
        assertEquals(Optional.of(form), Compression.of("x" + form.ending()));
    }

    @Test
    void theSameSnapshotGivesTheSameBytes() throws Exception {
        Snapshot small = open(new TarBuilder().file(DEVICE + "vendor", "0x10de\n").tar());
        assertArrayEquals(saved(small, Compression.XZ), saved(small, Compression.XZ));
    }

    @Test
    void whatCouldNotBeReadWhenItWasCapturedIsUnreadableAndNotAbsent() throws Exception {
        byte[] capture = new TarBuilder().file(DEVICE + "vendor", "0x10de\n").file(DEVICE + "device", "0x1db5\n")
                .file("bindscope-capture/unreadable", "/" + DEVICE + "driver_override\tInput/output error\n").tar();
        Snapshot snapshot = open(capture);
        assertEquals(Optional.of(FactState.UNREADABLE),
                Machines.state(Machines.function(snapshot.machine(), "0000:00:01.0"), "driverOverride"));
        FileTree.Unreadable reason = assertInstanceOf(FileTree.Unreadable.class,
                snapshot.files().read(DEVICE + "driver_override", 100));
        assertEquals("Input/output error when it was captured", reason.reason());
        Snapshot again = open(saved(snapshot, Compression.NONE));
        assertEquals(reason, again.files().read(DEVICE + "driver_override", 100));
    }

    @Test
    void filesThatNoReaderOpensAreLeftOut() throws Exception {
        Snapshot snapshot = open(new TarBuilder().file(DEVICE + "vendor", "0x10de\n").file(DEVICE + "rom", "secret")
                .file("etc/shadow", "root:x\n").tar());
        String tar = new String(saved(snapshot, Compression.NONE), StandardCharsets.ISO_8859_1);
        assertTrue(tar.contains("vendor"));
        assertEquals(-1, tar.indexOf("secret"));
        assertEquals(-1, tar.indexOf("root:x"));
    }

    @Test
    void savingStopsWhenTheUserSaysSo() throws Exception {
        Snapshot snapshot = open(new TarBuilder().file(DEVICE + "vendor", "0x10de\n").tar());
        Progress stopped = new Progress() {
            @Override
            public void task(String text) {
                // Nobody watches.
            }

            @Override
            public void worked(double fraction) {
                // Nobody watches.
            }

            @Override
            public boolean isCancelled() {
                return true;
            }
        };
        assertThrows(CancellationException.class, () -> new SnapshotWriter(Optional.empty(), stopped).write(snapshot,
                Compression.NONE, new ByteArrayOutputStream()));
    }
}
