// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.devicetree;

import java.util.List;

/** Thrown inside of the decoder when a value is not what its name says; the message is the reason. */
final class UndecodableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<DtValue.Reference> references;

    UndecodableException(String reason) {
        this(reason, List.of());
    }

    /** @param references those found before the decoder had to stop, the one that stopped it included */
    UndecodableException(String reason, List<DtValue.Reference> references) {
        super(reason, null, false, false);
        this.references = List.copyOf(references);
    }

    List<DtValue.Reference> references() {
        return references;
    }
}
