// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.redact;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

import org.bindscope.devicetree.Fdt;
import org.bindscope.devicetree.FdtReader;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class RedactorTest {

    private static final String CONFIG = "sys/devices/pci0000:00/0000:00:01.0/config";

    private final Redactor redactor = new Redactor(new Pseudonyms("key", false), Optional.of("tyrell"));

    private String text(String file, String text) {
        return new String(redactor.redact(file, text.getBytes(StandardCharsets.UTF_8)).orElseThrow(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mlx5_core 0000:01:00.0: MAC 0c:42:a1:5e:00:17 up|0c:42:a1:5e:00:17",
        "E: ID_NET_NAME_MAC=enx0c42a15e0017|0c42a15e0017",
        "root=UUID=6f9619ff-8b86-d011-b42d-00cf4fc964ff ro|6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        "GPU 0: Tesla V100 (UUID: GPU-6f9619ff-8b86-d011-b42d-00cf4fc964ff)|6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        "E: ID_SERIAL_SHORT=S3X9NX0M|S3X9NX0M",
        "<serial>0324917</serial>|0324917",
        "    Serial Number                         : 0324917|0324917",
        "usb 1-1: SerialNumber: AB12|AB12",
        "\t\t\t[SN] Serial number: MT2022X|MT2022X",
        "Capabilities: [150] Device Serial Number 0c-42-a1-ff-ff-5e-00-17|0c-42-a1-ff-ff-5e-00-17",
        "systemd[1]: Hostname set to <tyrell>.|tyrell"})
    void whatIdentifiesIsReplacedAndAlwaysByTheSame(String line, String secret) {
        String once = text("dmesg.txt", line);
        assertFalse(once.contains(secret), once);
        assertEquals(once, text("proc/cmdline", line));
        assertEquals(line.substring(0, line.indexOf(secret)), once.substring(0, line.indexOf(secret)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000:01:00.0 10de:1db5", "pci 0000:00:1c.0: bridge window [mem 0xdf000000-0xdf0fffff 64bit]",
        "usb usb1: SerialNumber: 0000:00:14.0", "Serial: 8250/16550 driver, 4 ports", "pci:v000010DEd00001DB5sv*sd*bc*sc*i*",
        "vfio_pci: add [10de:1c82[ffffffff:ffffffff]] class 0x000000/00000000", "tyrellian", "<serial>N/A</serial>"})
    void whatMatchingReadsStays(String line) {
        assertEquals(line, text("dmesg.txt", line));
    }

    @Test
    void listsOfAKernelStay() {
        byte[] list = "alias tyrell 0c:42:a1:5e:00:17\n".getBytes(StandardCharsets.UTF_8);
        assertSame(list, redactor.redact("lib/modules/6.1.0/modules.alias", list).orElseThrow());
    }

    @Test
    void theSerialNumberInConfigurationSpaceIsThatOfTheText() {
        byte[] config = new byte[4096];
        System.arraycopy(HexFormat.of().parseHex("030001001700 5effffa1420c".replace(" ", "")), 0, config, 0x100, 12);
        byte[] out = redactor.redact(CONFIG, config).orElseThrow();
        assertNotEquals(-1, Arrays.mismatch(config, out));
        String line = text("lspci.txt", "Device Serial Number 0c-42-a1-ff-ff-5e-00-17");
        byte[] number = Arrays.copyOfRange(out, 0x104, 0x10c);
        StringBuilder dashed = new StringBuilder();
        for (int i = 7; i >= 0; i--) {
            dashed.append(i == 7 ? "" : "-").append(HexFormat.of().toHexDigits(number[i]));
        }
        assertEquals("Device Serial Number " + dashed, line);
        Arrays.fill(config, 0x104, 0x10c, (byte) 0);
        Arrays.fill(out, 0x104, 0x10c, (byte) 0);
        assertArrayEquals(config, out);
    }

    @Test
    void theVendorsPartStaysWhenAsked() {
        Redactor keeping = new Redactor(new Pseudonyms("key", true), Optional.empty());
        String line = new String(keeping.redact("dmesg.txt", "0c:42:a1:5e:00:17".getBytes(StandardCharsets.UTF_8)).orElseThrow(),
                StandardCharsets.UTF_8);
        assertTrue(line.startsWith("0c:42:a1:"), line);
        assertNotEquals("0c:42:a1:5e:00:17", line);
    }

    @Test
    void aHexDumpKeepsItsFormAndLosesItsSerialNumber() {
        StringBuilder dump = new StringBuilder("0000:01:00.0 3D controller [0302]: NVIDIA [10de:1db5]\n");
        byte[] config = new byte[4096];
        config[0x100] = 3;
        config[0x102] = 1;
        Arrays.fill(config, 0x104, 0x10c, (byte) 0x5a);
        for (int at = 0; at < config.length; at += 16) {
            dump.append(at < 0x100 ? HexFormat.of().toHexDigits(at, 2) : HexFormat.of().toHexDigits(at, 3)).append(": ")
                    .append(HexFormat.ofDelimiter(" ").formatHex(config, at, at + 16)).append('\n');
        }
        String before = dump + "\n0000:02:00.0 again\n00: de 10 b5 1d 00 00 10 00 a1 00 02 03 00 00 00 00\n";
        String after = text("lspci.txt", before);
        assertEquals(before.length(), after.length());
        assertFalse(after.contains("5a 5a 5a 5a"));
        assertEquals(before.replaceAll("(?m)^100: .*$", ""), after.replaceAll("(?m)^100: .*$", ""));
    }

    @Test
    void aPackedLogIsLookedThroughAndADamagedOneLeftOut() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("Serial Number : 0324917\n".getBytes(StandardCharsets.UTF_8));
        }
        byte[] log = packed.toByteArray();
        assertTrue(redactor.redact("nvidia-bug-report.log.gz", log).isPresent());
        assertEquals(1, redactor.report().entries().size());
        assertTrue(redactor.redact("nvidia-bug-report.log.gz", Arrays.copyOf(log, log.length / 2)).isEmpty());
    }

    @Test
    void aDeviceTreeBlobKeepsItsFormAndLosesItsSerialNumbers() throws Exception {
        byte[] blob = Files.readAllBytes(CorpusFiles.require("synthetic/ac922-8335-gth-4gpu.dtb"));
        byte[] out = redactor.redact("sys/firmware/fdt", blob).orElseThrow();
        assertEquals(blob.length, out.length);
        assertNotEquals(-1, Arrays.mismatch(blob, out));
        Fdt tree = FdtReader.read(out);
        assertEquals(FdtReader.read(blob).nodeCount(), tree.nodeCount());
        String before = new String(FdtReader.read(blob).root().property("system-id").orElseThrow().value(), StandardCharsets.UTF_8);
        assertFalse(new String(out, StandardCharsets.ISO_8859_1).contains(before.replace("\0", "")), before);
    }

    @Test
    void theFolderOfAHostLosesItsName() {
        String path = redactor.path("etc/pve/nodes/tyrell/qemu-server/100.conf");
        assertTrue(path.startsWith("etc/pve/nodes/host-") && path.endsWith("/qemu-server/100.conf"), path);
        assertEquals("etc/tyrellian", redactor.path("etc/tyrellian"));
    }

    @Property(tries = 500)
    void anyConfigurationSpaceIsTakenAndKeepsItsLength(@ForAll @Size(max = 600) byte[] bytes) {
        assertEquals(bytes.length, redactor.redact(CONFIG, bytes).orElseThrow().length);
    }

    @Property(tries = 500)
    void anyTextIsTaken(@ForAll String text) {
        redactor.redact("dmesg.txt", text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
}
