// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

/** What is read back from a part's state. */
class ColumnMemoryTest {

    @Test
    void onlyNumbersInRangeAreTakenFromTheState() {
        assertEquals(List.of(0, 120, 7), ColumnMemory.numbers("0,120,7", 120));
        assertEquals(List.of(), ColumnMemory.numbers("0,121", 120));
        assertEquals(List.of(), ColumnMemory.numbers("-1", 120));
        assertEquals(List.of(), ColumnMemory.numbers("", 120));
        assertEquals(List.of(), ColumnMemory.numbers("12x", 120));
        assertEquals(List.of(), ColumnMemory.numbers("99999999999", 120));
    }
}
