// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import org.bindscope.model.IdEntry;
import org.bindscope.model.KernelModule;
import org.bindscope.model.Machine;
import org.bindscope.model.Provenance;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;
import org.bindscope.snapshot.SnapshotException;
import org.bindscope.snapshot.Machines;
import org.bindscope.snapshot.TarBuilder;
import org.bindscope.testsupport.CorpusFiles;
import org.junit.jupiter.api.Test;

/** Facts of the kernel, its modules and configuration. */
class KernelFactsTest {

    private static TarBuilder machine() {
        return new TarBuilder().function("sys/devices/pci0000:00/0000:00:01.0", "8086", "10d3", "020000");
    }

    private static Provenance provenance(TarBuilder tar) throws SnapshotException {
        return tar.open().machine().getProvenance();
    }

    @Test
    void theReleaseIsToldByWhatIsThere() throws SnapshotException {
        assertEquals("6.12.1-a", provenance(machine().file("proc/sys/kernel/osrelease", "6.12.1-a\n")).getKernelRelease());
        assertEquals("6.1.0-50-arm64", provenance(machine().file("proc/version",
                "Linux version 6.1.0-50-arm64 (x@y) (gcc)\n")).getKernelRelease());
        assertEquals("5.4.0", provenance(machine().file("uname.txt", "Linux host 5.4.0 #1 SMP x86_64 GNU/Linux\n"))
                .getKernelRelease());
        assertEquals("5.10.0", provenance(machine().file("dmesg.txt", "[    0.000000] x\n[    0.000000] Linux version 5.10.0 (a)\n"))
                .getKernelRelease());
        assertEquals("4.19.0-x", provenance(machine().file("lib/modules/4.19.0-x/modules.dep", "")).getKernelRelease());
        assertNull(provenance(machine().file("lib/modules/4.19.0-x/modules.dep", "")
                .file("lib/modules/5.0/modules.dep", "")).getKernelRelease());
    }

    @Test
    void theArchitectureIsNeverGuessed() throws SnapshotException {
        assertEquals("ppc64le", provenance(machine().file("proc/version",
                "Linux version 4.18.0-80.el8.ppc64le (x)\n")).getArchitecture());
        assertEquals("aarch64", provenance(machine().file("proc/version",
                "Linux version 6.17.0-1014-nvidia (b@h) (aarch64-linux-gnu-gcc-13 (Ubuntu) 13.3.0)\n")).getArchitecture());
        assertEquals("aarch64", provenance(machine().file("proc/cpuinfo",
                "processor\t: 0\nFeatures\t: fp asimd evtstrm\n")).getArchitecture());
        assertEquals("x86_64", provenance(machine().file("proc/sys/kernel/arch", "x86_64\n")).getArchitecture());
        assertNull(provenance(machine().file("proc/cpuinfo", "cpu\t\t: POWER9, altivec supported\n")).getArchitecture());
        assertNull(provenance(machine().file("proc/cpuinfo", "flags\t\t: fpu vme lm\n")).getArchitecture());
        assertEquals(Optional.of("x86_64"), Architecture.ofRelease("5.14.0-362.el9.x86_64+debug"));
        assertEquals(Optional.of("ppc64le"), Architecture.ofConfig("#\nCONFIG_PPC64=y\nCONFIG_CPU_LITTLE_ENDIAN=y\n"));
    }

    @Test
    void modulesAreLoadedOrBuiltInOrNotToldWhich() throws SnapshotException {
        Machine machine = machine().file("sys/module/e1000e/initstate", "live\n").file("sys/module/e1000e/refcnt", "2\n")
                .file("sys/module/e1000e/parameters/debug", "-1\n").file("sys/module/pcieportdrv/uevent", "")
                .link("sys/module/pcieportdrv/drivers/pci:pcieport", "../x")
                .file("proc/modules", "igb 1 0 - Live 0x0\n").file("proc/version", "Linux version 6.12 (x)\n")
                .file("lib/modules/6.12/modules.builtin", "kernel/drivers/usb/host/xhci-pci.ko\n").open().machine();
        KernelModule e1000e = module(machine, "e1000e");
        assertTrue(e1000e.isLoaded());
        assertTrue(e1000e.isSetBuiltin() && !e1000e.isBuiltin());
        assertEquals(2, e1000e.getReferenceCount());
        assertEquals("-1", e1000e.getParameters().get(0).getValue());
        assertTrue(module(machine, "pcieportdrv").isBuiltin());
        assertEquals("pcieport", module(machine, "pcieportdrv").getDrivers().get(0).getName());
        assertTrue(module(machine, "igb").isLoaded() && !module(machine, "igb").isBuiltin());
        assertTrue(module(machine, "xhci_pci").isBuiltin());
        Machine partial = machine().link("sys/module/vfio_pci/drivers/pci:vfio-pci", "../x").open().machine();
        assertFalse(module(partial, "vfio_pci").isSetBuiltin());
    }

    private static KernelModule module(Machine machine, String name) {
        return machine.getModules().stream().filter(m -> m.getName().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void idEntriesOfLoadedModulesAreReadWithTheirLines() throws SnapshotException {
        Machine machine = machine().file("sys/module/vfio_pci/initstate", "live\n")
                .file("sys/module/e1000e/initstate", "live\n").file("lib/modules/6.12/modules.alias", """
                        # Aliases
                        alias pci:v00008086d000010D3sv*sd*bc*sc*i* e1000e
                        alias pci:v00008086d00001533sv*sd*bc*sc*i* igb
                        alias pci:v*d*sv*sd*bc01sc06i01* e1000e
                        alias vfio_pci:v*d*sv*sd*bc*sc*i* vfio_pci
                        alias pci:v0000ZZZZd* e1000e
                        """).open().machine();
        List<IdEntry> ids = module(machine, "e1000e").getIds();
        assertEquals(2, ids.size());
        assertEquals(0x10d3, ids.get(0).getDevice());
        assertEquals(0xffffffffL, ids.get(0).getSubvendor());
        assertEquals(0, ids.get(0).getClassMask());
        assertEquals(2, ids.get(0).getLine());
        assertEquals("lib/modules/6.12/modules.alias", ids.get(0).getFile());
        assertEquals(0x010601, ids.get(1).getClassCode());
        assertEquals(0xffffff, ids.get(1).getClassMask());
        assertTrue(module(machine, "vfio_pci").getIds().get(0).isOverrideOnly());
        assertTrue(machine.getProblems().stream().anyMatch(p -> p.isSetLine() && p.getLine() == 6));
    }

    @Test
    void builtInModulesWithADriverGiveTheirAliasesFromModinfo() throws SnapshotException {
        Machine machine = machine().file("sys/module/x/initstate", "live\n")
                .link("sys/module/nvme/drivers/pci:nvme", "../x")
                .file("lib/modules/6.18/modules.builtin.modinfo",
                        "nvme.description=two\nlines\0nvme.alias=pci:v*d*sv*sd*bc01sc08i02*\0ahci.alias=pci:v*d*sv*sd*bc01sc06i01*\0")
                .open().machine();
        assertEquals(1, module(machine, "nvme").getIds().size());
        assertEquals(3, module(machine, "nvme").getIds().get(0).getLine());
        assertEquals("nvme.alias=pci:v*d*sv*sd*bc01sc08i02*", text(machine, "lib/modules/6.18/modules.builtin.modinfo")
                .getText().split("\n")[2]);
    }

    private static TextFile text(Machine machine, String path) {
        return machine.getTextFiles().stream().filter(t -> t.getPath().equals(path)).findFirst().orElseThrow();
    }

    @Test
    void everyAliasOfARealKernelParses() throws Exception {
        Machine machine = Machines.open(CorpusFiles.require("qemu/A-01-coldplug.tar.gz").toString()).machine();
        assertTrue(machine.getProblems().stream().noneMatch(p -> p.getFile().endsWith("modules.alias")));
        assertTrue(module(machine, "e1000e").getIds().size() > 100);
        assertEquals(module(machine, "e1000e"), machine.getDrivers().stream()
                .filter(d -> d.getName().equals("e1000e")).findFirst().orElseThrow().getModule());
    }

    @Test
    void configurationComesOnceAndAMaskedFileIsEmpty() throws SnapshotException {
        Machine machine = machine().link("lib", "usr/lib").file("usr/lib/modprobe.d/a.conf", "blacklist x\n")
                .link("etc/modprobe.d/a.conf", "/dev/null").file("etc/modprobe.d/notes.txt", "no").open().machine();
        List<TextFile> files = machine.getTextFiles().stream()
                .filter(t -> t.getKind() == TextFileKind.MODPROBE_CONFIG).toList();
        assertEquals(List.of("etc/modprobe.d/a.conf", "usr/lib/modprobe.d/a.conf"),
                files.stream().map(TextFile::getPath).toList());
        assertEquals("", files.get(0).getText());
        assertFalse(files.get(0).isUnreadable());
        assertEquals("blacklist x\n", files.get(1).getText());
    }

    @Test
    void listsOfAnotherKernelAreLeftOut() throws SnapshotException {
        Machine machine = machine().file("proc/version", "Linux version 6.12 (x)\n")
                .file("lib/modules/5.0/modules.alias", "alias pci:v*d*sv*sd*bc*sc*i* x\n").open().machine();
        assertTrue(machine.getTextFiles().isEmpty());
        assertTrue(machine.getProblems().stream().anyMatch(p -> p.getMessage().contains("has no folder of the kernel 6.12")));
    }

    @Test
    void cpuMapsTurnIntoLists() {
        assertEquals(Optional.of("0-3"), NumaReader.cpuList("00000000,0000000f"));
        assertEquals(Optional.of("0,2,32-35"), NumaReader.cpuList("f,00000005"));
        assertEquals(Optional.of(""), NumaReader.cpuList("0"));
        assertEquals(Optional.empty(), NumaReader.cpuList("x"));
    }
}
