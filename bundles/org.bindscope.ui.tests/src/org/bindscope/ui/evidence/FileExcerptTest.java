// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class FileExcerptTest {

    @Test
    void theLineThatCountsIsMarked() {
        FileExcerpt excerpt = FileExcerpt.ofText("a\nb\nc\n", OptionalInt.of(2));
        assertEquals(List.of("a", "b", "c"), excerpt.lines());
        assertEquals(OptionalInt.of(1), excerpt.highlight());
        assertEquals("", excerpt.note());
    }

    @Test
    void ofALongFileTheLinesAroundAreShown() {
        String text = IntStream.rangeClosed(1, 20_000).mapToObj(String::valueOf).collect(Collectors.joining("\n"));
        FileExcerpt excerpt = FileExcerpt.ofText(text, OptionalInt.of(14_022));
        assertEquals("14022", excerpt.lines().get(excerpt.highlight().orElseThrow()));
        assertEquals(13_022, excerpt.first());
        assertEquals("Lines 13022 to 15022 of 20000.", excerpt.note());
    }

    @Test
    void aLineBehindTheEndIsSaidToBeMissing() {
        FileExcerpt excerpt = FileExcerpt.ofText("one line\n", OptionalInt.of(7));
        assertTrue(excerpt.highlight().isEmpty());
        assertEquals("The file ends with line 1.", excerpt.note());
    }

    @Test
    void anEmptyFileIsSaidToBeEmpty() {
        assertEquals("The file is empty.", FileExcerpt.ofText("", OptionalInt.empty()).note());
    }
}
