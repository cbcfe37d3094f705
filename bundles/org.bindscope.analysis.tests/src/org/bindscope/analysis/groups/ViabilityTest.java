// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.bindscope.analysis.rules.KernelRules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of driver-match section 9.2, and what section 8 says of managed drivers. */
class ViabilityTest {

    @ParameterizedTest
    @CsvSource({
        "'',              0, true,  true",
        "vfio-pci,        0, true,  true",
        "mlx5_vfio_pci,   0, true,  true",
        "pci-stub,        0, true,  true",
        "pcieport,        1, true,  true",
        "shpchp,          1, true,  false",
        "pcieport,        0, false, true",
        "uio_pci_generic, 0, false, false",
        "pciback,         0, false, false",
        "igb_uio,         0, false, false",
        "nvidia,          0, false, false",
        "virtio-pci,      0, false, false"})
    void oneGroupMateDecides(String driver, int headerType, boolean upTo518, boolean from519) {
        DriverBinding binding = driver.isEmpty() ? DriverBinding.none() : DriverBinding.to(driver);
        List<Viability.Member> members = List.of(
                Viability.Member.of("0000:01:00.0", DriverBinding.to("vfio-pci"), OptionalInt.of(0), false),
                Viability.Member.of("0000:01:00.1", binding, OptionalInt.of(headerType), false));
        assertEquals(Optional.of(upTo518), Viability.of(members, KernelRules.named("5.18")).viable());
        assertEquals(Optional.of(from519), Viability.of(members, KernelRules.named("5.19")).viable());
    }

    @ParameterizedTest
    @CsvSource({"5.18", "6.12"})
    void unknownDriverLeavesTheAnswerOpenUnlessAnotherBlocks(String kernel) {
        Viability.Member unknown = Viability.Member.of("0000:01:00.0", DriverBinding.notKnown(), OptionalInt.of(0),
                false);
        Viability.Member blocker = Viability.Member.of("0000:01:00.1", DriverBinding.to("nvme"), OptionalInt.of(0),
                false);
        assertEquals(Optional.empty(), Viability.of(List.of(unknown), KernelRules.named(kernel)).viable());
        assertEquals(Optional.of(false), Viability.of(List.of(unknown, blocker), KernelRules.named(kernel)).viable());
    }

    @ParameterizedTest
    @CsvSource({"5.18", "6.12"})
    void vfioDirectoryProvesAVfioDriverOfAnyName(String kernel) {
        Viability.Member member = Viability.Member.of("0000:01:00.0", DriverBinding.to("my-driver"), OptionalInt.of(0),
                true);
        assertEquals(Optional.of(true), Viability.of(List.of(member), KernelRules.named(kernel)).viable());
    }
}
