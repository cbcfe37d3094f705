// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.eclipse.jface.text.Document;
import org.eclipse.jface.text.rules.IToken;
import org.eclipse.jface.text.rules.ITokenScanner;
import org.junit.jupiter.api.Test;

/** Which words of source text are highlighted as what. */
class ScannersTest {

    private static List<String> words(ITokenScanner scanner, String text, CodeToken kind) {
        Document document = new Document(text);
        scanner.setRange(document, 0, text.length());
        List<String> found = new ArrayList<>();
        int covered = 0;
        for (IToken token = scanner.nextToken(); !token.isEOF(); token = scanner.nextToken()) {
            assertEquals(covered, scanner.getTokenOffset());
            assertTrue(scanner.getTokenLength() > 0);
            covered += scanner.getTokenLength();
            if (token.getData() == kind) {
                found.add(text.substring(scanner.getTokenOffset(), covered));
            }
        }
        assertEquals(text.length(), covered);
        return found;
    }

    @Test
    void nodesPropertiesStringsAndNumbersOfDeviceTreeSourceAreTold() {
        String text = """
                /dts-v1/;
                / {
                	compatible = "a,\\"b", "c"; // why
                	reg = <0x10 0x20>;
                	mac = [00 1f];
                	label: uart@10 {
                		dma-coherent;
                		clocks = <&clk 1>;
                	};
                };
                """;
        assertEquals(List.of("/dts-v1/", "/", "label", "uart@10", "&clk"), words(new DtsScanner(), text, CodeToken.KEY));
        assertEquals(List.of("compatible", "reg", "mac", "dma-coherent", "clocks"), words(new DtsScanner(), text, CodeToken.NAME));
        assertEquals(List.of("\"a,\\\"b\"", "\"c\""), words(new DtsScanner(), text, CodeToken.STRING));
        assertEquals(List.of("0x10", "0x20", "[00 1f]", "1"), words(new DtsScanner(), text, CodeToken.NUMBER));
        assertEquals(1, words(new DtsScanner(), text, CodeToken.COMMENT).size());
    }

    @Test
    void wordsStringsCommentsAndAddressesOfShellAreTold() {
        String text = """
                # a comment
                set -eu
                for f in $functions; do put "$f" 'x y' 10de:1db1 0000:01:00.0; done
                must() { echo ${a:-b} a#b; }
                """;
        assertEquals(List.of("set", "for", "in", "do", "done"), words(new ShellScanner(), text, CodeToken.KEY));
        assertEquals(List.of("\"$f\"", "'x y'"), words(new ShellScanner(), text, CodeToken.STRING));
        assertEquals(List.of("10de:1db1", "0000:01:00.0"), words(new ShellScanner(), text, CodeToken.NUMBER));
        assertEquals(List.of("$functions", "must", "${a:-b}"), words(new ShellScanner(), text, CodeToken.NAME));
        assertEquals(List.of("# a comment"), words(new ShellScanner(), text, CodeToken.COMMENT));
    }

    @Test
    void unfinishedTextsEndTheScan() {
        for (String text : List.of("\"open", "/* open", "[00", "/", "/dele", "&", "${", "'", "\\", "$", "#")) {
            words(new DtsScanner(), text, CodeToken.PLAIN);
            words(new ShellScanner(), text, CodeToken.PLAIN);
        }
    }

    @Test
    void tagsValuesAndCommentsOfXmlAreTold() {
        String text = "<!-- for 'one'\n host -->\n<a b='1'>\n  <c/> x / y\n</a>\n";
        assertEquals(List.of("<a", ">", "<c", "/>", "</a", ">"), words(new ExportScanner(), text, CodeToken.KEY));
        assertEquals(List.of("'1'"), words(new ExportScanner(), text, CodeToken.STRING));
        assertEquals(List.of("<!-- for 'one'\n host -->"), words(new ExportScanner(), text, CodeToken.COMMENT));
        assertEquals(List.of("for", "in"), words(new ExportScanner(), "for x in a", CodeToken.KEY));
    }
}
