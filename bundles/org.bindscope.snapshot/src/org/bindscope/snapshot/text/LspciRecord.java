// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.FunctionStatement;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.facts.ProblemSink;
import org.eclipse.emf.ecore.EAttribute;

/** One function in the output of lspci: its first line, and the indented lines below as they come. */
final class LspciRecord {

    private static final String DRIVER = "Kernel driver in use:";
    private static final String MODULES = "Kernel modules:";
    private static final String GROUP = "IOMMU group:";
    private static final String NODE = "NUMA node:";
    private static final String EXPRESS = "Express";
    private static final String SR_IOV = "Single Root I/O Virtualization";
    private static final int MAX_MODULES = 64;

    private final String file;
    private final FunctionStatement function;
    private final LspciHeader header;
    private final Place place;
    private final String line;
    private final boolean ended;
    private final ProblemSink problems;
    private final LspciWindows windows;
    /** What the lines below the last line Capabilities speak of; empty before the first. */
    private String capability = "";
    private boolean detailed;
    private boolean verbose;
    private boolean dead;
    private boolean denied;
    private boolean whole;

    LspciRecord(String file, FunctionStatement function, LspciHeader header, Place place, String line, boolean ended,
            ProblemSink problems) {
        this.file = file;
        this.function = function;
        this.header = header;
        this.place = place;
        this.line = line;
        this.ended = ended;
        this.problems = problems;
        this.windows = new LspciWindows(function);
    }

    FunctionStatement function() {
        return function;
    }

    LspciHeader header() {
        return header;
    }

    /** Where the first line stands. */
    Place place() {
        return place;
    }

    /** The first line. */
    String line() {
        return line;
    }

    /** Whether a line feed follows the first line; what a cut one lacks says nothing. */
    boolean isEnded() {
        return ended;
    }

    /** Whether any line follows the first. */
    boolean isDetailed() {
        return detailed;
    }

    /** Whether lspci ran with -v. */
    boolean isVerbose() {
        return verbose;
    }

    /** Whether lspci found no valid header, as a device that has lost power gives ones only. */
    boolean isDead() {
        return dead;
    }

    /** Whether lspci was not allowed to read the capabilities. */
    boolean isDenied() {
        return denied;
    }

    boolean isWhole() {
        return whole;
    }

    void setWhole(boolean whole) {
        this.whole = whole;
    }

    void problem(Place at, String what) {
        problems.problem(at, file + ": " + what + ".");
    }

    /**
     * Takes one of the indented lines.
     *
     * @param text       without its indentation
     * @param terminated whether a line feed follows; the last word of a cut line is not to be trusted
     */
    void attribute(String text, int number, boolean terminated) {
        detailed = true;
        if (!terminated) {
            problem(Place.line(file, number), "the text ends in the middle of a line, which was left out");
            return;
        }
        Place at = Place.line(file, number);
        if (text.startsWith("Capabilities:")) {
            capability(text);
        } else if (text.startsWith("LnkCap:") && capability.startsWith(EXPRESS)) {
            link(text, at, PCIE_LINK__MAX_SPEED_GTS, PCIE_LINK__MAX_WIDTH);
        } else if (text.startsWith("LnkSta:") && capability.startsWith(EXPRESS)) {
            link(text, at, PCIE_LINK__SPEED_GTS, PCIE_LINK__WIDTH);
        } else if (capability.startsWith(SR_IOV) && text.startsWith("Initial VFs:")) {
            counted(text, at, "Total VFs: ", SR_IOV__TOTAL_VFS);
            counted(text, at, "Number of VFs: ", SR_IOV__NUM_VFS);
        } else if (capability.startsWith(SR_IOV) && text.startsWith("VF offset:")) {
            counted(text, at, "VF offset: ", SR_IOV__OFFSET);
            counted(text, at, "stride: ", SR_IOV__STRIDE);
            hexadecimal(text, at, "Device ID: ", 4, SR_IOV__VF_DEVICE_ID);
        } else if (text.startsWith(DRIVER)) {
            named(text, at, DRIVER).ifPresent(name -> function.add(PCI_FUNCTION__DRIVER, Answer.said(name, at, name)));
        } else if (text.startsWith(MODULES)) {
            modules(text, at);
        } else if (capability.isEmpty()) {
            general(text, at);
        }
    }

    private void general(String text, Place at) {
        if (text.startsWith("Control:") || text.startsWith("Flags:")) {
            verbose = true;
            if (text.startsWith("Flags:")) {
                flags(text, at);
            }
        } else if (text.startsWith("Subsystem:")) {
            subsystem(text, at);
        } else if (text.startsWith(GROUP)) {
            named(text, at, GROUP).ifPresent(group -> function.add(PCI_FUNCTION__IOMMU_GROUP, Numbers.group(group, at)));
        } else if (text.startsWith(NODE)) {
            number(PCI_FUNCTION__NUMA_NODE, text.substring(NODE.length()).strip(), at, text);
        } else if (text.startsWith("Interrupt:")) {
            int irq = text.indexOf("routed to IRQ ");
            if (irq >= 0) {
                number(PCI_FUNCTION__IRQ, text.substring(irq + "routed to IRQ ".length()).strip(), at, text);
            }
        } else if (text.startsWith("DeviceName:") || text.startsWith("Physical Slot:") && !function.answers(PCI_FUNCTION__SLOT_LABEL)) {
            named(text, at, text.substring(0, text.indexOf(':') + 1))
                    .ifPresent(name -> function.add(PCI_FUNCTION__SLOT_LABEL, Answer.said(name, at, text)));
        } else if (text.startsWith("Bus: primary=")) {
            function.setBridge();
            hexadecimal(text, at, "secondary=", 2, PCI_BRIDGE__SECONDARY_BUS_NUMBER);
            hexadecimal(text, at, "subordinate=", 2, PCI_BRIDGE__SUBORDINATE_BUS_NUMBER);
        } else if (text.startsWith("!!! Unknown header type")) {
            dead = true;
            verbose = true;
        } else {
            windows.take(text, at).ifPresent(fault -> problem(at, fault));
        }
    }

    private void capability(String text) {
        int close = text.indexOf(']');
        capability = close < 0 ? "?" : text.substring(close + 1).strip();
        denied |= text.contains("<access denied>");
    }

    /** The line of -v: bus master, fast devsel, latency 0, IRQ 25, NUMA node 0, IOMMU group 1. */
    private void flags(String text, Place at) {
        for (String flag : text.substring("Flags:".length()).split(",")) {
            String word = flag.strip();
            if (word.startsWith("IRQ ")) {
                number(PCI_FUNCTION__IRQ, word.substring("IRQ ".length()), at, text);
            } else if (word.startsWith("NUMA node ")) {
                number(PCI_FUNCTION__NUMA_NODE, word.substring("NUMA node ".length()), at, text);
            } else if (word.startsWith("IOMMU group ")) {
                String group = word.substring("IOMMU group ".length()).strip();
                function.add(PCI_FUNCTION__IOMMU_GROUP, Numbers.group(group, at));
            }
        }
    }

    private void subsystem(String text, Place at) {
        int[] ids = LspciHeader.ids(text.substring("Subsystem:".length()).strip());
        if (ids.length == 2) {
            function.add(PCI_FUNCTION__SUBSYSTEM_VENDOR_ID, Answer.said((long) ids[0], at, text));
            function.add(PCI_FUNCTION__SUBSYSTEM_ID, Answer.said((long) ids[1], at, text));
        }
    }

    private void modules(String text, Place at) {
        List<String> names = Arrays.stream(text.substring(MODULES.length()).split(",")).map(String::strip)
                .filter(name -> !name.isEmpty()).limit(MAX_MODULES).toList();
        if (!names.isEmpty()) {
            function.add(PCI_FUNCTION__KERNEL_MODULES, Answer.said(names, at, text));
        }
    }

    private Optional<String> named(String text, Place at, String label) {
        String name = text.substring(label.length()).strip();
        if (name.isEmpty()) {
            problem(at, "a name was expected behind \"" + label + '"');
        }
        return Optional.of(name).filter(each -> !each.isEmpty());
    }

    private void number(EAttribute feature, String word, Place at, String text) {
        OptionalLong value = Numbers.decimal(word);
        function.add(feature, value.isPresent() && value.getAsLong() <= Integer.MAX_VALUE
                ? Answer.said(value.getAsLong(), at, text)
                : Answer.unreadable(at, "a decimal number was expected in \"" + text + '"'));
    }

    /** For example "Total VFs: 64". */
    private void counted(String text, Place at, String label, EAttribute feature) {
        int start = text.indexOf(label);
        if (start < 0) {
            return;
        }
        int from = start + label.length();
        int to = from;
        while (to < text.length() && text.charAt(to) >= '0' && text.charAt(to) <= '9') {
            to++;
        }
        OptionalLong value = Numbers.decimal(text.substring(from, to));
        function.add(feature, value.isPresent() && value.getAsLong() <= 0xffff ? Answer.said(value.getAsLong(), at, text)
                : Answer.unreadable(at, "a decimal number was expected behind \"" + label.strip() + '"'));
    }

    private void hexadecimal(String text, Place at, String label, int digits, EAttribute feature) {
        int start = text.indexOf(label);
        if (start < 0) {
            return;
        }
        OptionalLong value = Numbers.hex(text, start + label.length(), start + label.length() + digits);
        function.add(feature, value.isPresent() ? Answer.said(value.getAsLong(), at, text)
                : Answer.unreadable(at, digits + " hexadecimal digits were expected behind \"" + label.strip() + '"'));
    }

    /** For example "LnkCap: Port #0, Speed 16GT/s, Width x16, ASPM L1" or "LnkSta: Speed 2.5GT/s (downgraded), Width x16". */
    private void link(String text, Place at, EAttribute speed, EAttribute width) {
        for (String part : text.substring("LnkCap:".length()).split(",")) {
            String word = part.strip();
            if (word.startsWith("Speed ")) {
                function.add(speed, speed(word.substring("Speed ".length()), at, word));
            } else if (word.startsWith("Width x")) {
                String digits = word.substring("Width x".length());
                int blank = digits.indexOf(' ');
                OptionalLong value = Numbers.decimal(blank < 0 ? digits : digits.substring(0, blank));
                function.add(width, value.isPresent() && value.getAsLong() <= 255 ? Answer.said(value.getAsLong(), at, word)
                        : Answer.unreadable(at, "a width was expected in \"" + text + '"'));
            }
        }
    }

    private static Answer speed(String word, Place at, String text) {
        int unit = word.indexOf("GT/s");
        String digits = unit < 0 ? word : word.substring(0, unit);
        if (word.startsWith("unknown")) {
            return Answer.none(at, text);
        }
        return Numbers.decimals(digits).isPresent() && unit > 0
                ? Answer.said(Numbers.decimals(digits).getAsDouble(), at, text)
                : Answer.unreadable(at, "a speed in GT/s was expected in \"" + text + '"');
    }
}
