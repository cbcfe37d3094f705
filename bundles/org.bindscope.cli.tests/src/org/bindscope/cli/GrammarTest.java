// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

/** How the words of a command line are sorted. */
class GrammarTest {

    private static Grammar grammar() {
        return new Grammar("tool", "Does it.").operand("FILE", "The file.").flag("-s,--sort", "Sort.").flag("-f,--force", "Force.")
                .value("-o,--output", "OUT", "Where.").values("--bind", "WISH", "A wish.", "Again.");
    }

    private static Words parse(String... words) throws CommandException {
        return grammar().parse(words, 0);
    }

    private static String fault(String... words) {
        return assertThrows(CommandException.class, () -> parse(words)).getMessage();
    }

    @Test
    void optionsStandAnywhere() throws CommandException {
        for (String[] words : new String[][] {{"-s", "-o", "x", "a"}, {"a", "--sort", "--output=x"}, {"-s", "a", "-o=x"},
            {"-so", "x", "a"}}) {
            Words parsed = parse(words);
            assertEquals(List.of("a"), parsed.operands());
            assertTrue(parsed.has("--sort"));
            assertFalse(parsed.has("--force"));
            assertEquals("x", parsed.value("--output", "-"));
        }
    }

    @Test
    void valuesMayHoldHyphensAndEqualsSigns() throws CommandException {
        Words parsed = parse("--bind", "0000:01:00.0=vfio-pci", "--bind=a=b", "-o", "-", "f");
        assertEquals(List.of("0000:01:00.0=vfio-pci", "a=b"), parsed.values("--bind"));
        assertEquals("-", parsed.value("--output", "?"));
    }

    @Test
    void aHyphenIsAnOperandAndTwoEndTheOptions() throws CommandException {
        assertEquals(List.of("-"), parse("-").operands());
        assertEquals(List.of("-s"), parse("--", "-s").operands());
    }

    @Test
    void faultsNameTheWordAndWhatIsExpected() {
        assertTrue(fault().contains("missing FILE"));
        assertTrue(fault("a", "b").contains("'b'"));
        assertTrue(fault("a", "--sorted").contains("'--sorted', expected one of --sort, --force, --output, --bind"));
        assertTrue(fault("a", "-x").contains("'-x'"));
        assertTrue(fault("a", "-o").contains("needs OUT"));
        assertTrue(fault("a", "-sx").contains("x'"));
        assertTrue(fault("a", "--sort=yes").contains("without 'yes'"));
        assertTrue(fault("a", "-o", "x", "--output", "y").contains("given twice"));
        assertTrue(fault().endsWith("(see tool --help)"));
    }

    @Test
    void helpAlignsItsColumns() {
        assertEquals("""
                Usage: tool [OPTIONS] FILE
                Does it.

                      FILE           The file.

                  -s, --sort         Sort.
                  -f, --force        Force.
                  -o, --output=OUT   Where.
                      --bind=WISH    A wish.
                                     Again.
                """, grammar().usage());
    }
}
