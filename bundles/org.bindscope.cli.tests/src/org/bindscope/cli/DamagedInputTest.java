// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

import org.bindscope.devicetree.FdtChecker;
import org.bindscope.training.Samples;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.XZInputStream;

/**
 * Samples with bytes changed at random places: every command answers or refuses in one line. The
 * number of rounds is small; the property {@code bindscope.damage.rounds} raises it.
 */
class DamagedInputTest {

    private static final int ROUNDS = Integer.getInteger("bindscope.damage.rounds", 4);
    private static final String[][] COMMANDS = {{"inspect"}, {"match", "--format", "json"}, {"groups"}, {"nvlink"},
        {"findings"}, {"plan", "--bind", "0004:03:00.0=vfio-pci", "--unbind", "0005:01:00.0"}};
    private static final Map<String, byte[]> CONTENT = new HashMap<>();

    @TempDir
    private Path folder;

    /** A sample without its compression, so that a changed byte reaches what is inside. */
    private static byte[] content(String name) {
        return CONTENT.computeIfAbsent(name, key -> {
            try (InputStream in = Samples.machine(key).orElseThrow().open()) {
                byte[] bytes = in.readAllBytes();
                InputStream plain = bytes[0] == 0x1f ? new GZIPInputStream(new ByteArrayInputStream(bytes))
                        : bytes[0] == (byte) 0xfd ? new XZInputStream(new ByteArrayInputStream(bytes))
                        : new ByteArrayInputStream(bytes);
                return plain.readAllBytes();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"sequoia", "sequoia-dtb", "minsky", "qemu-pseries", "qemu-powernv9"})
    void everyCommandAnswersOrRefusesInOneLine(String sample) throws IOException {
        int answered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long seed = sample.hashCode() * 31L + round;
            Random random = new Random(seed);
            byte[] bytes = content(sample).clone();
            int changes = 1 + random.nextInt(3000);
            int[] places = places(bytes);
            for (int i = 0; i < changes; i++) {
                int at = places.length == 0 ? random.nextInt(bytes.length) : places[random.nextInt(places.length)];
                byte before = bytes[at];
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : '0' + random.nextInt(75));
                if (places.length == 0 && FdtChecker.check(bytes).isPresent()) {
                    bytes[at] = before;
                }
            }
            Path file = Files.write(folder.resolve(sample), bytes);
            for (String[] command : COMMANDS) {
                String[] words = new String[command.length + 1];
                System.arraycopy(command, 0, words, 0, command.length);
                words[command.length] = file.toString();
                Run run = Run.of(words);
                answered += run.status() < 2 ? 1 : 0;
                check(run, String.join(" ", command) + " " + sample + " seed " + seed);
            }
        }
        assertTrue(answered > ROUNDS * COMMANDS.length / 2, sample + ": only " + answered + " answers");
    }

    /** Offsets of what files of a tar hold; empty for a blob. The headers carry checksums and stay. */
    private static int[] places(byte[] tar) {
        IntStream.Builder places = IntStream.builder();
        for (int at = 0; at + 512 <= tar.length && tar[at + 257] == 'u' && tar[at + 258] == 's';) {
            int size = 0;
            for (int i = at + 124; i < at + 135; i++) {
                size = size * 8 + (tar[i] - '0');
            }
            // Small files are attributes, where a byte matters; of large ones only the beginning. The content of
            // extension headers (types x and L) is part of the archive's own structure.
            boolean file = tar[at + 156] == '0' || tar[at + 156] == 0;
            for (int i = 0; file && i < Math.min(size, 2048); i++) {
                places.add(at + 512 + i);
            }
            at += 512 + (size + 511) / 512 * 512;
        }
        return places.build().toArray();
    }

    private static void check(Run run, String what) {
        assertFalse(run.err().contains("internal error"), what + ": " + run.err());
        assertTrue(run.status() >= 0 && run.status() <= 2, what);
        if (run.status() == 2) {
            assertEquals("", run.out(), what);
            assertEquals(1, run.err().lines().count(), what + ": " + run.err());
        }
        run.out().codePoints().forEach(c -> assertTrue(c == '\n' || !Character.isISOControl(c), what));
        if (what.contains("json")) {
            assertTrue(run.status() == 2 || run.json() != null, what);
        }
    }
}
