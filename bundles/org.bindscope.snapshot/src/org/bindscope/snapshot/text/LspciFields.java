// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import static org.bindscope.model.BindscopePackage.Literals.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.FunctionStatement;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.PciAddress;
import org.bindscope.snapshot.facts.Place;
import org.bindscope.snapshot.facts.ProblemSink;
import org.bindscope.snapshot.facts.Statements;
import org.eclipse.emf.ecore.EAttribute;

/** The forms of lspci's output that are meant for programs: -vmm, a field in each line, and -mm, quoted words. */
final class LspciFields {

    private static final int MAX_MODULES = 64;
    private static final String SLOT = "Slot:\t";

    private final String file;
    private final Statements statements;
    private final ProblemSink problems;
    private FunctionStatement current;
    private final List<String> modules = new ArrayList<>();
    private Place modulesPlace;
    private int baseClass = -1;
    private Place classPlace;
    private int progIf;
    private boolean hasProgIf;
    private boolean strange;

    LspciFields(String file, Statements statements, ProblemSink problems) {
        this.file = file;
        this.statements = statements;
        this.problems = problems;
    }

    /** Whether a line begins a function in the form of -vmm. */
    static boolean isSlotLine(String line) {
        return line.startsWith(SLOT) && PciAddress.ofTool(line.substring(SLOT.length()).strip()).isPresent();
    }

    /** Whether a line is a function in the form of -mm. */
    static boolean isQuoted(String line) {
        int blank = line.indexOf(" \"");
        return blank > 0 && PciAddress.ofTool(line.substring(0, blank)).isPresent() && line.endsWith("\"");
    }

    /** Takes a line; false when it is none of these forms. The last word of a line without an end is not to be trusted. */
    boolean take(String line, int number, boolean terminated) {
        if (!terminated && (current != null || isSlotLine(line) || isQuoted(line))) {
            problems.problem(Place.line(file, number), file + ": the text ends in the middle of a line, which was left out.");
            end(false);
            return true;
        }
        if (isSlotLine(line)) {
            end(false);
            PciAddress address = PciAddress.ofTool(line.substring(SLOT.length()).strip()).orElseThrow();
            current = statements.of(address, Place.line(file, number), line).orElse(null);
            return true;
        }
        if (isQuoted(line)) {
            end(false);
            quoted(line, number);
            return true;
        }
        if (current == null) {
            return false;
        }
        int colon = line.indexOf(":\t");
        if (colon < 0 || !line.substring(0, colon).chars().allMatch(Character::isLetter)) {
            // A key that is none may be the damaged first line of the next function.
            end(line.isEmpty());
            return line.isEmpty();
        }
        String value = line.substring(colon + 2).strip();
        if (value.indexOf('\t') >= 0) {
            // Two lines whose end between them is damaged: what the second tells belongs to another key.
            strange = true;
            problems.problem(Place.line(file, number), file + ": one field was expected in \"" + line.replace('\t', ' ') + "\"; it was left out.");
        } else {
            field(line.substring(0, colon), value, Place.line(file, number), line);
        }
        return true;
    }

    private void field(String key, String value, Place at, String line) {
        switch (key) {
            case "Class" -> {
                OptionalInt code = code(value);
                if (code.isPresent()) {
                    baseClass = code.getAsInt();
                    classPlace = at;
                }
            }
            case "Vendor" -> id(PCI_FUNCTION__VENDOR_ID, value, at, line);
            case "Device" -> id(PCI_FUNCTION__DEVICE_ID, value, at, line);
            case "SVendor" -> id(PCI_FUNCTION__SUBSYSTEM_VENDOR_ID, value, at, line);
            case "SDevice" -> id(PCI_FUNCTION__SUBSYSTEM_ID, value, at, line);
            case "Rev" -> hex(PCI_FUNCTION__REVISION, value, at, line);
            case "ProgIf" -> {
                hasProgIf = true;
                OptionalLong number = value.length() == 2 ? Numbers.hex(value, 0, 2) : OptionalLong.empty();
                progIf = number.isPresent() ? (int) number.getAsLong() : -1;
                if (progIf < 0) {
                    problems.problem(at, file + ": two hexadecimal digits were expected in \"" + line + "\".");
                }
            }
            case "Driver" -> current.add(PCI_FUNCTION__DRIVER, Answer.said(value, at, value));
            case "Module" -> {
                if (modules.isEmpty()) {
                    modulesPlace = at;
                }
                if (modules.size() < MAX_MODULES) {
                    modules.add(value);
                }
            }
            case "NUMANode" -> decimal(PCI_FUNCTION__NUMA_NODE, value, at, line);
            case "IOMMUGroup" -> current.add(PCI_FUNCTION__IOMMU_GROUP, Numbers.group(value, at));
            case "PhySlot" -> current.add(PCI_FUNCTION__SLOT_LABEL, Answer.said(value, at, line));
            default -> {
                // A field of a later lspci.
            }
        }
    }

    /**
     * States what several lines tell together. Without a line Rev or ProgIf the number is 00 (lspci.c, show_machine).
     *
     * @param whole whether the function's last line was seen; otherwise what it lacks says nothing
     */
    void end(boolean whole) {
        if (current == null) {
            return;
        }
        boolean complete = whole && !strange;
        if (baseClass >= 0 && progIf >= 0 && (complete || hasProgIf)) {
            current.add(PCI_FUNCTION__CLASS_CODE, Answer.said((long) baseClass << 8 | progIf, classPlace, "Class and ProgIf"));
        }
        if (baseClass == 0x0604 || baseClass == 0x0607) {
            current.setBridge();
        }
        if (complete && !current.answers(PCI_FUNCTION__REVISION)) {
            current.add(PCI_FUNCTION__REVISION, Answer.said(0L, current.presence().place(), "no line Rev"));
        }
        if (!modules.isEmpty()) {
            current.add(PCI_FUNCTION__KERNEL_MODULES, Answer.said(List.copyOf(modules), modulesPlace, String.join(", ", modules)));
        }
        current = null;
        modules.clear();
        baseClass = -1;
        progIf = 0;
        hasProgIf = false;
        strange = false;
        classPlace = null;
    }

    /** ADDRESS "class" "vendor" "device" -rXX -pXX "subsystem vendor" "subsystem". */
    private void quoted(String line, int number) {
        int blank = line.indexOf(' ');
        Place at = Place.line(file, number);
        Optional<FunctionStatement> function = PciAddress.ofTool(line.substring(0, blank))
                .flatMap(address -> statements.of(address, at, line));
        if (function.isEmpty()) {
            return;
        }
        current = function.get();
        List<String> words = new ArrayList<>();
        for (int open = line.indexOf('"'); open >= 0 && words.size() < 5;) {
            int close = line.indexOf('"', open + 1);
            if (close < 0) {
                break;
            }
            words.add(line.substring(open + 1, close));
            String between = line.substring(close + 1);
            int next = between.indexOf('"');
            String options = next < 0 ? between : between.substring(0, next);
            for (String option : options.strip().split(" ")) {
                if (option.startsWith("-r")) {
                    hex(PCI_FUNCTION__REVISION, option.substring(2), at, line);
                } else if (option.startsWith("-p")) {
                    field("ProgIf", option.substring(2), at, line);
                }
            }
            open = next < 0 ? -1 : close + 1 + next;
        }
        String[] keys = {"Class", "Vendor", "Device", "SVendor", "SDevice"};
        for (int i = 0; i < words.size(); i++) {
            if (!words.get(i).isEmpty()) {
                field(keys[i], words.get(i), at, line);
            }
        }
        end(true);
    }

    private void id(EAttribute feature, String value, Place at, String line) {
        code(value).ifPresent(code -> current.add(feature, Answer.said((long) code, at, line)));
    }

    /** Four digits alone, or in brackets behind a name; a name alone tells no number. */
    private static OptionalInt code(String value) {
        String digits = value.length() == 4 ? value
                : value.endsWith("]") && value.length() > 6 && value.charAt(value.length() - 6) == '['
                        ? value.substring(value.length() - 5, value.length() - 1) : "";
        OptionalLong number = digits.length() == 4 ? Numbers.hex(digits, 0, 4) : OptionalLong.empty();
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    private void hex(EAttribute feature, String value, Place at, String line) {
        OptionalLong number = value.length() == 2 ? Numbers.hex(value, 0, 2) : OptionalLong.empty();
        current.add(feature, number.isPresent() ? Answer.said(number.getAsLong(), at, line)
                : Answer.unreadable(at, "two hexadecimal digits were expected in \"" + line + '"'));
    }

    private void decimal(EAttribute feature, String value, Place at, String line) {
        OptionalLong number = Numbers.decimal(value);
        current.add(feature, number.isPresent() && number.getAsLong() <= Integer.MAX_VALUE
                ? Answer.said(number.getAsLong(), at, line)
                : Answer.unreadable(at, "a decimal number was expected in \"" + line + '"'));
    }
}
