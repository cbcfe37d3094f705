// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.png;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.ScenePainter;
import org.bindscope.render.scene.ScenePalette;

/** Writes a scene as PNG, from the same geometry as SVG and the desktop. No display is needed, but fonts are. */
public final class ScenePng {

    /** Most pixels of an image; a larger one is made smaller. */
    private static final double MAX_PIXELS = 60e6;
    private static final String HEADLESS = "java.awt.headless";

    private ScenePng() {
    }

    /** A picture that cannot be painted; the message is one sentence. */
    public static final class PaintingException extends Exception {

        private static final long serialVersionUID = 1L;

        PaintingException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Paints a scene.
     *
     * @param scene   the scene
     * @param palette its colours
     * @param scale   pixels of the image for a pixel of the scene; less where the image would be too large
     * @return the bytes of a PNG file
     * @throws PaintingException when this Java cannot paint text: it has no fonts, or no desktop module
     */
    public static byte[] bytes(Scene scene, ScenePalette palette, double scale) throws PaintingException {
        requireFonts();
        double fitting = Math.min(scale, Math.sqrt(MAX_PIXELS / Math.max(1, scene.bounds().width() * scene.bounds().height())));
        int width = (int) Math.max(1, Math.ceil(scene.bounds().width() * fitting));
        int height = (int) Math.max(1, Math.ceil(scene.bounds().height() * fitting));
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(fitting, fitting);
            graphics.translate(-scene.bounds().x(), -scene.bounds().y());
            ScenePainter.paint(scene, new GraphicsCanvas(graphics, palette, fitting));
        } finally {
            graphics.dispose();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(image, "png", stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Measures a letter, which is where a Java without fonts or without their libraries fails. */
    private static void requireFonts() throws PaintingException {
        if (System.getProperty(HEADLESS) == null) {
            // Before the first class of AWT: a display that is there must not be asked for.
            System.setProperty(HEADLESS, "true");
        }
        try {
            new Font(Font.SANS_SERIF, Font.PLAIN, 12).getLineMetrics("x", new FontRenderContext(null, true, true));
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new PaintingException("this Java cannot paint text (" + reason(e)
                    + "): install fonts such as DejaVu and the library fontconfig, or write SVG, which needs neither", e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
