// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.math.BigInteger;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Typed values in words. */
final class DtValueText {

    private final int max;

    private DtValueText(int max) {
        this.max = Math.max(max, 1);
    }

    static String of(DtValue value, int maxEntries) {
        return new DtValueText(maxEntries).text(value);
    }

    private String text(DtValue value) {
        if (value instanceof DtValue.Flag) {
            return "set";
        } else if (value instanceof DtValue.Text text) {
            return list(text.strings(), s -> '"' + printable(s) + '"', ", ");
        } else if (value instanceof DtValue.PathReference path) {
            return printable(path.path()) + (path.target().isPresent() ? "" : " (no such node)");
        } else if (value instanceof DtValue.Cells cells) {
            return list(indices(cells.property().cellCount()), i -> hex(cells.property().cell(i)), " ");
        } else if (value instanceof DtValue.Numbers64 numbers) {
            return list(numbers.numbers(), n -> "0x" + Long.toHexString(n), " ");
        } else if (value instanceof DtValue.ByteString bytes) {
            return bytes(bytes.property());
        } else if (value instanceof DtValue.References references) {
            return list(references.references(), DtValueText::reference, ", ");
        } else if (value instanceof DtValue.Regions regions) {
            return list(regions.regions(), r -> address(r.address()) + size(r.size()), ", ");
        } else if (value instanceof DtValue.Ranges ranges) {
            return ranges.identity() ? "identity" : list(ranges.ranges(),
                    r -> address(r.child()) + " -> " + address(r.parent()) + size(r.size()), ", ");
        } else if (value instanceof DtValue.Interrupts interrupts) {
            return list(interrupts.specifiers(), DtValueText::cells, ", ") + " at " + interrupts.parent().path();
        } else if (value instanceof DtValue.InterruptMap map) {
            return list(map.entries(), e -> address(e.child()) + " " + cells(e.childSpecifier()) + " -> "
                    + reference(e.parent()), ", ");
        } else if (value instanceof DtValue.IdMap map) {
            return list(map.entries(), e -> hex(e.idBase()) + " + " + hex(e.length()) + " -> " + reference(e.controller()), ", ");
        } else if (value instanceof DtValue.Raw raw) {
            return (raw.guess() == ValueGuess.CELLS ? text(new DtValue.Cells(raw.property())) : bytes(raw.property()))
                    + " (" + raw.reason() + ")";
        }
        return ((DtValue.Unknown) value).availability() == FdtProperty.Availability.WITHHELD
                ? "withheld by the kernel" : "could not be read";
    }

    private <T> String list(List<T> entries, Function<T, String> format, String separator) {
        String text = entries.stream().limit(max).map(format).collect(Collectors.joining(separator));
        return entries.size() <= max ? text : text + separator + "and " + (entries.size() - max) + " more";
    }

    private String bytes(FdtProperty property) {
        return list(indices(property.length()), i -> String.format("%02x", property.byteAt(i)), " ");
    }

    private static List<Integer> indices(int count) {
        return new AbstractList<>() {
            @Override
            public Integer get(int index) {
                return index;
            }

            @Override
            public int size() {
                return count;
            }
        };
    }

    private static String hex(int cell) {
        return "0x" + Integer.toHexString(cell);
    }

    private static String cells(List<Integer> cells) {
        return cells.stream().map(DtValueText::hex).collect(Collectors.joining(" "));
    }

    private static String reference(DtValue.Reference reference) {
        String target = reference.target().map(FdtNode::path)
                .orElse(reference.phandle() == 0 ? "nothing" : hex(reference.phandle()) + " (no such node)");
        return reference.arguments().isEmpty() ? target : target + " " + cells(reference.arguments());
    }

    private static String address(DtValue.Address address) {
        return address.pci().map(PciAddress::describe).orElse("0x" + address.number().toString(16));
    }

    private static String size(Optional<BigInteger> size) {
        return size.map(s -> " size 0x" + s.toString(16)).orElse("");
    }

    private static String printable(String text) {
        return text.chars().mapToObj(c -> c >= 0x20 && c <= 0x7e ? String.valueOf((char) c) : String.format("\\x%02x", c))
                .collect(Collectors.joining());
    }
}
