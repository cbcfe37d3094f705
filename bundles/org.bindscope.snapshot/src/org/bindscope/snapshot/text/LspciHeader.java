// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.PciAddress;

/**
 * The first line of a function in the output of lspci, in all its forms: with names, with -n, with -nn, and
 * as nvidia-bug-report.sh imitates it where there is no lspci.
 *
 * @param address   the function
 * @param className name of the class; empty with -n
 * @param baseClass base class and sub-class, 16 bits; not known without -n or -nn
 * @param progIf    programming interface, 8 bits; not known where the line does not show it
 * @param vendor    Vendor ID
 * @param device    Device ID
 * @param name      what stands for vendor and device; empty with -n
 * @param revision  Revision ID; lspci leaves out 00; -1 when it is not known
 * @param badNumber a number of the line that makes no sense; empty when there is none
 * @param clean     whether all of the line was understood, so that what it lacks is 00
 */
record LspciHeader(PciAddress address, String className, OptionalInt baseClass, OptionalInt progIf, OptionalInt vendor,
        OptionalInt device, String name, int revision, Optional<String> badNumber, boolean clean) {

    private static final String REV = " (rev ";
    private static final String PROG_IF = " (prog-if ";
    private static final int ID = 4;

    /** Reads the line; empty when it does not begin with a PCI address and a blank. */
    static Optional<LspciHeader> of(String line) {
        int blank = line.indexOf(' ');
        if (blank < "00:00.0".length() || blank > "00000000:00:00.0".length()) {
            return Optional.empty();
        }
        return PciAddress.ofTool(line.substring(0, blank)).map(address -> of(address, line.substring(blank + 1)));
    }

    private static LspciHeader of(PciAddress address, String rest) {
        Optional<String> bad = Optional.empty();
        int end = rest.length();
        OptionalInt progIf = OptionalInt.empty();
        int at = rest.lastIndexOf(PROG_IF);
        if (at >= 0) {
            progIf = number(rest, at + PROG_IF.length(), 2);
            int behind = at + PROG_IF.length() + 2;
            // "(prog-if 02 [NVM Express])", or ff alone where a function does not answer.
            boolean ends = rest.endsWith(")") && (behind == rest.length() - 1 || rest.startsWith(" [", behind));
            progIf = ends ? progIf : OptionalInt.empty();
            bad = progIf.isPresent() ? bad : Optional.of(rest.substring(at).strip());
            end = at;
        }
        int revision = -1;
        at = rest.lastIndexOf(REV, end);
        if (at >= 0) {
            OptionalInt found = at + REV.length() + 3 == end && rest.charAt(end - 1) == ')' ? number(rest, at + REV.length(), 2)
                    : OptionalInt.empty();
            bad = found.isPresent() ? bad : Optional.of(rest.substring(at, end).strip());
            revision = found.orElse(-1);
            end = at;
        }
        boolean shown = at >= 0;
        String text = rest.substring(0, end);
        int colon = colon(text);
        String head = colon < 0 ? "" : text.substring(0, colon);
        String tail = colon < 0 ? text : text.substring(colon + 1).strip();
        OptionalInt baseClass = OptionalInt.empty();
        String className = head;
        if (head.length() == ID && number(head, 0, ID).isPresent()) {
            baseClass = number(head, 0, ID);
            className = "";
        } else if (head.length() == ID + 2 && number(head, 0, ID + 2).isPresent()) {
            baseClass = number(head, 0, ID);
            progIf = number(head, ID, 2);
            className = "";
        } else if (head.endsWith("]") && head.length() > ID + 2 && head.charAt(head.length() - ID - 2) == '[') {
            baseClass = number(head, head.length() - ID - 1, ID);
            className = head.substring(0, head.length() - ID - 2).strip();
        }
        int[] ids = ids(tail);
        boolean known = ids.length == 2;
        // A name can end in anything but ids; behind a name without them something damaged may stand in brackets.
        boolean clean = bad.isEmpty() && (known ? isIds(tail) || tail.endsWith("]") || isImitation(tail) : !tail.endsWith(")"));
        revision = !shown && clean ? 0 : revision;
        return new LspciHeader(address, className, baseClass, progIf, known ? OptionalInt.of(ids[0]) : OptionalInt.empty(),
                known ? OptionalInt.of(ids[1]) : OptionalInt.empty(), known && isIds(tail) ? "" : tail, revision, bad, clean);
    }

    /** The colon behind the class: of "0300: 10de:1db5", "VGA [0300]: NVIDIA" or "VGA: NVIDIA". */
    private static int colon(String text) {
        return text.indexOf(": ");
    }

    /** Vendor and device: "10de:1db5", "Name [10de:1db5]", or the "Vendor 10de Device 1db5" of the bug report. */
    static int[] ids(String text) {
        if (isIds(text)) {
            return pair(text, 0);
        }
        for (int open = text.lastIndexOf('['); open >= 0; open = open == 0 ? -1 : text.lastIndexOf('[', open - 1)) {
            int close = open + 2 * ID + 2;
            if (close < text.length() && text.charAt(close) == ']' && text.charAt(open + ID + 1) == ':'
                    && pair(text, open + 1).length == 2) {
                return pair(text, open + 1);
            }
        }
        if (isImitation(text)) {
            String[] words = text.split(" ");
            return new int[] {number(words[1], 0, ID).orElseThrow(), number(words[3], 0, ID).orElseThrow()};
        }
        return new int[0];
    }

    /** "Vendor 10de Device 1db5" and nothing else. */
    private static boolean isImitation(String text) {
        String[] words = text.split(" ");
        return words.length == 4 && words[0].equals("Vendor") && words[2].equals("Device") && words[1].length() == ID
                && words[3].length() == ID && number(words[1], 0, ID).isPresent() && number(words[3], 0, ID).isPresent();
    }

    private static boolean isIds(String text) {
        return text.length() == 2 * ID + 1 && text.charAt(ID) == ':' && pair(text, 0).length == 2;
    }

    private static int[] pair(String text, int at) {
        OptionalInt first = number(text, at, ID);
        OptionalInt second = number(text, at + ID + 1, ID);
        return first.isPresent() && second.isPresent() ? new int[] {first.getAsInt(), second.getAsInt()} : new int[0];
    }

    /** A hexadecimal number of exactly so many digits, where the text has no more of them behind. */
    private static OptionalInt number(String text, int at, int digits) {
        OptionalLong value = Numbers.hex(text, at, at + digits);
        boolean more = at + digits < text.length()
                && "0123456789abcdef".indexOf(text.substring(at + digits, at + digits + 1).toLowerCase(Locale.ROOT)) >= 0
                && digits == 2;
        return value.isPresent() && !more ? OptionalInt.of((int) value.getAsLong()) : OptionalInt.empty();
    }
}
