// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import org.bindscope.analysis.alias.AliasLine;
import org.bindscope.analysis.alias.CapturedText;
import org.bindscope.analysis.alias.ModulesAliasFile;
import org.bindscope.analysis.alias.PciAlias;
import org.bindscope.model.TextFileKind;

/** Times a what-if on a big server: 530 functions, the aliases of a Debian kernel, 60 registered drivers. */
public final class WhatIfBenchmark {

    private static final int DEVICES = 530;
    private static final int DRIVERS = 60;

    private WhatIfBenchmark() {
    }

    /**
     * Prints the best of 40 runs, processor time of the thread.
     *
     * @param args none
     */
    public static void main(String[] args) {
        String aliases = CapturedText.modulesAlias();
        List<AliasLine> lines = ModulesAliasFile.parse("modules.alias", aliases).lines();
        List<String> modules = lines.stream().filter(line -> line.pattern().startsWith("pci:v")).map(AliasLine::module).distinct()
                .limit(DRIVERS).toList();
        TestMachine machine = new TestMachine("6.12").text(TextFileKind.MODULES_ALIAS, "modules.alias", aliases);
        modules.forEach(module -> machine.driver(module, module));
        machine.driver("vfio-pci", "vfio_pci");
        List<PciAlias> pci = lines.stream().flatMap(line -> PciAlias.parse(line.pattern()).stream())
                .filter(alias -> alias.prefix().equals(PciAlias.PCI) && alias.device() >= 0 && alias.vendor() >= 0).toList();
        Random random = new Random(1);
        for (int i = 0; i < DEVICES; i++) {
            PciAlias alias = pci.get(random.nextInt(pci.size()));
            machine.device(String.format(Locale.ROOT, "0000:%02x:%02x.%d", i / 32, i % 32, 0), String.format(Locale.ROOT, "%04x:%04x",
                    alias.vendor(), alias.device()), "020000", null);
        }
        MatchAnalysis captured = machine.analysis();
        captured.verdicts();
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 40; i++) {
            MatchAnalysis supposed = captured.with(List.of(new WhatIf.SetOverride("0000:00:01.0", "vfio-pci"),
                    new WhatIf.Unload(modules.get(3)), new WhatIf.Load("nvme")));
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            supposed.verdicts();
            best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
        }
        System.out.printf(Locale.ROOT, "what-if for %d devices and %d drivers: %.1f ms%n", DEVICES, DRIVERS + 1, best / 1e6);
    }
}
