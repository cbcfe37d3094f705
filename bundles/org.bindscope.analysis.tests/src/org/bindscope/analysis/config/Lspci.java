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

/** Runs lspci on bytes that a test gives it as a hexadecimal dump. */
final class Lspci {

    /** Functions of one domain: 256 buses of 32 devices. */
    private static final int DOMAIN = 0x2000;

    private Lspci() {
    }

    /**
     * What lspci prints about each function, in the order given.
     *
     * @param folder where the dump may be written
     * @param spaces at most 65536 x 8192 functions
     * @return lines of each function, without the tabs in front
     */
    static List<List<String>> decode(Path folder, List<byte[]> spaces) throws IOException, InterruptedException {
        StringBuilder dump = new StringBuilder();
        HexFormat hex = HexFormat.of();
        for (int i = 0; i < spaces.size(); i++) {
            dump.append(hex.toHexDigits(i / DOMAIN, 4)).append(':').append(hex.toHexDigits((byte) (i % DOMAIN / 32)))
                    .append(':').append(hex.toHexDigits((byte) (i % 32))).append(".0 dump\n");
            byte[] bytes = spaces.get(i);
            for (int at = 0; at < bytes.length; at += 16) {
                dump.append(hex.toHexDigits(at, at > 0xff ? 3 : 2)).append(':');
                for (int b = at; b < Math.min(at + 16, bytes.length); b++) {
                    dump.append(' ').append(hex.toHexDigits(bytes[b]));
                }
                dump.append('\n');
            }
            dump.append('\n');
        }
        Path file = Files.writeString(folder.resolve("dump.txt"), dump);
        Path out = folder.resolve("out.txt");
        Process process;
        try {
            process = new ProcessBuilder("lspci", "-D", "-nn", "-vvv", "-F", file.toString())
                    .redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            assumeTrue(false, "skipped without lspci: " + e.getMessage());
            return List.of();
        }
        assertEquals(0, process.waitFor());
        List<List<String>> functions = new ArrayList<>();
        for (String line : Files.readString(out, StandardCharsets.ISO_8859_1).split("\n")) {
            if (!line.isEmpty() && !Character.isWhitespace(line.charAt(0))) {
                functions.add(new ArrayList<>());
            }
            // lspci 3.9.0 forgets the line end behind a capability that it prints nothing about.
            for (String part : line.split("(?<=\\S)\\s+(?=Capabilities: \\[)")) {
                if (!part.isBlank()) {
                    functions.get(functions.size() - 1).add(part.strip());
                }
            }
        }
        assertEquals(spaces.size(), functions.size(), "functions that lspci shows");
        return functions;
    }
}
