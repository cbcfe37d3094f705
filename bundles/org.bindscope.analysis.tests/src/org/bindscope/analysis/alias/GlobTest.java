// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.analysis.alias;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource({ "a*c, abbbc, true", "a*c, abbb, false", "*, '', true", "a?c, abc, true", "a?c, ac, false",
            "d0[0-2]*, d01x, true", "d0[0-2]*, d03x, false", "d[!0-2], d3, true", "d[!0-2], d1, false", "[]x], ], true",
            "a*b*c*, abc, true", "a[b, a[b, true", "A, a, false", "x*y*z, xyyyyz, true" })
    void matchesLikeTheShell(String pattern, String text, boolean expected) {
        assertEquals(expected, Glob.matches(pattern, text));
        AliasTrie trie = new AliasTrie();
        trie.add("unrelated*", 1);
        trie.add(pattern, 7);
        Numbers found = new Numbers();
        trie.collect(text, found);
        assertEquals(expected, found.contains(7));
    }
}
