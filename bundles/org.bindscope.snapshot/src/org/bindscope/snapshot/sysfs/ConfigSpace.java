// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.Optional;
import java.util.OptionalInt;

import org.bindscope.model.FactState;
import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Place;

/**
 * The captured bytes of a function's configuration space (PCI Local Bus Specification 3.0, chapter 6, and
 * PCI-to-PCI Bridge Architecture Specification 1.2, chapter 3), as far as facts of the model need them.
 */
final class ConfigSpace {

    private static final int STATUS = 0x06;
    private static final int STATUS_CAPABILITIES = 0x10;
    private static final int CAPABILITY_POINTER = 0x34;
    private static final int CAPABILITY_SUBSYSTEM = 0x0d;
    private static final int FIRST_CAPABILITY = 0x40;
    private static final int LEGACY_SIZE = 256;
    /** As many capabilities as fit, the bound that Linux uses too. */
    private static final int MAX_CAPABILITIES = 48;

    private final Place source;
    private final byte[] bytes;

    /** Bytes of a file that holds nothing else. */
    ConfigSpace(String file, byte[] bytes) {
        this(Place.offset(file, 0), bytes);
    }

    /** Bytes that a file or a text gives; in a text the place is that of the dump's first line. */
    ConfigSpace(Place source, byte[] bytes) {
        this.source = source;
        this.bytes = bytes;
    }

    /** A dump prints sixteen bytes in a line. */
    private Place place(int offset) {
        return source.line() == Place.NONE ? Place.offset(source.file(), offset)
                : Place.line(source.file(), source.line() + offset / 16);
    }

    /** A virtual function's ID registers read as ones (SR-IOV specification 1.1, section 3.4.1). */
    boolean hasNoIds() {
        return bytes.length > 1 && bytes[0] == -1 && bytes[1] == -1 && !isDead();
    }

    /** A function that does not answer reads as ones: a powered-off or removed device. */
    boolean isDead() {
        for (int i = 0; i < Math.min(bytes.length, 64); i++) {
            if (bytes[i] != -1) {
                return false;
            }
        }
        return bytes.length > 0;
    }

    Optional<Answer> byteAt(int offset) {
        return number(offset, 1);
    }

    Optional<Answer> wordAt(int offset) {
        return number(offset, 2);
    }

    /** Class code, three bytes from 0x09. */
    Optional<Answer> classCode() {
        return number(0x09, 3);
    }

    /** Header layout, bits 6:0 of the Header Type register. */
    Optional<Answer> headerType() {
        return byteAt(0x0e).map(answer -> answer.isSaid() ? changed(answer, (Long) answer.value() & 0x7f) : answer);
    }

    /** Bit 7 of the Header Type register. */
    Optional<Answer> multifunction() {
        return byteAt(0x0e)
                .map(answer -> answer.isSaid() ? changed(answer, ((Long) answer.value() & 0x80) != 0) : answer);
    }

    private static Answer changed(Answer answer, Object value) {
        return new Answer(FactState.SAID, value, answer.place(), answer.text());
    }

    private OptionalInt layout() {
        return bytes.length > 0x0e && !isDead() ? OptionalInt.of(bytes[0x0e] & 0x7f) : OptionalInt.empty();
    }

    /** Subsystem Vendor ID or, with 2, Subsystem ID: where it stands depends on the header layout. */
    Optional<Answer> subsystem(int delta) {
        OptionalInt layout = layout();
        if (layout.isEmpty()) {
            return Optional.empty();
        }
        return switch (layout.getAsInt()) {
            case 0 -> wordAt(0x2c + delta);
            case 1 -> bridgeSubsystem(delta);
            case 2 -> wordAt(0x42 - delta);
            default -> Optional.empty();
        };
    }

    /** Bridges have it in a capability, and zero without that capability (kernel, pci_setup_device). */
    private Optional<Answer> bridgeSubsystem(int delta) {
        int status = bytes.length > STATUS ? bytes[STATUS] & 0xff : 0;
        if (bytes.length < LEGACY_SIZE) {
            return Optional.empty();
        }
        if ((status & STATUS_CAPABILITIES) != 0) {
            int at = bytes[CAPABILITY_POINTER] & 0xfc;
            for (int i = 0; i < MAX_CAPABILITIES && at >= FIRST_CAPABILITY; i++) {
                if ((bytes[at] & 0xff) == CAPABILITY_SUBSYSTEM) {
                    return wordAt(at + 4 + delta);
                }
                at = bytes[at + 1] & 0xfc;
            }
        }
        return Optional.of(Answer.said(0L, place(CAPABILITY_POINTER), "no Subsystem ID capability"));
    }

    /** Secondary or subordinate bus number of a bridge or CardBus bridge. */
    Optional<Answer> busNumber(int offset) {
        OptionalInt layout = layout();
        return layout.isPresent() && (layout.getAsInt() == 1 || layout.getAsInt() == 2) ? byteAt(offset)
                : Optional.empty();
    }

    private Optional<Answer> number(int offset, int length) {
        if (offset + length > bytes.length) {
            return Optional.empty();
        }
        Place place = place(offset);
        if (isDead()) {
            return Optional.of(Answer.unreadable(place, "the first bytes are all ff: the function did not answer"));
        }
        long value = 0;
        StringBuilder text = new StringBuilder();
        for (int i = length - 1; i >= 0; i--) {
            int each = bytes[offset + i] & 0xff;
            value = value << 8 | each;
            text.append(Character.forDigit(each >> 4, 16)).append(Character.forDigit(each & 15, 16));
        }
        return Optional.of(Answer.said(value, place, text.toString()));
    }
}
