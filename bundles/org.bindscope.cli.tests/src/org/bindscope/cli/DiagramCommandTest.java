// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The pictures of the command line. */
class DiagramCommandTest {

    private static Document xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void assertRefused(String expected, String... words) {
        Run run = Run.of(words);
        assertEquals(2, run.status(), run.err());
        assertEquals("", run.out());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains(expected), run.err());
    }

    @Test
    void everyKindIsWrittenAsSvgAndPng(@TempDir Path folder) throws Exception {
        for (String kind : List.of("pci", "nvlink", "iommu")) {
            Path svg = folder.resolve(kind + ".svg");
            Run run = Run.of("diagram", "sample:minsky", "--kind", kind, "-o", svg.toString());
            assertEquals(0, run.status(), run.err());
            assertEquals("", run.out());
            assertEquals("", run.err());
            Document document = xml(Files.readString(svg));
            assertEquals("svg", document.getDocumentElement().getNodeName());
            assertTrue(Files.readString(svg).contains("0002:01:00.0"));
            Path png = folder.resolve(kind + ".PNG");
            assertEquals(0, Run.of("diagram", "sample:minsky", "--kind", kind, "-o", png.toString(), "--scale", "0.5", "--dark").status());
            assertEquals(Math.ceil(Double.parseDouble(document.getDocumentElement().getAttribute("width")) / 2),
                    ImageIO.read(png.toFile()).getWidth(), 1);
        }
    }

    @Test
    void withoutAFileTheSvgIsTheAnswer() throws Exception {
        Run run = Run.of("diagram", "sample:sequoia", "--kind=nvlink");
        assertEquals(0, run.status());
        assertEquals("", run.err());
        assertEquals("svg", xml(run.out()).getDocumentElement().getNodeName());
        assertEquals(run.out(), Run.of("diagram", "sample:sequoia", "--kind=nvlink", "-o", "-").out());
    }

    @Test
    void optionsChangeThePicture() {
        String[] base = {"diagram", "sample:minsky", "--kind", "pci"};
        String plain = Run.of(base).out();
        for (String[] more : new String[][] {{"--colour", "group"}, {"--colour", "numa"}, {"--colour", "verdict"}, {"--labels", "short"},
            {"--labels", "full"}, {"--dark"}, {"--no-legend"}, {"--unfold", "all"}, {"--unfold", "0008:00:00.0"},
            {"--bind", "0002:01:00.0=vfio-pci"}, {"--unbind", "0002:01:00.0"}, {"--set-override", "0002:01:00.0=vfio-pci"}}) {
            String[] words = Arrays.copyOf(base, base.length + more.length);
            System.arraycopy(more, 0, words, base.length, more.length);
            Run run = Run.of(words);
            assertEquals(0, run.status(), String.join(" ", more) + run.err());
            assertFalse(run.out().equals(plain), String.join(" ", more));
        }
        String cut = Run.of("diagram", "sample:minsky", "--kind", "nvlink", "--take", "0002:01:00.0").out();
        assertTrue(cut.contains("2 cut"), "the links of the GPU are cut");
        String links = Run.of("diagram", "sample:minsky", "--kind", "nvlink", "--unfold", "links").out();
        assertTrue(links.length() > Run.of("diagram", "sample:minsky", "--kind", "nvlink").out().length());
    }

    @Test
    void badWordsAreOneLine(@TempDir Path folder) {
        assertRefused("missing --kind, expected pci, nvlink or iommu", "diagram", "sample:minsky");
        assertRefused("--kind: 'usb' is not known, expected pci, nvlink, iommu", "diagram", "sample:minsky", "--kind", "usb");
        assertRefused("--output: 'x.gif' is no picture, expected a name that ends in .svg or .png", "diagram", "sample:minsky",
                "--kind", "pci", "-o", "x.gif");
        assertRefused("--colour: 'red' is not known, expected driver, group, numa, verdict", "diagram", "sample:minsky", "--kind", "pci",
                "--colour", "red");
        assertRefused("--labels: 'LONG' is not known", "diagram", "sample:minsky", "--kind", "pci", "--labels", "LONG");
        assertRefused("--scale: 9 is out of range, expected 0.1 to 8", "diagram", "sample:minsky", "--kind", "pci", "--scale", "9");
        assertRefused("--scale: 'big' is no number", "diagram", "sample:minsky", "--kind", "pci", "--scale", "big");
        assertRefused("--unfold: 'some' is no PCI address", "diagram", "sample:minsky", "--kind", "pci", "--unfold", "some");
        assertRefused("--unfold: the snapshot has no function at 0000:1f:00.0", "diagram", "sample:minsky", "--kind", "pci", "--unfold",
                "1f:00.0");
        assertRefused("--bind: 'x' is no wish", "diagram", "sample:minsky", "--kind", "pci", "--bind", "x");
        assertRefused("--take: the snapshot has no function at 0000:1f:00.0", "diagram", "sample:minsky", "--kind", "nvlink", "--take",
                "0000:1f:00.0");
        assertRefused("no such file or directory", "diagram", "sample:minsky", "--kind", "pci", "-o",
                folder.resolve("no/such/place.svg").toString());
        assertRefused("/nowhere", "diagram", "/nowhere", "--kind", "pci");
    }
}
