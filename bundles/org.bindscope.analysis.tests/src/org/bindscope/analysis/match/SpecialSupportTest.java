// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.rules.KernelRules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

/** Special support of VFIO devices: driver-match, section 14, on the corpus's AC922 and its seeded faults. */
class SpecialSupportTest {

    private static DeviceVerdict.SpecialSupport support(String file, String rules, String address) {
        List<DeviceVerdict.SpecialSupport> all = Captures.analysis(file)
                .with(List.of(new WhatIf.Rules(KernelRules.named(rules)))).verdict(address).orElseThrow().support();
        assertEquals(1, all.size());
        return all.get(0);
    }

    @ParameterizedTest(name = "{1} on {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            ac922-8335-gth-4gpu-vfio.sysfs.tar.xz          | 0035:03:00.0 | 5.10       | enabled | 137438953472 bytes
            ac922-8335-gth-4gpu-vfio.sysfs.tar.xz          | 0035:03:00.0 | 5.13       | ENODEV  | 5.0 to 5.12
            ac922-8335-gth-4gpu-vfio.sysfs.tar.xz          | 0035:03:00.0 | S          | enabled | target address
            ac922-8335-gth-4gpu-vfio.sysfs.tar.xz          | 0035:03:00.0 | S-nocompat | ENODEV  | nvlink2gpu-vfio-pci
            ac922-8335-gth-4gpu-vfio.sysfs.tar.xz          | 0007:00:00.0 | 5.10       | enabled | entry 0
            faults/F03-link-without-speed.sysfs.tar.xz     | 0006:00:00.2 | 5.10       | EFAULT  | ibm,nvlink-speed
            faults/F01-dangling-ibm-gpu.sysfs.tar.xz       | 0007:00:01.1 | 5.10       | ENODEV  | ibm,gpu
            """)
    void theFirstConditionThatFailsIsNamed(String file, String address, String rules, String result, String names) {
        String path = "synthetic/" + file;
        DeviceVerdict.SpecialSupport found = address(path, rules, address, result);
        assertEquals(Optional.of(result), found.result());
        assertTrue(found.why().contains(names), found.why());
    }

    /** The seeded fault is at one function; which one the corpus's notes tell, so look for the result itself. */
    private static DeviceVerdict.SpecialSupport address(String file, String rules, String address, String result) {
        if (!file.contains("faults")) {
            return support(file, rules, address);
        }
        return Captures.analysis(file).with(List.of(new WhatIf.Rules(KernelRules.named(rules)))).verdicts().stream()
                .flatMap(verdict -> verdict.support().stream()).filter(each -> each.result().equals(Optional.of(result)))
                .findFirst().orElseThrow();
    }

    @Test
    void theDriverOfTheDeviceIsNotDecidedByTheTree() {
        assertEquals(Optional.of("vfio-pci"), Captures.analysis("synthetic/faults/F01-dangling-ibm-gpu.sysfs.tar.xz")
                .with(List.of(new WhatIf.Rules(KernelRules.named("5.10")), new WhatIf.Load("vfio_pci"),
                        new WhatIf.SetOverride("0007:00:01.1", "vfio-pci"))).verdict("0007:00:01.1").orElseThrow().predicted());
    }

    @Test
    void intelGraphicsNeedAnOpRegionAndTheBridges() {
        TestMachine machine = new TestMachine("6.12").driver("vfio-pci", "vfio_pci").device("0000:00:02.0", "8086:5917", "030000", null)
                .override("0000:00:02.0", "vfio-pci");
        assertEquals(Optional.empty(), machine.verdict("0000:00:02.0").support().get(0).result());
        byte[] config = new byte[256];
        machine.function("0000:00:02.0").setConfigSpace(config);
        assertEquals(Optional.of("ENODEV"), machine.verdict("0000:00:02.0").support().get(0).result());
        config[0xfd] = 0x10;
        assertEquals(Optional.of("ENODEV"), machine.verdict("0000:00:02.0").support().get(0).result());
        machine.device("0000:00:00.0", "8086:5904", "060000", null).device("0000:00:1f.0", "8086:9d4e", "060100", null);
        assertEquals(Optional.of("enabled"), machine.verdict("0000:00:02.0").support().get(0).result());
        machine.function("0000:00:1f.0").setVendorId(0x1022);
        assertEquals(Optional.of("EINVAL"), machine.verdict("0000:00:02.0").support().get(0).result());
    }

    @Test
    void graceMemoryNeedsItsOwnDriver() {
        TestMachine machine = new TestMachine("6.12").alias("vfio_pci:v*d*sv*sd*bc*sc*i*", "vfio_pci")
                .alias("vfio_pci:v000010DEd00002342sv*sd*bc*sc*i*", "nvgrace_gpu_vfio_pci").driver("vfio-pci", "vfio_pci")
                .device("0009:01:00.0".replace("0009", "0000"), "10de:2342", "030200", "vfio-pci").override("0000:01:00.0", "vfio-pci");
        DeviceVerdict verdict = machine.verdict("0000:01:00.0");
        assertEquals(Optional.of("ENODEV"), verdict.support().get(0).result());
        assertEquals("nvgrace_gpu_vfio_pci", verdict.bestVariant().orElseThrow().driver());
    }
}
