// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * One property: a name and a value of bytes. The value stays in the array of the blob it was read from and is not copied.
 *
 * <p>Names are kept byte by byte: each character of {@link #name()} is one byte (ISO 8859-1), so that names with bytes outside
 * of ASCII survive a round trip.
 */
public final class FdtProperty {

    /** Whether the value is known. */
    public enum Availability {
        /** The value was read. */
        READ,
        /**
         * A file of the directory form whose name starts with {@code security-} and whose size is 0: Linux gives these no
         * size and keeps them from everybody but root, so the empty value says nothing.
         */
        WITHHELD,
        /** The property exists, its value could not be read. */
        UNREADABLE
    }

    private final String name;
    private final byte[] data;
    private final int start;
    private final int length;
    private final int nameOffset;
    private final Availability availability;

    FdtProperty(String name, byte[] data, int start, int length, int nameOffset, Availability availability) {
        this.name = Objects.requireNonNull(name);
        this.data = data;
        this.start = start;
        this.length = length;
        this.nameOffset = nameOffset;
        this.availability = availability;
    }

    static FdtProperty inBlob(String name, int nameOffset, byte[] blob, int valueOffset, int length) {
        return new FdtProperty(name, blob, valueOffset, length, nameOffset, Availability.READ);
    }

    static FdtProperty withoutValue(String name, Availability availability) {
        return new FdtProperty(name, new byte[0], 0, 0, -1, availability);
    }

    /**
     * A property that stands in no blob.
     *
     * @param name  each character must be below 256
     * @param value copied
     */
    public static FdtProperty of(String name, byte[] value) {
        return new FdtProperty(name, value.clone(), 0, value.length, -1, Availability.READ);
    }

    /** {@return the name, one character for each byte} */
    public String name() {
        return name;
    }

    /** {@return the length of the value in bytes} */
    public int length() {
        return length;
    }

    /** {@return the offset of the value from the start of the blob, -1 when the property was not read from a blob} */
    public int valueOffset() {
        return nameOffset < 0 ? -1 : start;
    }

    /** {@return whether the value is known; when it is not, its length is 0} */
    public Availability availability() {
        return availability;
    }

    /** {@return a copy of the value} */
    public byte[] value() {
        return Arrays.copyOfRange(data, start, start + length);
    }

    /** {@return the value as a read-only big-endian buffer without copying it} */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(data, start, length).slice().asReadOnlyBuffer();
    }

    /**
     * {@return one byte of the value, 0 to 255}
     *
     * @throws IndexOutOfBoundsException unless 0 &lt;= index &lt; length
     */
    public int byteAt(int index) {
        Objects.checkIndex(index, length);
        return data[start + index] & 0xff;
    }

    /** {@return the number of whole 32-bit cells in the value} */
    public int cellCount() {
        return length / 4;
    }

    /**
     * {@return the 32-bit cell of that index, as stored (use {@link Integer#toUnsignedLong})}
     *
     * @throws IndexOutOfBoundsException unless 0 &lt;= index &lt; {@link #cellCount()}
     */
    public int cell(int index) {
        Objects.checkIndex(index, length / 4);
        return Bytes.i32(data, start + 4 * index);
    }

    /** {@return whether the value is exactly one NUL-terminated string} */
    public boolean isOneString() {
        return length > 0 && firstNul() == length - 1;
    }

    /**
     * {@return the bytes up to the first NUL, or all of them when there is none, one character for each byte}
     */
    public String text() {
        int end = firstNul();
        return new String(data, start, end < 0 ? length : end, StandardCharsets.ISO_8859_1);
    }

    /** {@return whether the values are equal byte by byte} */
    public boolean valueEquals(FdtProperty other) {
        return Arrays.equals(data, start, start + length, other.data, other.start, other.start + other.length);
    }

    /** {@return whether name, value and availability are equal} */
    public boolean sameContent(FdtProperty other) {
        return name.equals(other.name) && availability == other.availability && valueEquals(other);
    }

    /** {@return the name and the length, for logs} */
    @Override
    public String toString() {
        return name + " (" + length + " bytes)";
    }

    /** {@return the offset of the name in the strings block of its blob, -1 when the property was not read from a blob} */
    int nameOffset() {
        return nameOffset;
    }

    /** {@return the array that holds the value, not to be written to} */
    byte[] array() {
        return data;
    }

    /** {@return where the value starts in {@link #array()}} */
    int arrayStart() {
        return start;
    }

    private int firstNul() {
        for (int i = 0; i < length; i++) {
            if (data[start + i] == 0) {
                return i;
            }
        }
        return -1;
    }
}
