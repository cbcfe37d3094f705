// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares with lspci, which reads the same bytes from a hexadecimal dump. */
class LspciComparisonTest {

    private static final List<String> ACS_WORDS = List.of("SrcValid", "TransBlk", "ReqRedir", "CmpltRedir",
            "UpstreamFwd", "EgressCtrl", "DirectTrans");

    @TempDir
    Path folder;

    @Test
    void agreesWithLspciOnGeneratedSpaces() throws Exception {
        List<byte[]> spaces = new ArrayList<>();
        Random random = new Random(20);
        for (int i = 0; i < 200; i++) {
            spaces.add(generate(random));
        }
        assertEquals(expected(spaces), lspci(spaces));
    }

    private static byte[] generate(Random random) {
        ConfigBytes config = ConfigBytes.endpoint(4096, 0x8086, 0x1500 + random.nextInt(16));
        PcieType type = random.nextBoolean() ? PcieType.ENDPOINT : PcieType.RC_ENDPOINT;
        TreeSet<Integer> places = new TreeSet<>();
        while (places.size() < 4) {
            places.add(0x40 + 0x30 * random.nextInt(4));
        }
        List<Integer> order = new ArrayList<>(places);
        java.util.Collections.shuffle(order, random);
        config.capability(order.get(0), ConfigSpace.CAP_PM, 3, 0);
        config.capability(order.get(1), ConfigSpace.CAP_PCIE, 2 | type.code() << 4);
        if (random.nextBoolean()) {
            config.capability(order.get(2), ConfigSpace.CAP_MSIX, 3, 0);
        }
        if (random.nextBoolean()) {
            config.capability(order.get(3), 0x0b, 0, 0);
        }
        config.extended(0x100, 3, 1);
        int offset = 0x100 + 0x10 * (2 + random.nextInt(100));
        config.acs(offset, random.nextInt(0x80), random.nextInt(0x80));
        if (random.nextBoolean()) {
            config.extended(offset + 0x100, ConfigSpace.ECAP_SRIOV, 1, 0, 0, 0, 0, 1, 0, 0, 0, 8, 0, 8, 0,
                    random.nextInt(8), 0, 0, 0, 0x80, 0, 2, 0, 0, 0, random.nextInt(256), 0x15);
        }
        return config.bytes();
    }

    private static List<String> expected(List<byte[]> spaces) {
        List<String> lines = new ArrayList<>();
        for (byte[] bytes : spaces) {
            ConfigSpace space = ConfigSpace.of(bytes);
            for (Capability capability : space.capabilities()) {
                lines.add("[" + HexFormat.of().toHexDigits((byte) capability.offset()) + "]");
            }
            for (Capability capability : space.extendedCapabilities()) {
                lines.add("[" + HexFormat.of().toHexDigits(capability.offset(), 3) + " v"
                        + capability.version() + "]");
                if (capability.id() == ConfigSpace.ECAP_ACS) {
                    AcsCapability acs = space.acs().asOptional().orElseThrow();
                    lines.add("ACSCap:" + words(acs.capability()));
                    lines.add("ACSCtl:" + words(acs.control()));
                }
                if (capability.id() == ConfigSpace.ECAP_SRIOV) {
                    SriovCapability sriov = space.sriov().asOptional().orElseThrow();
                    lines.add("VF offset: " + sriov.firstVf() + ", stride: " + sriov.stride() + ", Device ID: "
                            + HexFormat.of().toHexDigits((short) sriov.vfDeviceId()));
                }
            }
        }
        return lines;
    }

    private static String words(int value) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < ACS_WORDS.size(); bit++) {
            text.append(' ').append(ACS_WORDS.get(bit)).append((value >> bit & 1) != 0 ? '+' : '-');
        }
        return text.toString();
    }

    private List<String> lspci(List<byte[]> spaces) throws IOException, InterruptedException {
        StringBuilder dump = new StringBuilder();
        for (int i = 0; i < spaces.size(); i++) {
            HexFormat hex = HexFormat.of();
            dump.append(hex.toHexDigits((byte) (i / 32))).append(':').append(hex.toHexDigits((byte) (i % 32)))
                    .append(".0 dump\n");
            byte[] bytes = spaces.get(i);
            for (int at = 0; at < bytes.length; at += 16) {
                dump.append(hex.toHexDigits(at, at > 0xff ? 3 : 2)).append(':');
                for (int b = 0; b < 16; b++) {
                    dump.append(' ').append(hex.toHexDigits(bytes[at + b]));
                }
                dump.append('\n');
            }
            dump.append('\n');
        }
        Path file = Files.writeString(folder.resolve("dump.txt"), dump);
        Path out = folder.resolve("out.txt");
        Process process;
        try {
            process = new ProcessBuilder("lspci", "-n", "-vvv", "-F", file.toString())
                    .redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            assumeTrue(false, "skipped without lspci: " + e.getMessage());
            return List.of();
        }
        assertEquals(0, process.waitFor());
        List<String> lines = new ArrayList<>();
        for (String line : Files.readString(out, StandardCharsets.UTF_8).split("\n")) {
            String text = line.strip();
            if (text.startsWith("Capabilities: [")) {
                lines.add(text.substring(14, text.indexOf(']') + 1));
            } else if (text.startsWith("ACSCap:") || text.startsWith("ACSCtl:")) {
                lines.add(text.replace('\t', ' '));
            } else if (text.startsWith("VF offset:")) {
                lines.add(text);
            }
        }
        return lines;
    }
}
