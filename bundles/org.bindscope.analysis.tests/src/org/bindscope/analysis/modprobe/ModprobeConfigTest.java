// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.modprobe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class ModprobeConfigTest {

    private static ModprobeConfig config(String commandLine, String... pathsAndTexts) {
        List<ConfigText> files = new java.util.ArrayList<>();
        for (int i = 0; i < pathsAndTexts.length; i += 2) {
            files.add(new ConfigText(pathsAndTexts[i], pathsAndTexts[i + 1]));
        }
        return ModprobeConfig.of(files, Optional.empty(), KernelCommandLine.parse(commandLine));
    }

    @Test
    void theFirstDirectoryWinsAFileNameAndFilesMergeInNameOrder() {
        ModprobeConfig config = config("", "usr/lib/modprobe.d/b.conf", "options vfio-pci ids=1:1\n",
                "etc/modprobe.d/b.conf", "options vfio_pci ids=2:2\n", "lib/modprobe.d/a.conf", "options vfio-pci ids=3:3\n");
        assertEquals(List.of("3:3", "2:2"), config.parameter("vfio-pci", "ids").stream()
                .map(ModprobeConfig.Parameter::value).toList());
        assertEquals(List.of("usr/lib/modprobe.d/b.conf"), config.shadowed());
    }

    @Test
    void linesContinueAndKeepTheirFirstLineAsPlace() {
        ModprobeConfig config = config("", "etc/modprobe.d/x.conf",
                "# comment\n\nsoftdep nvme \\\n  pre: vfio-pci \\\n post: late\nblacklist nouveau\n");
        Directive.Softdep softdep = config.softdep("nvme").orElseThrow();
        assertEquals(List.of("vfio_pci"), softdep.pre());
        assertEquals(List.of("late"), softdep.post());
        assertEquals(3, softdep.place().line());
        assertEquals(6, config.blacklisted("nouveau").orElseThrow().place().line());
    }

    @Test
    void malformedLinesAreProblemsAndTheRestCounts() {
        ModprobeConfig config = config("", "etc/modprobe.d/x.conf",
                "blacklist\nblacklist a b\nalias only\noptions vfio-pci\nfoo bar\ninstall x\nblacklist good\n",
                "etc/modprobe.d/vfio", "options vfio-pci ids=1:1\n");
        assertEquals(7, config.problems().size());
        assertTrue(config.blacklisted("good").isPresent());
        assertTrue(config.options("vfio_pci").isEmpty());
        assertTrue(config.problems().stream().anyMatch(problem -> problem.message().contains(".conf")));
    }

    @Test
    void commandLineGivesBlacklistsDenialsAndOptions() {
        ModprobeConfig config = config("quiet modprobe.blacklist=nouveau,snd-hda-intel module_blacklist=vfio-pci,xhci_pci "
                + "vfio-pci.ids=10de:1db1,10de:1db5 foo.bar=\"a b\" iommu=pt");
        assertTrue(config.blacklisted("snd_hda_intel").isPresent());
        assertTrue(config.denied("xhci_pci").isPresent());
        assertTrue(config.denied("vfio_pci").isEmpty());
        assertEquals("10de:1db1,10de:1db5", config.parameter("vfio_pci", "ids").get(0).value());
        assertEquals("a b", config.parameter("foo", "bar").get(0).value());
        assertEquals("pt", KernelCommandLine.parse("iommu=off iommu=pt").value("iommu").orElseThrow());
    }
}
