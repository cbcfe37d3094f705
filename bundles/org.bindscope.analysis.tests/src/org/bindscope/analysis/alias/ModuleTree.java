// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes a module tree for the real depmod and modprobe: one small ELF object with a .modinfo section a module. */
public final class ModuleTree {

    /** Name of the release below lib/modules. */
    public static final String RELEASE = "6.0.0-test";

    private ModuleTree() {
    }

    /**
     * Writes modules and runs depmod.
     *
     * @param root  empty folder
     * @param lines aliases in their order
     */
    public static void write(Path root, List<AliasLine> lines) throws IOException, InterruptedException {
        Path kernel = Files.createDirectories(root.resolve("lib/modules/" + RELEASE + "/kernel"));
        Files.createDirectories(root.resolve("etc/modprobe.d"));
        Map<String, StringBuilder> modules = new LinkedHashMap<>();
        for (AliasLine line : lines) {
            modules.computeIfAbsent(line.module(), name -> new StringBuilder("name=" + name + "\0"))
                    .append("alias=").append(line.pattern()).append('\0');
        }
        StringBuilder order = new StringBuilder();
        for (Map.Entry<String, StringBuilder> module : modules.entrySet()) {
            order.append("kernel/").append(module.getKey()).append(".ko\n");
            Files.write(kernel.resolve(module.getKey() + ".ko"),
                    elf(module.getValue().toString().getBytes(StandardCharsets.ISO_8859_1)));
        }
        Files.writeString(kernel.resolveSibling("modules.order"), order);
        Files.writeString(kernel.resolveSibling("modules.builtin"), "");
        Process depmod = new ProcessBuilder("depmod", "-b", root.toString(), RELEASE).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        if (depmod.waitFor() != 0) {
            throw new IllegalStateException("depmod failed");
        }
    }

    /** A little-endian 64-bit relocatable object with the sections .modinfo, .shstrtab, .strtab and .symtab. */
    private static byte[] elf(byte[] modinfo) {
        byte[] names = "\0.modinfo\0.shstrtab\0.strtab\0.symtab\0".getBytes(StandardCharsets.ISO_8859_1);
        int modinfoAt = 64;
        int namesAt = modinfoAt + modinfo.length;
        int stringsAt = namesAt + names.length;
        int symbolsAt = (stringsAt + 1 + 7) / 8 * 8;
        int headersAt = symbolsAt + 24;
        ByteBuffer out = ByteBuffer.allocate(headersAt + 5 * 64).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] { 0x7f, 'E', 'L', 'F', 2, 1, 1 }).position(16);
        out.putShort((short) 1).putShort((short) 62).putInt(1).putLong(0).putLong(0).putLong(headersAt).putInt(0)
                .putShort((short) 64).putShort((short) 0).putShort((short) 0).putShort((short) 64).putShort((short) 5)
                .putShort((short) 2);
        out.position(modinfoAt);
        out.put(modinfo).put(names).position(headersAt + 64);
        section(out, 1, 1, modinfoAt, modinfo.length, 0, 0);
        section(out, 10, 3, namesAt, names.length, 0, 0);
        section(out, 20, 3, stringsAt, 1, 0, 0);
        section(out, 28, 2, symbolsAt, 24, 3, 24);
        return out.array();
    }

    private static void section(ByteBuffer out, int name, int type, int at, int size, int link, int entry) {
        out.putInt(name).putInt(type).putLong(2).putLong(0).putLong(at).putLong(size).putInt(link).putInt(link == 0 ? 0 : 1)
                .putLong(1).putLong(entry);
    }

    /**
     * Runs a command.
     *
     * @param command program and arguments
     * @return its standard output
     */
    public static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        process.getInputStream().transferTo(bytes);
        process.waitFor();
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether kmod's programs are installed. */
    public static boolean kmodInstalled() {
        return java.util.Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "modprobe")))
                && java.util.Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "depmod")));
    }
}
