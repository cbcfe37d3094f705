// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.IdEntry;
import org.bindscope.model.KernelModule;
import org.bindscope.model.ProblemSeverity;
import org.bindscope.model.text.XmlText;
import org.bindscope.snapshot.FileTree;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.Place;

/**
 * Reads the PCI id entries that modules in the kernel publish: lines of {@code modules.alias}, and from
 * Linux 6.18 on, records of {@code modules.builtin.modinfo} (driver-match specification 12.3). The file
 * is scanned as bytes, since it has tens of thousands of lines and few of them count.
 */
final class AliasReader {

    private static final byte[] PCI = "alias pci:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VFIO = "alias vfio_pci:".getBytes(StandardCharsets.US_ASCII);
    private static final String[] TAGS = {"v", "d", "sv", "sd", "bc", "sc", "i"};
    private static final long ANY = 0xffffffffL;

    private final Reading reading;

    AliasReader(Reading reading) {
        this.reading = reading;
    }

    /** Reads modules.alias. */
    void readAliases(String path) {
        byte[] bytes = bytes(path);
        int line = 0;
        for (int start = 0; start < bytes.length;) {
            line++;
            int end = lineEnd(bytes, start, false);
            if (starts(bytes, start, end, PCI) || starts(bytes, start, end, VFIO)) {
                int space = end - 1;
                while (space > start && bytes[space] != ' ') {
                    space--;
                }
                String module = text(bytes, space + 1, end);
                if (space > start + "alias ".length()) {
                    add(module, text(bytes, start + "alias ".length(), space), path, line);
                }
            }
            start = end + 1;
        }
    }

    /** Reads modules.builtin.modinfo, whose records end with NUL and can hold line feeds. */
    void readModinfo(String path) {
        byte[] bytes = bytes(path);
        int line = 0;
        for (int start = 0; start < bytes.length;) {
            line++;
            int end = lineEnd(bytes, start, true);
            int dot = start;
            while (dot < end && bytes[dot] != '.' && bytes[dot] != '=') {
                dot++;
            }
            String rest = dot < end && bytes[dot] == '.' && dot + 7 < end && bytes[dot + 1] == 'a'
                    ? text(bytes, dot + 1, end) : "";
            if (rest.startsWith("alias=pci:") || rest.startsWith("alias=vfio_pci:")) {
                add(text(bytes, start, dot), rest.substring("alias=".length()), path, line);
            }
            start = end + 1;
        }
    }

    private byte[] bytes(String path) {
        return reading.files().read(path, Integer.MAX_VALUE) instanceof FileTree.Present present ? present.bytes()
                : new byte[0];
    }

    private static int lineEnd(byte[] bytes, int from, boolean nul) {
        int at = from;
        while (at < bytes.length && bytes[at] != '\n' && !(nul && bytes[at] == 0)) {
            at++;
        }
        return at;
    }

    private static boolean starts(byte[] bytes, int from, int end, byte[] prefix) {
        if (end - from < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[from + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Only modules that are loaded, and built-in ones that have a driver on the bus. */
    private void add(String module, String alias, String file, int line) {
        KernelModule owner = reading.catalog().modules().get(module.replace('-', '_'));
        if (owner == null || owner.getDrivers().isEmpty() && (!owner.isLoaded() || owner.isBuiltin())) {
            return;
        }
        Optional<IdEntry> entry = parse(alias);
        if (entry.isEmpty()) {
            reading.facts().problem(ProblemSeverity.WARNING, Place.line(file, line),
                    file + ": a PCI alias of the form pci:v*d*sv*sd*bc*sc*i* was expected; the line was left out.");
            return;
        }
        entry.get().setText(XmlText.of(alias));
        entry.get().setFile(XmlText.of(file));
        entry.get().setLine(line);
        owner.getIds().add(entry.get());
    }

    /** Fields have fixed widths or are one asterisk (scripts/mod/file2alias.c, do_pci_entry). */
    static Optional<IdEntry> parse(String alias) {
        long[] values = new long[TAGS.length];
        boolean[] given = new boolean[TAGS.length];
        int at = alias.indexOf(':') + 1;
        for (int i = 0; i < TAGS.length; i++) {
            if (!alias.startsWith(TAGS[i], at)) {
                return Optional.empty();
            }
            at += TAGS[i].length();
            if (at < alias.length() && alias.charAt(at) == '*') {
                at++;
                continue;
            }
            int width = i < 4 ? 8 : 2;
            OptionalLong value = Numbers.hex(alias, at, at + width);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values[i] = value.getAsLong();
            given[i] = true;
            at += width;
        }
        // file2alias ends every alias with an asterisk: the last field's own, or one more.
        if (at < alias.length() && !alias.substring(at).equals("*")) {
            return Optional.empty();
        }
        IdEntry entry = BindscopeFactory.eINSTANCE.createIdEntry();
        entry.setVendor(given[0] ? values[0] : ANY);
        entry.setDevice(given[1] ? values[1] : ANY);
        entry.setSubvendor(given[2] ? values[2] : ANY);
        entry.setSubdevice(given[3] ? values[3] : ANY);
        entry.setClassCode(values[4] << 16 | values[5] << 8 | values[6]);
        entry.setClassMask((given[4] ? 0xff0000L : 0) | (given[5] ? 0xff00L : 0) | (given[6] ? 0xffL : 0));
        entry.setOverrideOnly(alias.startsWith("vfio_pci:"));
        return Optional.of(entry);
    }
}
