// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.model.PciFunction;
import org.bindscope.model.TextFileKind;
import org.junit.jupiter.api.Test;

/** R21 and R22: GPUs with NVLinks that go to guests without what they need. */
class NvLinkPassthroughRulesTest {

    private static final NvLinkPartialRule PARTIAL = new NvLinkPartialRule();
    private static final GraceRule GRACE = new GraceRule();
    private static final String MATRIX = "\tGPU0\tGPU1\tCPU Affinity\nGPU0\t X \tNV12\t0-7\nGPU1\tNV12\t X \t0-7\n";

    private static PciFunction device(TestMachine machine, String address, int classCode, int device, String driver) {
        return machine.function(address, function -> {
            function.setClassCode(classCode);
            function.setDeviceId(device);
            if (!driver.isEmpty()) {
                function.setDriver(machine.driver(driver));
            }
        });
    }

    /** Two GPUs joined by a bridge of twelve links. */
    private static TestMachine pair(String first, String second) {
        TestMachine machine = new TestMachine();
        device(machine, "0000:01:00.0", 0x030200, 0x20b5, first);
        device(machine, "0000:02:00.0", 0x030200, 0x20b5, second);
        return machine.text("topo-m.txt", TextFileKind.OTHER, MATRIX);
    }

    /** Two GPUs and two switches. */
    private static TestMachine switched(String firstGpu, String secondGpu, String switches) {
        TestMachine machine = new TestMachine();
        device(machine, "0000:01:00.0", 0x030200, 0x2330, firstGpu);
        device(machine, "0000:02:00.0", 0x030200, 0x2330, secondGpu);
        device(machine, "0000:05:00.0", 0x068000, 0x22a3, switches);
        device(machine, "0000:06:00.0", 0x068000, 0x22a3, switches);
        return machine;
    }

    @Test
    void r21TellsWhichLinksAreCutWhenOneOfTwoJoinedGpusGoes() {
        List<Finding> findings = pair("vfio-pci", "nvidia").run(PARTIAL);
        assertEquals(List.of("R21-nvlink-cut"), findings.stream().map(Finding::rule).toList());
        Finding finding = findings.get(0);
        assertEquals("12 NVLinks have one end that goes to user space and one that stays: "
                + "12 between 0000:01:00.0 and 0000:02:00.0.", finding.summary());
        assertEquals(List.of("0000:01:00.0", "0000:02:00.0"), finding.subjects());
        assertEquals("topo-m.txt:2", finding.evidence().get(0).file());
        assertEquals(List.of(), pair("vfio-pci", "vfio-pci").run(PARTIAL));
        assertEquals(List.of(), pair("nvidia", "nvidia").run(PARTIAL));
    }

    @Test
    void r21WantsTheSwitchesOnOneSideWithAllGpus() {
        assertEquals(List.of(), switched("vfio-pci", "vfio-pci", "vfio-pci").run(PARTIAL));
        assertEquals(List.of(), switched("nvidia", "nvidia", "nvidia-nvswitch").run(PARTIAL));
        Finding mixed = switched("vfio-pci", "nvidia", "vfio-pci").run(PARTIAL).get(0);
        assertEquals("R21-nvswitch-left-behind", mixed.rule());
        assertEquals(Severity.WARNING, mixed.severity());
        assertEquals("2 of 2 NVSwitches and 1 of 2 GPUs go to user space.", mixed.summary());
        Finding idle = switched("vfio-pci", "vfio-pci", "").run(PARTIAL).get(0);
        assertEquals(Severity.WARNING, idle.severity());
        assertTrue(idle.summary().endsWith("stay with the host without a driver: 0000:05:00.0, 0000:06:00.0."), idle.summary());
    }

    @Test
    void r21AsksForTheModeOfTheFabricManagerWhereTheSwitchesStay() {
        Finding open = switched("vfio-pci", "vfio-pci", "nvidia-nvswitch").run(PARTIAL).get(0);
        assertEquals(Severity.INFO, open.severity());
        assertTrue(open.summary().endsWith("the snapshot does not say."), open.summary());
        String file = "usr/share/nvidia/nvswitch/fabricmanager.cfg";
        assertEquals(List.of(), switched("vfio-pci", "nvidia", "nvidia-nvswitch")
                .text(file, TextFileKind.OTHER, "# mode\nFABRIC_MODE=1\n").run(PARTIAL));
        Finding alone = switched("vfio-pci", "nvidia", "nvidia-nvswitch")
                .text(file, TextFileKind.OTHER, "# mode\nFABRIC_MODE=0\n").run(PARTIAL).get(0);
        assertEquals(Severity.WARNING, alone.severity());
        assertEquals(file + ":2", alone.evidence().get(0).file());
    }

    @Test
    void r21TakesNeitherNetworkControllersOfOldChipSetsNorNpuFunctionsForSwitches() {
        TestMachine machine = new TestMachine();
        device(machine, "0000:00:08.0", 0x068000, 0x0373, "forcedeth");
        device(machine, "0000:01:00.0", 0x030000, 0x1db6, "vfio-pci");
        PciFunction npu = device(machine, "0006:00:00.0", 0x068001, 0x04ea, "ibmnpu");
        npu.setVendorId(0x1014);
        assertEquals(List.of(), machine.run(PARTIAL));
    }

    private static TestMachine grace(String driver) {
        TestMachine machine = new TestMachine();
        device(machine, "0009:01:00.0", 0x030200, 0x2342, driver);
        return machine;
    }

    private static String guest(String more) {
        return "<domain><devices><hostdev mode='subsystem' type='pci'><source><address domain='0x0009' bus='0x01' slot='0x00'"
                + " function='0x0'/></source></hostdev></devices>" + more + "</domain>";
    }

    @Test
    void r22WantsTheDriverThatHandsTheMemoryOver() {
        Finding finding = grace("vfio-pci").run(GRACE).get(0);
        assertEquals("R22-grace-on-plain-vfio", finding.rule());
        assertEquals("0009:01:00.0 is the GPU of a Grace superchip and is on plain vfio-pci.", finding.summary());
        assertEquals(List.of(), grace("nvgrace_gpu_vfio_pci").run(GRACE));
        assertEquals(List.of(), grace("nvidia").run(GRACE));
        TestMachine other = new TestMachine();
        device(other, "0000:01:00.0", 0x030200, 0x2330, "vfio-pci");
        assertEquals(List.of(), other.run(GRACE));
    }

    @Test
    void r22WantsNodesForTheMemoryInTheGuest() {
        String path = "etc/libvirt/qemu/ai.xml";
        Finding finding = grace("nvgrace_gpu_vfio_pci").text(path, TextFileKind.OTHER, guest("")).run(GRACE).get(0);
        assertEquals("R22-grace-without-memory-nodes", finding.rule());
        assertEquals(path, finding.evidence().get(0).file());
        assertEquals(List.of(), grace("nvgrace_gpu_vfio_pci").text(path, TextFileKind.OTHER,
                guest("<qemu:commandline><qemu:arg value='acpi-generic-initiator,id=gi0'/></qemu:commandline>")).run(GRACE));
    }
}
