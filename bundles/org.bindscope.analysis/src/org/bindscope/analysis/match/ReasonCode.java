// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.match;

/** Why a driver does or does not get a function: driver-match, section 11, and three codes for files. */
public enum ReasonCode {
    /** A dynamic id fits. */
    DYNAMIC_ID,
    /** An ordinary entry of the static table fits. */
    STATIC_ID,
    /** An entry that is usable only with an override fits, and the override is set. */
    FLAGGED_ID,
    /** No id fits, and the override alone makes the match. */
    OVERRIDE_WILDCARD,
    /** Series S: vfio-pci handed the device to a vendor driver. */
    COMPAT_REDIRECT,
    /** The override names another driver. */
    OVERRIDE_OTHER,
    /** Only an override-only entry fits, and no override is set. */
    OVERRIDE_REQUIRED,
    /** Era R: the first fitting entry's flag does not agree with the override. */
    FLAG_MISMATCH,
    /** Nothing fits. */
    NO_ID,
    /** The bus lets no driver match (device-tree status). */
    NO_BIND_ALLOWED,
    /** The device keeps the driver it has. */
    ALREADY_BOUND,
    /** Probing of the physical function's virtual functions is switched off. */
    VF_AUTOPROBE_OFF,
    /** The same before 5.3: the link appears, but the driver's probe never ran. */
    GHOST_BOUND,
    /** User space owns the group's DMA. */
    DMA_OWNED,
    /** The driver's probe refuses. */
    PROBE_ERROR,
    /** The driver's probe asks to be tried again later. */
    DEFERRED,
    /** The bus offers nothing because drivers_autoprobe is 0. */
    AUTOPROBE_OFF,
    /** A sysfs write failed before any matching. */
    WRITE_REJECTED,
    /** A dynamic id was removed; nothing is bound by that. */
    ID_REMOVED,
    /** The write is done, and nothing is bound by it. */
    UNBOUND,
    /** The override names a driver that the snapshot does not have. */
    OVERRIDE_MISSING,
    /** A module of the snapshot's kernel would match, and nothing loads it. */
    NOT_LOADED,
    /** The files cannot tell; the possible outcomes are listed. */
    UNKNOWN;

    /**
     * Whether the code says that driver and device fit.
     *
     * @return true for the codes of a match
     */
    public boolean isMatch() {
        return switch (this) {
            case DYNAMIC_ID, STATIC_ID, FLAGGED_ID, OVERRIDE_WILDCARD, COMPAT_REDIRECT -> true;
            default -> false;
        };
    }
}
