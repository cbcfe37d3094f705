// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.theme.Appearance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Opens every view on real and sample machines; the screenshots are build output to look at. */
class ViewsOnMachinesTest {

    private static final List<String> SAMPLES = List.of("sequoia", "minsky", "qemu-x86-coldplug", "qemu-powernv9", "sequoia-dtb");
    private static final List<String> CORPUS = List.of("synthetic/ac922-8335-gth-4gpu-vfio.sysfs.tar.xz",
            "qemu/arm-02-vfio-override.tar.gz", "qemu/A-02-vfio-override.tar.gz", "hdat/p8-840-spira.dtb");

    @AfterEach
    void closeDocuments() {
        Bench.closeAll();
    }

    @TestFactory
    Stream<DynamicTest> everyViewOpensOnSamples() {
        return SAMPLES.stream().map(name -> DynamicTest.dynamicTest(name,
                () -> everyViewOpens(name, DocumentInput.sample(name))));
    }

    @TestFactory
    Stream<DynamicTest> everyViewOpensOnCorpusMachines() {
        return CORPUS.stream().map(name -> DynamicTest.dynamicTest(name, () -> {
            Optional<Path> file = Bench.corpus(name);
            Assumptions.assumeTrue(file.isPresent(), () -> "skipped without ../shared/corpus: " + name);
            String title = file.get().getFileName().toString();
            everyViewOpens(title.substring(0, title.indexOf('.')), DocumentInput.of(file.get()));
        }));
    }

    private static void everyViewOpens(String title, DocumentInput input) {
        MachineDocument document = Bench.open(input);
        assertEquals(document, Bench.document());
        ModelWalk.functions(document.machine()).filter(ViewsOnMachinesTest::isInteresting).findFirst()
                .ifPresent(Bench.sessions()::reveal);
        for (String view : ViewIds.ALL) {
            if (view.equals(ViewIds.START)) {
                continue;
            }
            Bench.show(view);
            if (List.of(ViewIds.GROUPS, ViewIds.DEVICE_TREE, ViewIds.EVIDENCE).contains(view)) {
                Bench.screenshot(title + "-" + view.substring(view.lastIndexOf('.') + 1));
            }
        }
        Bench.closeAll();
    }

    /** A display controller or accelerator, else a device with a driver of its own. */
    private static boolean isInteresting(PciFunction function) {
        return function.isSetClassCode() && (function.getClassCode() >> 16 == 0x03 || function.getClassCode() >> 16 == 0x02);
    }

    @Test
    void theDarkThemeIsDark() {
        Appearance before = Appearance.chosen();
        try {
            Appearance.DARK.choose();
            Bench.open(DocumentInput.sample("sequoia"));
            Bench.show(ViewIds.GROUPS);
            Bench.screenshot("dark");
            var background = Bench.window().getShell().getBackground();
            assertTrue(background.getRed() + background.getGreen() + background.getBlue() < 3 * 128);
        } finally {
            before.choose();
            Bench.settle();
        }
    }

    /** The picture of the README. */
    @Test
    void aDeviceOfTheSampleMachineIsShownWithItsGroupAndVerdict() {
        Appearance before = Appearance.chosen();
        try {
            Appearance.LIGHT.choose();
            MachineDocument document = Bench.open(DocumentInput.sample("sequoia"));
            PciFunction gpu = ModelWalk.functions(document.machine())
                    .filter(function -> function.isSetClassCode() && function.getClassCode() >> 16 == 0x03)
                    .findFirst().orElseThrow();
            Bench.show(ViewIds.GROUPS);
            Bench.show(ViewIds.MACHINE);
            Bench.sessions().reveal(gpu);
            Bench.settle();
            Bench.screenshot("readme");
        } finally {
            before.choose();
            Bench.settle();
        }
    }
}
