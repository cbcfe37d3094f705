// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.ui.Bench;
import org.bindscope.ui.ViewIds;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.theme.Appearance;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.ui.IViewPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The Topology and NVLink views on machines of every kind, light and dark, with all pictures and pages they have.
 * The screenshots are build output to look at; what is asserted is that none is blank and that each page comes.
 */
class WiringPicturesTest {

    /** Inputs of one machine: samples, or files of the corpus. */
    private record Wired(String name, boolean nvLinks, String... inputs) {

        Optional<DocumentInput> input() {
            List<Optional<DocumentInput>> parts = Arrays.stream(inputs).map(text -> text.startsWith("sample:")
                    ? Optional.of(DocumentInput.sample(text.substring("sample:".length())))
                    : Bench.corpus(text).map(Path::toAbsolutePath).map(DocumentInput::of)).toList();
            return parts.stream().allMatch(Optional::isPresent)
                    ? Optional.of(DocumentInput.together(parts.stream().map(Optional::get).toList())) : Optional.empty();
        }
    }

    private static final List<Wired> MACHINES = List.of(
            new Wired("ac922", true, "synthetic/ac922-8335-gth-4gpu-vfio.sysfs.tar.xz"),
            new Wired("minsky", true, "synthetic/minsky-8335-gtb-4gpu.sysfs.tar.xz"),
            new Wired("sequoia", true, "sample:sequoia"),
            new Wired("dgx1", true, "text/dgx1v-8gpu.topo-m.txt"),
            new Wired("h100", true, "text/hgx-h100-8gpu.nvlink-R.txt", "text/hgx-h100-8gpu.nvlink-s.txt",
                    "text/hgx-h100-8gpu.topo-m.txt"),
            new Wired("grace", true, "text/gh200-1gpu.c2c-s.txt", "text/gh200-1gpu.topo-m.txt"),
            new Wired("intel-82", false, "sysfs/real/linux-amd64-8581cf3a529e5d8b97ea876eade2f60d.tar.gz"),
            new Wired("intel-37", false, "sysfs/real/40intel64-2g2n4c+pcilocality.tar.bz2"));

    @AfterEach
    void closeDocuments() {
        Bench.closeAll();
    }

    @TestFactory
    Stream<DynamicTest> everyPictureOfEachMachineIsShownInBothThemes() {
        return MACHINES.stream().map(machine -> DynamicTest.dynamicTest(machine.name(), () -> {
            Optional<DocumentInput> input = machine.input();
            Assumptions.assumeTrue(input.isPresent(), () -> "skipped without ../shared/corpus: " + machine.name());
            Bench.open(input.get());
            // Away from what has a tool tip.
            Bench.window().getShell().getDisplay().setCursorLocation(Bench.window().getShell().toDisplay(0, 0));
            Appearance before = Appearance.chosen();
            try {
                for (Appearance appearance : List.of(Appearance.LIGHT, Appearance.DARK)) {
                    appearance.choose();
                    Bench.settle();
                    String end = appearance == Appearance.DARK ? "-dark" : "";
                    topology(machine, end);
                    if (machine.nvLinks()) {
                        nvLink(machine, end);
                    }
                }
            } finally {
                before.choose();
                Bench.closeAll();
            }
        }));
    }

    private static void topology(Wired machine, String end) {
        IViewPart part = Bench.show(ViewIds.TOPOLOGY);
        Bench.screenshot("wiring-" + machine.name() + "-topology" + end);
        whole(part, () -> {
            Combo kinds = visible(Combo.class).filter(combo -> "Picture".equals(combo.getToolTipText())).findFirst().orElseThrow();
            int first = kinds.getSelectionIndex();
            for (int kind = 0; kind < kinds.getItemCount(); kind++) {
                choose(kinds, kind);
                Bench.screenshot("wiring-" + machine.name() + "-topology-" + kind + end);
            }
            choose(kinds, first);
        });
    }

    private static void nvLink(Wired machine, String end) {
        IViewPart part = Bench.show(ViewIds.NVLINK);
        Bench.screenshot("wiring-" + machine.name() + "-nvlink" + end);
        whole(part, () -> {
            CTabFolder pages = visible(CTabFolder.class).filter(folder -> Arrays.stream(folder.getItems())
                    .anyMatch(item -> item.getText().equals("What It Cuts"))).findFirst().orElseThrow();
            assertEquals(5, pages.getItemCount());
            for (CTabItem page : pages.getItems()) {
                pages.setSelection(page);
                Event event = new Event();
                event.item = page;
                pages.notifyListeners(SWT.Selection, event);
                Bench.settle();
                boolean cuts = page.getText().equals("What It Cuts");
                if (cuts) {
                    tick(page.getControl(), true);
                }
                Bench.screenshot("wiring-" + machine.name() + "-nvlink-" + page.getText().replace(" ", "").toLowerCase(java.util.Locale.ROOT) + end);
                if (cuts) {
                    tick(page.getControl(), false);
                }
            }
            pages.setSelection(0);
        });
    }

    /** With the view alone in the window. */
    private static void whole(IViewPart part, Runnable action) {
        Bench.page().toggleZoom(Bench.page().getReference(part));
        Bench.settle();
        try {
            action.run();
        } finally {
            Bench.page().toggleZoom(Bench.page().getReference(part));
            Bench.settle();
        }
    }

    private static void choose(Combo combo, int index) {
        combo.select(index);
        combo.notifyListeners(SWT.Selection, new Event());
        Bench.settle();
    }

    /** Ticks the first device that can be given away. */
    private static void tick(Control page, boolean yes) {
        Table table = all(page).filter(Table.class::isInstance).map(Table.class::cast).findFirst().orElseThrow();
        TableItem first = table.getItem(0);
        first.setChecked(yes);
        Event event = new Event();
        event.item = first;
        event.detail = SWT.CHECK;
        table.notifyListeners(SWT.Selection, event);
        Bench.settle();
    }

    private static <T extends Control> Stream<T> visible(Class<T> type) {
        return all(Bench.window().getShell()).filter(Control::isVisible).filter(type::isInstance).map(type::cast);
    }

    private static Stream<Control> all(Control control) {
        return control instanceof Composite composite
                ? Stream.concat(Stream.of(control), Arrays.stream(composite.getChildren()).flatMap(WiringPicturesTest::all))
                : Stream.of(control);
    }
}
