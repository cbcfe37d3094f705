// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.facts;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Reads numbers strictly: a text that is not wholly a number gives nothing, never zero. */
public final class Numbers {

    private Numbers() {
    }

    /**
     * Unsigned decimal number of at most 18 digits.
     *
     * @param text digits and nothing else
     * @return empty when it is anything else
     */
    public static OptionalLong decimal(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalLong.empty();
            }
            value = value * 10 + c - '0';
        }
        return OptionalLong.of(value);
    }

    /**
     * Unsigned hexadecimal number of at most 16 digits, with or without 0x.
     *
     * @param text digits and nothing else
     * @return empty when it is anything else
     */
    public static OptionalLong hex(String text) {
        return hex(text, text.startsWith("0x") || text.startsWith("0X") ? 2 : 0, text.length());
    }

    /**
     * Unsigned hexadecimal number in a part of a text, without 0x.
     *
     * @param text the text
     * @param from index of the first digit
     * @param to   index behind the last digit, may lie behind the text
     * @return empty when the part is no such number
     */
    public static OptionalLong hex(String text, int from, int to) {
        if (from >= to || to - from > 16 || to > text.length()) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                return OptionalLong.empty();
            }
            value = value << 4 | digit;
        }
        return OptionalLong.of(value);
    }

    /**
     * Decimal number that may be negative.
     *
     * @param text a minus or none, then digits and nothing else
     * @return empty when it is anything else
     */
    public static OptionalLong signed(String text) {
        if (text.startsWith("-")) {
            OptionalLong value = decimal(text.substring(1));
            return value.isPresent() ? OptionalLong.of(-value.getAsLong()) : value;
        }
        return decimal(text);
    }

    /**
     * Decimal number of at most seven characters that may have a point between its digits.
     *
     * @param text digits, and at most one point that is not the first character
     * @return empty when it is anything else
     */
    public static OptionalDouble decimals(String text) {
        boolean number = !text.isEmpty() && text.length() < 8 && text.charAt(0) != '.'
                && text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.')
                && text.indexOf('.') == text.lastIndexOf('.');
        return number ? OptionalDouble.of(Double.parseDouble(text)) : OptionalDouble.empty();
    }

    /**
     * The number of an IOMMU group, which the model keeps as text, as sysfs names its folder.
     *
     * @param text  digits and nothing else
     * @param place where it stands
     * @return the text, or that it could not be read
     */
    public static Answer group(String text, Place place) {
        return decimal(text).isPresent() ? Answer.said(text, place, text)
                : Answer.unreadable(place, "the number of an IOMMU group was expected, not \"" + text + '"');
    }
}
