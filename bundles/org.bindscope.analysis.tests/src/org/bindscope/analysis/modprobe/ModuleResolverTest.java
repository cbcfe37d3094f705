// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.modprobe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bindscope.analysis.alias.ModaliasIndex;
import org.bindscope.analysis.alias.ModulesAliasFile;
import org.bindscope.analysis.alias.ModuleTree;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleResolverTest {

    private static final String NVME = "pci:v0000144Dd0000A808sv0000144Dsd0000A801bc01sc08i02";
    private static final String ALIASES = "alias pci:v*d*sv*sd*bc01sc08i02* nvme\nalias pci:v0000144Dd*sv*sd*bc*sc*i* vendor\n"
            + "alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci\n";
    private static final String DEP = "kernel/vfio-pci.ko: kernel/vfio-pci-core.ko kernel/vfio.ko\nkernel/vfio-pci-core.ko: kernel/vfio.ko\n"
            + "kernel/vfio.ko:\nkernel/nvme.ko: kernel/nvme-core.ko\nkernel/nvme-core.ko:\nkernel/vendor.ko:\n";

    @TempDir
    Path root;

    private static LoadPlan plan(String conf, String commandLine) {
        ModuleInventory inventory = ModuleInventory.parse(Optional.of(new ConfigText("modules.dep", DEP)),
                Optional.of(new ConfigText("modules.builtin", "kernel/ahci.ko\n")));
        return new ModuleResolver(new ModaliasIndex(ModulesAliasFile.parse("modules.alias", ALIASES).lines()),
                new ModaliasIndex(List.of()), ModprobeConfig.of(List.of(new ConfigText("etc/modprobe.d/x.conf", conf)),
                        Optional.empty(), KernelCommandLine.parse(commandLine)), inventory).resolve(NVME);
    }

    private static List<String> actions(LoadPlan plan) {
        return plan.decisions().stream().map(decision -> decision.module() + " " + decision.action()).toList();
    }

    @Test
    void everyModuleIsLoadedWithItsDependenciesFirst() {
        assertEquals(List.of("nvme_core", "nvme", "vendor"), plan("", "").loaded());
    }

    @Test
    void softdepLoadsBeforeAndBlacklistDropsOnlyAliasHits() {
        assertEquals(List.of("vfio", "vfio_pci_core", "vfio_pci", "nvme_core", "nvme"),
                plan("softdep nvme pre: vfio-pci absent\nblacklist vendor\nblacklist vfio-pci\n", "").loaded());
        assertEquals(List.of("nvme BLACKLISTED", "vendor LOAD"), actions(plan("", "modprobe.blacklist=nvme")));
    }

    @Test
    void anAliasOfModprobeDHidesAllModuleAliases() {
        assertEquals(List.of("vfio", "vfio_pci_core", "vfio_pci"), plan("alias pci:v0000144D* vfio-pci\n", "").loaded());
        assertEquals(List.of("off OFF"), actions(plan("alias pci:v0000144D* off\n", "")));
    }

    @Test
    void installRunsItsCommandUnlessASoftdepExists() {
        assertEquals(List.of("nvme_core LOAD", "nvme COMMAND", "vendor LOAD"), actions(plan("install nvme /bin/false\n", "")));
        assertEquals(List.of("nvme_core LOAD", "nvme LOAD", "vendor LOAD"),
                actions(plan("install nvme /bin/false\nsoftdep nvme pre: absent\n", "")));
    }

    @Test
    void theKernelItselfRefusesByTheExactName() {
        assertEquals(List.of("nvme_core LOAD", "nvme DENIED", "vendor LOAD"), actions(plan("", "module_blacklist=nvme")));
    }

    @Test
    void loadsInTheOrderOfTheRealModprobe() throws Exception {
        Assumptions.assumeTrue(ModuleTree.kmodInstalled(), "skipped: modprobe and depmod are not installed");
        String aliases = ALIASES + "alias x nvme_core\nalias y vfio\nalias z late\n";
        ModuleTree.write(root, ModulesAliasFile.parse("modules.alias", aliases).lines());
        String dep = Files.readString(root.resolve("lib/modules/" + ModuleTree.RELEASE + "/modules.dep"));
        int checked = 0;
        for (String conf : List.of("", "softdep nvme pre: vfio-pci post: late\n", "blacklist nvme\n", "blacklist vendor\n",
                "install vendor /bin/echo\n", "softdep vendor pre: nvme\n", "softdep nvme pre: late\nsoftdep late pre: vfio\n",
                "alias pci:v0000144D* vendor\n", "softdep nvme pre: vfio-pci\nblacklist vfio-pci\n")) {
            Path file = Files.writeString(root.resolve("etc/modprobe.d/x.conf"), conf);
            List<String> command = new ArrayList<>(List.of("modprobe", "-C", file.getParent().toString(), "-d", root.toString(),
                    "-S", ModuleTree.RELEASE, "-n", "-v", "-b", NVME));
            String real = ModuleTree.run(command).lines().map(line -> line.startsWith("insmod")
                    ? line.substring(line.lastIndexOf('/') + 1).replace(".ko", "").strip() : "command")
                    // A dry run loads nothing, so a module that two requests need is shown twice.
                    .distinct().collect(Collectors.joining(" "));
            LoadPlan plan = new ModuleResolver(new ModaliasIndex(ModulesAliasFile.parse("modules.alias", aliases).lines()),
                    new ModaliasIndex(List.of()), ModprobeConfig.of(List.of(new ConfigText("etc/modprobe.d/x.conf", conf)),
                            Optional.empty(), KernelCommandLine.parse("")),
                    ModuleInventory.parse(Optional.of(new ConfigText("modules.dep", dep)), Optional.empty())).resolve(NVME);
            String mine = plan.decisions().stream().flatMap(decision -> switch (decision.action()) {
                case LOAD -> java.util.stream.Stream.of(decision.module());
                case COMMAND -> java.util.stream.Stream.of("command");
                default -> java.util.stream.Stream.empty();
            }).collect(Collectors.joining(" "));
            assertEquals(real, mine, conf);
            checked++;
        }
        assertEquals(9, checked);
    }
}
