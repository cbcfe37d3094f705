// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.Objects;
import java.util.Optional;

/** Thrown when an overlay cannot be applied. libfdt gives the same error, without the fragment and the label. */
public final class OverlayException extends Exception {

    private static final long serialVersionUID = 1L;

    private final FdtError error;
    private final int overlayIndex;
    private final String fragment;
    private final String label;

    OverlayException(FdtError error, int overlayIndex, String fragment, String label, String message) {
        super(message);
        this.error = Objects.requireNonNull(error);
        this.overlayIndex = overlayIndex;
        this.fragment = fragment;
        this.label = label;
    }

    /** {@return libfdt's error} */
    public FdtError error() {
        return error;
    }

    /** {@return the index of the overlay in the list that was applied, from 0} */
    public int overlayIndex() {
        return overlayIndex;
    }

    /** {@return the name of the fragment, {@code fragment@0} for example, when the failure belongs to one} */
    public Optional<String> fragment() {
        return Optional.ofNullable(fragment);
    }

    /** {@return the label of the fixup or symbol that failed, when the failure belongs to one} */
    public Optional<String> label() {
        return Optional.ofNullable(label);
    }
}
