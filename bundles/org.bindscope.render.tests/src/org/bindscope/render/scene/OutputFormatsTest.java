// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import javax.imageio.ImageIO;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.render.scene.machine.MachineScenes;
import org.bindscope.render.scene.png.ScenePng;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same geometry as SVG and as PNG, and as another program draws it. */
class OutputFormatsTest {

    private static final Scene SCENE = MachineScenes.of(MachineAnalysis.of(BigMachine.server(40).machine()),
            SceneOptions.of(SceneKind.IOMMU), TextMeasure.builtIn());

    private static BufferedImage image(byte[] png) throws Exception {
        return ImageIO.read(new ByteArrayInputStream(png));
    }

    @Test
    void pngHasTheSizeOfTheSceneAndItsColoursAtTheirPlaces() throws Exception {
        for (ScenePalette palette : List.of(ScenePalette.light(), ScenePalette.dark())) {
            byte[] png = ScenePng.bytes(SCENE, palette, 2);
            BufferedImage image = image(png);
            assertEquals((int) Math.ceil(SCENE.bounds().width() * 2), image.getWidth());
            assertEquals((int) Math.ceil(SCENE.bounds().height() * 2), image.getHeight());
            assertEquals(palette.rgb(SceneColour.BACKGROUND), image.getRGB(1, 1) & 0xffffff);
            SceneNode node = SCENE.nodes().get(3);
            assertEquals(palette.rgb(node.group().tint().fill()), image.getRGB((int) (node.bounds().x() + 7) * 2,
                    (int) (node.bounds().bottom() - 6) * 2) & 0xffffff);
            assertArrayEquals(png, ScenePng.bytes(SCENE, palette, 2));
        }
    }

    @Test
    void pngOfAnEnormousSceneIsMadeSmaller() throws Exception {
        SceneRect wide = new SceneRect(0, 0, 90_000, 60_000);
        Scene scene = new Scene("", "", List.of(), List.of(), List.of(), List.of(), Optional.empty(), wide, wide);
        BufferedImage image = image(ScenePng.bytes(scene, ScenePalette.light(), 1));
        assertTrue((long) image.getWidth() * image.getHeight() <= 61_000_000L);
        assertEquals(1.5, (double) image.getWidth() / image.getHeight(), 0.01);
    }

    /** The built-in widths are those of a wide typeface: where it is installed, no text is wider than reckoned. */
    @Test
    void builtInWidthsAreEnoughForDejaVu() {
        Font sans = new Font("DejaVu Sans", Font.PLAIN, 1);
        Assumptions.assumeTrue(sans.getFamily().equals("DejaVu Sans"), "skipped: DejaVu Sans is not installed");
        FontRenderContext context = new FontRenderContext(null, true, true);
        for (TextStyle style : TextStyle.values()) {
            Font font = new Font(style.monospaced() ? "DejaVu Sans Mono" : "DejaVu Sans", style.bold() ? Font.BOLD : Font.PLAIN, 1)
                    .deriveFont((float) style.size());
            for (String text : List.of("0004:04:00.0 \u00b7 10de:1db1", "GV100GL [Tesla V100 SXM2 16GB]", "WWW mmm @@@ %%%", "iiii llll ....",
                    "\u00d73 \u00b7 77.34 GB/s", "nvidia \u2192 vfio-pci", "\u00dcbergr\u00f6\u00dfe \u2260 \u2026")) {
                double real = font.getStringBounds(text, context).getWidth();
                assertTrue(real <= TextMeasure.builtIn().width(text, style) + 1.5, style + " " + text + " takes " + real);
            }
        }
    }

    @Test
    void anotherProgramDrawsTheSvg(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(installed("rsvg-convert"), "skipped: rsvg-convert is not installed");
        for (SceneSvg.Theme theme : SceneSvg.Theme.values()) {
            Path svg = folder.resolve(theme + ".svg");
            Path png = folder.resolve(theme + ".png");
            Files.writeString(svg, SceneSvg.document(SCENE, theme));
            Process process = new ProcessBuilder("rsvg-convert", svg.toString(), "-o", png.toString()).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals("", said);
            assertEquals(0, process.exitValue());
            BufferedImage image = image(Files.readAllBytes(png));
            assertEquals((int) Math.ceil(SCENE.bounds().width()), image.getWidth());
            ScenePalette palette = theme == SceneSvg.Theme.DARK ? ScenePalette.dark() : ScenePalette.light();
            assertEquals(palette.rgb(SceneColour.BACKGROUND), image.getRGB(1, 1) & 0xffffff);
            SceneNode node = SCENE.nodes().get(3);
            assertEquals(palette.rgb(node.group().tint().fill()),
                    image.getRGB((int) node.bounds().x() + 7, (int) node.bounds().bottom() - 6) & 0xffffff);
        }
    }

    private static boolean installed(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void everyElementOfTheSvgSaysWhatItIs() throws Exception {
        var document = SceneChecks.parse(SceneSvg.document(SCENE, SceneSvg.Theme.LIGHT));
        assertEquals("img", document.getDocumentElement().getAttribute("role"));
        assertFalse(document.getDocumentElement().getAttribute("aria-label").isEmpty());
        assertEquals(SCENE.description(), document.getElementsByTagName("desc").item(0).getTextContent());
        long labels = SCENE.edges().stream().filter(edge -> edge.label().isPresent()).count();
        assertEquals(SCENE.nodes().size() + SCENE.edges().size() + SCENE.boxes().size() + labels,
                document.getElementsByTagName("g").getLength());
        assertEquals(document.getElementsByTagName("g").getLength() + 1, document.getElementsByTagName("title").getLength());
    }
}
