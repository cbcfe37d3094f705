// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.bindscope.render.scene.SceneKind;
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
 * The Topology and NVLink views on machines of every kind, light and dark, as the views come, and what giving
 * a device away cuts.
 * The screenshots are build output to look at; what is asserted is that none is blank and that each page comes.
 */
class WiringPicturesTest {

    private static final String CUTS = "What It Cuts";

    /** What is worth a picture besides the first of the Topology view; cuts come with the NVLinks. */
    private enum Shown {
        GROUPS, NVLINKS, CUTS
    }

    /** Inputs of one machine: samples, or files of the corpus. */
    private record Wired(String name, Set<Shown> shown, String... inputs) {

        boolean nvLinks() {
            return shown.contains(Shown.NVLINKS) || cuts();
        }

        boolean cuts() {
            return shown.contains(Shown.CUTS);
        }

        boolean groups() {
            return shown.contains(Shown.GROUPS);
        }

        Optional<DocumentInput> input() {
            List<Optional<DocumentInput>> parts = Arrays.stream(inputs).map(text -> text.startsWith("sample:")
                    ? Optional.of(DocumentInput.sample(text.substring("sample:".length())))
                    : Bench.corpus(text).map(Path::toAbsolutePath).map(DocumentInput::of)).toList();
            return parts.stream().allMatch(Optional::isPresent)
                    ? Optional.of(DocumentInput.together(parts.stream().map(Optional::get).toList())) : Optional.empty();
        }
    }

    private static final List<Wired> MACHINES = List.of(
            new Wired("ac922", Set.of(Shown.GROUPS, Shown.NVLINKS), "synthetic/ac922-8335-gth-4gpu-vfio.sysfs.tar.xz"),
            new Wired("minsky", Set.of(Shown.GROUPS, Shown.NVLINKS), "synthetic/minsky-8335-gtb-4gpu.sysfs.tar.xz"),
            new Wired("sequoia", Set.of(Shown.GROUPS, Shown.CUTS), "sample:sequoia"),
            new Wired("dgx1", Set.of(Shown.CUTS), "text/dgx1v-8gpu.topo-m.txt"),
            new Wired("h100", Set.of(Shown.CUTS), "text/hgx-h100-8gpu.nvlink-R.txt", "text/hgx-h100-8gpu.nvlink-s.txt",
                    "text/hgx-h100-8gpu.topo-m.txt"),
            new Wired("grace", Set.of(Shown.NVLINKS), "text/gh200-1gpu.c2c-s.txt", "text/gh200-1gpu.topo-m.txt"),
            new Wired("intel-82", Set.of(), "sysfs/real/linux-amd64-8581cf3a529e5d8b97ea876eade2f60d.tar.gz"),
            new Wired("intel-37", Set.of(), "sysfs/real/40intel64-2g2n4c+pcilocality.tar.bz2"));

    @AfterEach
    void closeDocuments() {
        Bench.closeAll();
    }

    @TestFactory
    Stream<DynamicTest> theWiringOfEachMachineIsShownInBothThemes() {
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
        whole(Bench.show(ViewIds.TOPOLOGY), () -> {
            Bench.screenshot("wiring-" + machine.name() + "-topology" + end);
            if (machine.groups() && end.isEmpty()) {
                Combo kinds = visible(Combo.class).filter(combo -> "Picture".equals(combo.getToolTipText())).findFirst().orElseThrow();
                int first = kinds.getSelectionIndex();
                choose(kinds, SceneKind.IOMMU.ordinal());
                Bench.screenshot("wiring-" + machine.name() + "-groups");
                choose(kinds, first);
            }
        });
    }

    private static void nvLink(Wired machine, String end) {
        whole(Bench.show(ViewIds.NVLINK), () -> {
            CTabFolder pages = visible(CTabFolder.class).filter(folder -> Arrays.stream(folder.getItems())
                    .anyMatch(item -> item.getText().equals(CUTS))).findFirst().orElseThrow();
            assertEquals(List.of("Matrix", "Links", "Picture", CUTS, "Guests"),
                    Arrays.stream(pages.getItems()).map(CTabItem::getText).toList());
            Bench.screenshot("wiring-" + machine.name() + "-matrix" + end);
            turnTo(pages, 2);
            Bench.screenshot("wiring-" + machine.name() + "-nvlinks" + end);
            if (machine.cuts() && end.isEmpty()) {
                turnTo(pages, 3);
                tick(pages.getItem(3).getControl(), true);
                Bench.screenshot("wiring-" + machine.name() + "-cuts");
                tick(pages.getItem(3).getControl(), false);
            }
            turnTo(pages, 0);
        });
    }

    private static void turnTo(CTabFolder pages, int index) {
        pages.setSelection(index);
        Event event = new Event();
        event.item = pages.getItem(index);
        pages.notifyListeners(SWT.Selection, event);
        Bench.settle();
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
