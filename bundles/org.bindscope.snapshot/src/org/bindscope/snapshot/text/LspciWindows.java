// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.text;

import java.util.Optional;
import java.util.OptionalLong;

import org.bindscope.model.BindscopeFactory;
import org.bindscope.model.PciResource;
import org.bindscope.model.ResourceKind;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.FunctionStatement;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.Place;

/**
 * The lines of lspci -vv that tell base address registers and the expansion ROM. Windows of bridges are
 * passed over: their place among the resources is not printed. The flags hold what the line tells: the kind
 * of address, prefetchable, 64 bits.
 */
final class LspciWindows {

    /** Flags of include/linux/ioport.h (Linux 6.12). */
    private static final long IO = 0x100;
    private static final long MEMORY = 0x200;
    private static final long PREFETCH = 0x2000;
    private static final long WIDE = 0x100000;
    private static final int ROM_INDEX = 6;

    private final FunctionStatement function;

    LspciWindows(FunctionStatement function) {
        this.function = function;
    }

    /**
     * Takes a line.
     *
     * @return what is wrong with it; empty also when it tells no window
     */
    Optional<String> take(String text, Place at) {
        int index;
        if (text.startsWith("Region ")) {
            int colon = text.indexOf(':');
            OptionalLong number = colon < 0 ? OptionalLong.empty() : Numbers.decimal(text.substring("Region ".length(), colon));
            if (number.isEmpty() || number.getAsLong() >= ROM_INDEX) {
                return Optional.of("the number of a region, 0 to 5, was expected in \"" + text + '"');
            }
            index = (int) number.getAsLong();
        } else if (text.startsWith("Expansion ROM at ")) {
            index = ROM_INDEX;
        } else {
            return Optional.empty();
        }
        int start = text.indexOf(" at ");
        if (start < 0 || text.charAt(start + " at ".length()) == '<') {
            // For example <unassigned> or <ignored>: no address is in use.
            return Optional.empty();
        }
        int from = start + " at ".length();
        int to = text.indexOf(' ', from);
        OptionalLong address = Numbers.hex(text, from, to < 0 ? text.length() : to);
        int size = text.indexOf("[size=");
        if (size < 0) {
            return address.isPresent() ? Optional.empty() : fault(text);
        }
        OptionalLong length = size(text.substring(size + "[size=".length()));
        if (address.isEmpty() || length.isEmpty()) {
            return fault(text);
        }
        add(index, text, at, address.getAsLong(), length.getAsLong());
        return Optional.empty();
    }

    private static Optional<String> fault(String text) {
        return Optional.of("an address and a size were expected in \"" + text + '"');
    }

    private void add(int index, String text, Place at, long start, long length) {
        PciResource resource = BindscopeFactory.eINSTANCE.createPciResource();
        resource.setIndex(index);
        resource.setKind(index == ROM_INDEX ? ResourceKind.ROM : ResourceKind.BAR);
        resource.setStart(start);
        resource.setEnd(start + length - 1);
        resource.setFlags((text.contains("I/O ports at") ? IO : MEMORY)
                | (text.contains(" prefetchable") || text.contains("(prefetchable") ? PREFETCH : 0)
                | (text.contains("(64-bit") ? WIDE : 0));
        function.addWindow(resource, Answer.said(resource, at, text));
    }

    /** For example "16M]" or "128]": lspci divides by 1024 while nothing is lost. */
    private static OptionalLong size(String text) {
        int close = text.indexOf(']');
        if (close <= 0) {
            return OptionalLong.empty();
        }
        int shift = "KMGTPE".indexOf(text.charAt(close - 1)) * 10 + 10;
        OptionalLong value = Numbers.decimal(text.substring(0, shift == 0 ? close : close - 1));
        boolean fits = value.isPresent() && value.getAsLong() > 0 && Long.numberOfLeadingZeros(value.getAsLong()) > shift;
        return fits ? OptionalLong.of(value.getAsLong() << shift) : OptionalLong.empty();
    }
}
