// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A strings block that is being written. A name is looked up as libfdt does: the first place where it stands with its NUL, be it
 * the end of a longer name, else it is appended.
 */
final class StringTable {

    /** A given block longer than this is searched for whole names only, so that memory stays bounded. */
    private static final int SEARCHED = 1 << 18;
    private static final int LONGEST_SUFFIX = 255;

    private byte[] bytes;
    private int length;
    private final Map<String, Integer> places = new HashMap<>();

    /** Starts with nothing. */
    StringTable() {
        bytes = new byte[1024];
    }

    /** Starts with an existing block. */
    StringTable(byte[] block) {
        bytes = Arrays.copyOf(block, Math.max(block.length, 1024));
        length = block.length;
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == 0) {
                index(from, i);
                from = i + 1;
            }
        }
    }

    private void index(int from, int nul) {
        String whole = new String(bytes, from, nul - from, StandardCharsets.ISO_8859_1);
        places.putIfAbsent(whole, from);
        if (length <= SEARCHED && whole.length() <= LONGEST_SUFFIX) {
            for (int i = 1; i <= whole.length(); i++) {
                places.putIfAbsent(whole.substring(i), from + i);
            }
        }
    }

    /** {@return the offset of the name, which is appended if it is not there} */
    int offset(String name) {
        Integer known = places.get(name);
        if (known != null) {
            return known;
        }
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length - length <= text.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + text.length + 1));
        }
        int place = length;
        System.arraycopy(text, 0, bytes, place, text.length);
        bytes[place + text.length] = 0;
        length += text.length + 1;
        index(place, place + text.length);
        return place;
    }

    int length() {
        return length;
    }

    void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, 0, target, at, length);
    }
}
