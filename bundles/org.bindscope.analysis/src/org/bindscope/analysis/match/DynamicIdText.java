// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the texts that add and remove dynamic ids: new_id, remove_id and the module parameter ids=
 * (drivers/pci/pci-driver.c, drivers/vfio/pci/vfio_pci.c; driver-match, section 3).
 */
public final class DynamicIdText {

    private static final int PARAMETER_LENGTH = 1023;

    private DynamicIdText() {
    }

    /**
     * Fields of a write.
     *
     * @param values what was read, each cut to 32 bits except the seventh
     */
    record Fields(List<Long> values) {

        int count() {
            return values.size();
        }

        private int at(int index, int otherwise) {
            return index < values.size() ? values.get(index).intValue() : otherwise;
        }

        IdTableEntry entry(boolean overrideOnly) {
            return new IdTableEntry(at(0, 0), at(1, 0), at(2, IdTableEntry.ANY), at(3, IdTableEntry.ANY), at(4, 0),
                    at(5, 0), overrideOnly, values.size() > 6 ? values.get(6) : 0, Optional.empty());
        }
    }

    /**
     * The result of reading a parameter ids=.
     *
     * @param ids       dynamic ids in order
     * @param malformed parts that the driver logs and skips
     */
    public record Parameter(List<IdTableEntry> ids, List<String> malformed) {
    }

    /** Up to {@code most} hexadecimal fields between white space; reading stops at the first that is none. */
    static Fields scan(String text, int most) {
        return scan(text, most, false);
    }

    private static Fields scan(String text, int most, boolean colons) {
        List<Long> values = new ArrayList<>();
        int at = 0;
        while (values.size() < most) {
            if (colons && !values.isEmpty()) {
                if (at >= text.length() || text.charAt(at) != ':') {
                    break;
                }
                at++;
            }
            while (at < text.length() && isSpace(text.charAt(at))) {
                at++;
            }
            if (at + 2 < text.length() && text.charAt(at) == '0' && (text.charAt(at + 1) | 0x20) == 'x'
                    && hexDigit(text.charAt(at + 2)) >= 0) {
                at += 2;
            }
            int start = at;
            long value = 0;
            while (at < text.length() && hexDigit(text.charAt(at)) >= 0) {
                value = value << 4 | hexDigit(text.charAt(at));
                at++;
            }
            if (at == start) {
                break;
            }
            values.add(values.size() < 6 ? value & 0xffffffffL : value);
        }
        return new Fields(values);
    }

    /**
     * Reads a parameter ids= of vfio-pci or pci-stub.
     *
     * @param text  comma list of vendor:device[:subvendor[:subdevice[:class[:class_mask]]]]
     * @return ids and malformed parts
     */
    public static Parameter parameter(String text) {
        List<IdTableEntry> ids = new ArrayList<>();
        List<String> malformed = new ArrayList<>();
        String kept = text.length() > PARAMETER_LENGTH ? text.substring(0, PARAMETER_LENGTH) : text;
        for (String part : kept.split(",", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            Fields fields = scan(part, 6, true);
            if (fields.count() < 2) {
                malformed.add(part);
            } else {
                ids.add(fields.entry(false));
            }
        }
        return new Parameter(List.copyOf(ids), List.copyOf(malformed));
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= 9 && c <= 13;
    }

    private static int hexDigit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
