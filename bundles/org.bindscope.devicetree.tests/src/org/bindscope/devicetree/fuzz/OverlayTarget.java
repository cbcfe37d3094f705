// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree.fuzz;

import java.util.Arrays;
import java.util.List;

import org.bindscope.devicetree.FdtChecker;
import org.bindscope.devicetree.FdtException;
import org.bindscope.devicetree.OverlayApplier;
import org.bindscope.devicetree.OverlayException;

/**
 * What must hold for any two blobs: applying one to the other ends in a merged blob that passes the
 * check, or in one of the two declared exceptions. The first two bytes of an input say where the
 * overlay begins. Entry point of coverage-guided fuzzing, see {@code releng/fuzz}.
 */
public final class OverlayTarget {

    private OverlayTarget() {
    }

    /**
     * Tries one input.
     *
     * @param data two bytes of length, the base, the overlay
     */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < 2) {
            return;
        }
        int length = Math.min((data[0] & 0xff) << 8 | data[1] & 0xff, data.length - 2);
        byte[] base = Arrays.copyOfRange(data, 2, 2 + length);
        byte[] overlay = Arrays.copyOfRange(data, 2 + length, data.length);
        byte[] merged;
        try {
            merged = OverlayApplier.apply(base, List.of(overlay)).blob();
        } catch (FdtException | OverlayException refused) {
            return;
        }
        FdtChecker.check(merged).ifPresent(problem -> {
            throw new AssertionError("the merged blob is damaged: " + problem);
        });
    }
}
