// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

/**
 * Kinds of failure of a flattened device tree. Every constant but {@link #LIMIT} carries the name and the number of libfdt's
 * error of that name (without the {@code FDT_ERR_} prefix), so that a verdict can be compared with other tools.
 */
public enum FdtError {
    /** A node, property or label that was asked for does not exist. */
    NOTFOUND(1),
    /** A node or property exists already. */
    EXISTS(2),
    /** A value does not fit where it must be stored. */
    NOSPACE(3),
    /** An offset (of a property name, for example) points outside its block. */
    BADOFFSET(4),
    /** A path is not well formed. */
    BADPATH(5),
    /** A phandle is missing or invalid. */
    BADPHANDLE(6),
    /** The tree is not in the state that the operation needs. */
    BADSTATE(7),
    /** The blob, or one of its blocks, ends too early. */
    TRUNCATED(8),
    /** The blob does not start with 0xd00dfeed. */
    BADMAGIC(9),
    /** The version pair of the header is outside of what libfdt reads. */
    BADVERSION(10),
    /** The structure block is damaged. */
    BADSTRUCTURE(11),
    /** The blocks are in an order that the operation cannot use. */
    BADLAYOUT(12),
    /** A failure inside the library. */
    INTERNAL(13),
    /** #address-cells or #size-cells is bad. */
    BADNCELLS(14),
    /** A property has a value that its meaning does not allow. */
    BADVALUE(15),
    /** The overlay is not well formed. */
    BADOVERLAY(16),
    /** No phandle values are left. */
    NOPHANDLES(17),
    /** A flag is invalid. */
    BADFLAGS(18),
    /** A block is not aligned as it must be. */
    ALIGNMENT(19),
    /** A limit of this library (depth, length of names) was passed; libfdt has no such error. */
    LIMIT(0);

    private final int number;

    FdtError(int number) {
        this.number = number;
    }

    /** {@return the positive number libfdt gives this error, 0 for {@link #LIMIT}} */
    public int number() {
        return number;
    }

    /** {@return the name as libfdt spells it, {@code FDT_ERR_TRUNCATED} for example} */
    public String libfdtName() {
        return "FDT_ERR_" + name();
    }
}
