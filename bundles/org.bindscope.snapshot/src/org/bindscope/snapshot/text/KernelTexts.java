// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import java.util.Optional;

import org.bindscope.snapshot.facts.Numbers;

/** Tells the files of /proc that people send alone. */
final class KernelTexts {

    private static final int LINES = 50;

    private KernelTexts() {
    }

    /** The kind of a text, by the form of its first lines. */
    static Optional<TextKind> of(String head) {
        TextLines lines = new TextLines(head, 1);
        int modules = 0;
        int ranges = 0;
        int count = 0;
        while (count < LINES && lines.advance() && lines.terminated()) {
            String line = lines.line();
            if (count == 0 && line.startsWith("Linux ") && line.contains(" #") && line.split(" ").length > 4) {
                return Optional.of(TextKind.UNAME);
            }
            modules += isModule(line) ? 1 : 0;
            ranges += isRange(line) ? 1 : 0;
            count++;
        }
        if (count == 0 || modules < count && ranges < count) {
            return Optional.empty();
        }
        return Optional.of(modules == count ? TextKind.PROC_MODULES : TextKind.IOMEM);
    }

    /** For example "vfio_pci 16384 0 - Live 0x0000000000000000" (kernel/module/procfs.c, Linux 6.12). */
    private static boolean isModule(String line) {
        String[] words = line.split(" ");
        return words.length >= 6 && Numbers.decimal(words[1]).isPresent() && words[5].startsWith("0x")
                && (words[4].equals("Live") || words[4].equals("Loading") || words[4].equals("Unloading"));
    }

    /** For example "000a0000-000bffff : PCI Bus 0000:00" (kernel/resource.c, Linux 6.12). */
    private static boolean isRange(String line) {
        String text = line.strip();
        int dash = text.indexOf('-');
        int colon = text.indexOf(" : ");
        return dash > 0 && colon > dash && Numbers.hex(text, 0, dash).isPresent() && Numbers.hex(text, dash + 1, colon).isPresent();
    }
}
