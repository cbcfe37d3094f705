// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.snapshot.sysfs;

import java.util.Optional;
import java.util.OptionalLong;

import org.bindscope.snapshot.facts.Answer;
import org.bindscope.snapshot.facts.Numbers;
import org.bindscope.snapshot.facts.Place;

/**
 * The fields of a device's modalias, {@code pci:v…d…sv…sd…bc…sc…i…} (drivers/pci/pci-sysfs.c,
 * modalias_show). Every field has a fixed width there.
 */
final class ModaliasFields {

    private static final String[] TAGS = {"v", "d", "sv", "sd", "bc", "sc", "i"};
    private static final int[] WIDTHS = {8, 8, 8, 8, 2, 2, 2};

    private final long[] values;
    private final Place place;
    private final String text;

    private ModaliasFields(long[] values, Place place, String text) {
        this.values = values;
        this.place = place;
        this.text = text;
    }

    /** Reads the fields; an alias of another form has none. */
    static Optional<ModaliasFields> of(Optional<Answer> modalias) {
        if (modalias.isEmpty() || !modalias.get().isSaid()) {
            return Optional.empty();
        }
        String text = (String) modalias.get().value();
        int at = 4;
        long[] values = new long[TAGS.length];
        if (!text.startsWith("pci:")) {
            return Optional.empty();
        }
        for (int i = 0; i < TAGS.length; i++) {
            if (!text.startsWith(TAGS[i], at)) {
                return Optional.empty();
            }
            at += TAGS[i].length();
            OptionalLong value = Numbers.hex(text, at, at + WIDTHS[i]);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values[i] = value.getAsLong();
            at += WIDTHS[i];
        }
        return Optional.of(new ModaliasFields(values, modalias.get().place(), text));
    }

    Optional<Answer> vendor() {
        return id(0);
    }

    Optional<Answer> device() {
        return id(1);
    }

    Optional<Answer> subvendor() {
        return id(2);
    }

    Optional<Answer> subdevice() {
        return id(3);
    }

    Optional<Answer> classCode() {
        return Optional.of(Answer.said(values[4] << 16 | values[5] << 8 | values[6], place, text));
    }

    private Optional<Answer> id(int index) {
        return values[index] >> 16 == 0 ? Optional.of(Answer.said(values[index], place, text)) : Optional.empty();
    }
}
