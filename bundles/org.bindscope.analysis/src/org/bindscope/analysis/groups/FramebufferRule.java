// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.groups;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.findings.Finding.EvidenceText;
import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.analysis.findings.FindingContext;
import org.bindscope.analysis.findings.FindingRule;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.PciResource;
import org.bindscope.model.ResourceKind;
import org.bindscope.model.TextFile;
import org.bindscope.model.TextFileKind;

/** R10: the framebuffer that firmware set up still holds memory of a card that goes to user space. */
public final class FramebufferRule implements FindingRule {

    private static final Set<String> HOLDERS = Set.of("bootfb", "efifb", "vesafb", "simplefb", "simpledrm",
            "simple-framebuffer");

    @Override
    public Set<String> ids() {
        return Set.of("R10-boot-display", "R10-firmware-framebuffer");
    }

    @Override
    public Stream<Finding> evaluate(FindingContext context) {
        return VfioTargets.of(context).functions().stream().flatMap(function -> {
            List<EvidenceText> proof = new ArrayList<>(held(context.machine(), function));
            proof.addAll(refused(context, function));
            if (!proof.isEmpty()) {
                return Stream.of(new Finding("R10-firmware-framebuffer", Severity.ERROR, List.of(function.getAddress()),
                        "The firmware framebuffer holds memory of " + function.getAddress() + ".",
                        "A user of vfio-pci cannot map an address window that another driver holds.", proof, remedy(proof)));
            }
            return function.isSetBootVga() && function.isBootVga() ? Stream.of(bootDisplay(function)) : Stream.empty();
        });
    }

    /** Each framebuffer driver has its own way to be kept off. */
    private static String remedy(List<EvidenceText> proof) {
        String lines = proof.stream().map(EvidenceText::text).collect(Collectors.joining(" ")).toLowerCase(Locale.ROOT);
        String parameter = lines.contains("vesafb") ? "video=vesafb:off" : lines.contains("efifb") ? "video=efifb:off"
                : "initcall_blacklist=sysfb_init";
        String note = lines.contains("simpledrm") || lines.contains("simple-framebuffer")
                ? " (that did not stop simpledrm on every machine; then the driver must be left out of the kernel)" : "";
        return "Add " + parameter + " to the kernel command line" + note
                + ", or let firmware use another display; check /proc/iomem again after a boot.";
    }

    private static Finding bootDisplay(PciFunction function) {
        return new Finding("R10-boot-display", Severity.INFO, List.of(function.getAddress()),
                function.getAddress() + " is the display that firmware booted with.",
                "Firmware's framebuffer may hold its memory; /proc/iomem does not show that it does.",
                Proof.of(function, "bootVga"),
                "Let firmware use another display where that is possible.");
    }

    /**
     * Lines of /proc/iomem that name a framebuffer inside one of a function's BARs.
     *
     * @param machine  the machine
     * @param function one of its functions
     * @return empty where there is none, and where an ordinary user captured the file, who sees no addresses
     */
    public static List<EvidenceText> held(Machine machine, PciFunction function) {
        List<EvidenceText> found = new ArrayList<>();
        for (TextFile file : machine.getTextFiles()) {
            if (file.getKind() != TextFileKind.IOMEM || file.isUnreadable() || file.getText() == null) {
                continue;
            }
            String[] lines = file.getText().split("\n");
            for (int i = 0; i < lines.length; i++) {
                int colon = lines[i].indexOf(" : ");
                String range = colon < 0 ? "" : lines[i].substring(0, colon).strip();
                int dash = range.indexOf('-');
                if (dash > 0 && dash <= 16 && range.length() - dash - 1 <= 16
                        && HOLDERS.contains(lines[i].substring(colon + 3).strip().toLowerCase(Locale.ROOT))
                        && hexDigits(range, dash) && inside(function, range, dash)) {
                    found.add(Proof.line(file.getPath(), i + 1, lines[i]));
                }
            }
        }
        return found;
    }

    private static boolean hexDigits(String range, int dash) {
        for (int i = 0; i < range.length(); i++) {
            if (i != dash && !HexFormat.isHexDigit(range.charAt(i))) {
                return false;
            }
        }
        return range.length() > dash + 1;
    }

    private static boolean inside(PciFunction function, String range, int dash) {
        long start = HexFormat.fromHexDigitsToLong(range, 0, dash);
        long end = HexFormat.fromHexDigitsToLong(range, dash + 1, range.length());
        for (PciResource resource : function.getResources()) {
            // An ordinary user sees zeros in /proc/iomem: such a line tells nothing.
            if (resource.getKind() == ResourceKind.BAR && end != 0
                    && Long.compareUnsigned(start, resource.getStart()) >= 0
                    && Long.compareUnsigned(end, resource.getEnd()) <= 0) {
                return true;
            }
        }
        return false;
    }

    private static List<EvidenceText> refused(FindingContext context, PciFunction function) {
        Deque<EvidenceText> found = new ArrayDeque<>();
        for (TextFile file : context.machine().getTextFiles()) {
            if (file.getKind() == TextFileKind.KERNEL_LOG && file.getText() != null) {
                String[] lines = file.getText().split("\n");
                for (int i = 0; i < lines.length && found.size() < 3; i++) {
                    if (lines[i].contains("vfio-pci " + function.getAddress()) && lines[i].contains("can't reserve")) {
                        found.add(Proof.line(file.getPath(), i + 1, lines[i]));
                    }
                }
            }
        }
        return List.copyOf(found);
    }
}
