// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.bindscope.analysis.config.ConfigSpace;
import org.bindscope.analysis.config.ResizableBar;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.analysis.nvlink.MachineIndex;
import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PciResource;
import org.bindscope.model.ResourceKind;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/** R20: a BAR found no room, or is so large that a guest's firmware may find none. */
public final class BarSpaceRule implements FindingRule {

    /** Default size of the 64-bit window that guest firmware lays out, MiB (OVMF before 2023). */
    private static final long GUEST_WINDOW_MIB = 32 * 1024;
    private static final String NO_SPACE = "can't assign; no space";
    private static final int MAX_LINES = 1000;

    @Override
    public Set<String> ids() {
        return Set.of("R20-bar-exceeds-window", "R20-large-bar", "R20-no-space");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        VfioTargets targets = VfioTargets.of(context);
        List<Finding> findings = new ArrayList<>();
        List<EvidenceText> refusals = refusals(context);
        for (PciFunction function : MachineIndex.functions(context.machine())) {
            noSpace(refusals, function, findings);
            if (targets.contains(function.getAddress())) {
                large(function, findings);
            }
            if (function.getConfigSpace() != null && !(function instanceof PciBridge)) {
                for (ResizableBar bar : ConfigSpace.of(function.getConfigSpace()).resizableBars().asOptional()
                        .orElse(List.of())) {
                    window(function, bar, findings);
                }
            }
        }
        return findings.stream();
    }

    /** A BAR that is larger than the window that guest firmware lays out, whether it can be resized or not. */
    private static void large(PciFunction function, List<Finding> findings) {
        Map<Integer, Long> sizes = new TreeMap<>();
        for (PciResource resource : function.getResources()) {
            if (resource.getKind() == ResourceKind.BAR && resource.getStart() != 0) {
                sizes.put(resource.getIndex(), resource.getEnd() - resource.getStart() + 1 >>> 20);
            }
        }
        List<ResizableBar> resizable = function.getConfigSpace() == null ? List.of()
                : ConfigSpace.of(function.getConfigSpace()).resizableBars().asOptional().orElse(List.of());
        resizable.forEach(bar -> sizes.put(bar.bar(), bar.currentMiB()));
        sizes.forEach((bar, mebibytes) -> {
            if (mebibytes > GUEST_WINDOW_MIB) {
                boolean canShrink = resizable.stream().anyMatch(each -> each.bar() == bar);
                findings.add(new Finding("R20-large-bar", Severity.INFO, List.of(function.getAddress()),
                        "BAR " + bar + " of " + function.getAddress() + " is " + mebibytes / 1024 + " GiB large.",
                        "Firmware of a guest lays out a window of 32 GiB unless told otherwise, and the BAR does not fit.",
                        Proof.of(function, canShrink ? "configSpace" : "resources"),
                        "Enlarge the guest's 64-bit PCI window (with OVMF: -fw_cfg opt/ovmf/X-PciMmio64Mb)"
                                + (canShrink ? ", or make the BAR smaller (resource" + bar + "_resize)." : ".")));
            }
        });
    }

    /** A BAR that is larger than every window of the bridge above it. */
    private static void window(PciFunction function, ResizableBar bar, List<Finding> findings) {
        PciBridge bridge = function.getBus() == null ? null : function.getBus().getBridge();
        if (bridge == null) {
            return;
        }
        List<PciResource> windows = bridge.getResources().stream()
                .filter(r -> r.getKind() == ResourceKind.BRIDGE_WINDOW).toList();
        boolean fits = windows.stream().anyMatch(w -> w.getEnd() - w.getStart() + 1 >= bar.currentMiB() << 20);
        if (!windows.isEmpty() && !fits) {
            findings.add(new Finding("R20-bar-exceeds-window", Severity.ERROR,
                    List.of(function.getAddress(), bridge.getAddress()),
                    "BAR " + bar.bar() + " of " + function.getAddress() + " is " + bar.currentMiB()
                    + " MiB large, and no window of "
                            + bridge.getAddress() + " above it is.",
                    "The BAR has no address and the device does not work.",
                    List.of(new EvidenceText("sys/bus/pci/devices/"
                            + bridge.getAddress() + "/resource", windows.size() + " windows")),
                    "Enable decoding above 4 GiB in firmware, or make the BAR smaller."));
        }
    }

    /** Lines of the kernel log that say that a BAR found no room. */
    private static List<EvidenceText> refusals(FindingContext context) {
        List<EvidenceText> found = new ArrayList<>();
        for (TextFile file : context.machine().getTextFiles()) {
            if (file.getKind() == TextFileKind.KERNEL_LOG && file.getText() != null
                    && file.getText().contains(NO_SPACE)) {
                String[] lines = file.getText().split("\n");
                for (int i = 0; i < lines.length && found.size() < MAX_LINES; i++) {
                    if (lines[i].contains(NO_SPACE) && lines[i].contains("BAR ")) {
                        found.add(Proof.line(file.getPath(), i + 1, lines[i]));
                    }
                }
            }
        }
        return found;
    }

    private static void noSpace(List<EvidenceText> refusals, PciFunction function, List<Finding> findings) {
        if (function.getResources().stream().noneMatch(BarSpaceRule::lacksAddress)) {
            return;
        }
        refusals.stream().filter(line -> line.text().contains(function.getAddress() + ":")).findFirst()
                .ifPresent(line -> findings.add(new Finding("R20-no-space", Severity.WARNING,
                List.of(function.getAddress()),
                        "The kernel found no room for a BAR of " + function.getAddress() + ".",
                        "The window of the bridge above is too small; the device works only in part or not at all.",
                        List.of(line),
                        "Enable decoding above 4 GiB in firmware, or add pci=realloc to the kernel command line.")));
    }

    /** A later pass may have found room: then the resource has an address. */
    private static boolean lacksAddress(PciResource resource) {
        return resource.getKind() == ResourceKind.BAR && resource.getStart() == 0 && resource.getFlags() != 0;
    }
}
