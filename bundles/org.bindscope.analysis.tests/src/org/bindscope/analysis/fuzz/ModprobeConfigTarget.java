// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.modprobe.ConfigText;
import org.bindscope.analysis.modprobe.KernelCommandLine;
import org.bindscope.analysis.modprobe.ModprobeConfig;

/**
 * What must hold for any files of modprobe.d and any kernel command line: they are read, and every line that
 * is not understood is reported once. Entry point of coverage-guided fuzzing, see {@code releng/fuzz}.
 */
public final class ModprobeConfigTarget {

    private ModprobeConfigTarget() {
    }

    /**
     * Tries one input.
     *
     * @param data two files and a command line, parted by bytes 0
     */
    public static void fuzzerTestOneInput(byte[] data) {
        String[] texts = new String(data, StandardCharsets.UTF_8).split("\0", 3);
        KernelCommandLine commandLine = KernelCommandLine.parse(texts.length > 2 ? texts[2] : "");
        ModprobeConfig config = ModprobeConfig.of(List.of(new ConfigText("etc/modprobe.d/a.conf", texts[0]),
                new ConfigText("usr/lib/modprobe.d/b.conf", texts.length > 1 ? texts[1] : "")),
                Optional.of(new ConfigText("modules.softdep", texts[0])), commandLine);
        for (String module : List.of("vfio_pci", "nouveau", "")) {
            config.blacklisted(module);
            config.denied(module);
            config.softdep(module);
            config.install(module);
            config.options(module);
            config.aliases(module);
        }
    }
}
