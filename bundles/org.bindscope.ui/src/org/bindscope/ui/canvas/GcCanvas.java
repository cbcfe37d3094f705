// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import static org.bindscope.ui.canvas.SceneFonts.FINE;

import java.util.EnumMap;
import java.util.Map;

import org.bindscope.render.scene.SceneCanvas;
import org.bindscope.render.scene.SceneColour;
import org.bindscope.render.scene.SceneDash;
import org.bindscope.render.scene.ScenePaint;
import org.bindscope.render.scene.ScenePath;
import org.bindscope.render.scene.ScenePoint;
import org.bindscope.render.scene.SceneRect;
import org.bindscope.render.scene.SceneText;
import org.bindscope.render.scene.TextMeasure;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.LineAttributes;
import org.eclipse.swt.graphics.Path;
import org.eclipse.swt.graphics.Transform;

/**
 * Draws scenes on a widget or image. Made for one drawing and then disposed of; the graphics context is the
 * caller's. Its coordinates are fractions of scene pixels ({@link SceneFonts#FINE}), scaled down by one
 * transformation, so that lines and text are as sharp as the screen allows at every zoom.
 */
final class GcCanvas implements SceneCanvas {

    /** Below this scale nobody sees whether corners are round. */
    private static final double ROUGH = 0.2;

    /** Text smaller than this many pixels is drawn as a bar: nobody can read it, and glyphs take most of the time. */
    private static final double LEGIBLE = 4.6;
    private static final int BAR_ALPHA = 110;

    private final GC gc;
    private final SceneFonts fonts;
    private final Look look;
    private final double scale;
    private final Transform transform;
    private final Map<SceneColour, Color> colours = new EnumMap<>(SceneColour.class);

    /**
     * Begins a drawing.
     *
     * @param gc      where
     * @param fonts   its fonts
     * @param look    its colours
     * @param scale   pixels for one of the scene
     * @param left    pixel at which the scene's left edge is
     * @param top     pixel at which the scene's top edge is
     */
    GcCanvas(GC gc, SceneFonts fonts, Look look, double scale, double left, double top) {
        this.gc = gc;
        this.fonts = fonts;
        this.look = look;
        this.scale = scale;
        this.transform = new Transform(gc.getDevice());
        float fine = (float) (scale / FINE);
        transform.setElements(fine, 0, 0, fine, (float) left, (float) top);
        gc.setAntialias(SWT.ON);
        gc.setTextAntialias(SWT.ON);
        gc.setTransform(transform);
    }

    /** Ends the drawing and leaves the graphics context as it was. */
    void dispose() {
        gc.setTransform(null);
        gc.setAlpha(255);
        transform.dispose();
    }

    @Override
    public double scale() {
        return scale;
    }

    @Override
    public void rectangle(SceneRect bounds, double radius, ScenePaint paint) {
        int x = fine(bounds.x());
        int y = fine(bounds.y());
        int width = fine(bounds.right()) - x;
        int height = fine(bounds.bottom()) - y;
        int arc = scale < ROUGH ? 0 : fine(2 * radius);
        fill(paint, () -> {
            if (arc == 0) {
                gc.fillRectangle(x, y, width, height);
            } else {
                gc.fillRoundRectangle(x, y, width, height, arc, arc);
            }
        });
        stroke(paint, () -> {
            if (arc == 0) {
                gc.drawRectangle(x, y, width, height);
            } else {
                gc.drawRoundRectangle(x, y, width, height, arc, arc);
            }
        });
    }

    private void fill(ScenePaint paint, Runnable shape) {
        paint.fill().ifPresent(colour -> {
            gc.setBackground(colour(colour));
            gc.setAlpha((int) Math.round(paint.opacity() * 255));
            shape.run();
            gc.setAlpha(255);
        });
    }

    private void stroke(ScenePaint paint, Runnable shape) {
        paint.stroke().ifPresent(colour -> {
            gc.setForeground(colour(colour));
            gc.setLineAttributes(attributes(paint));
            shape.run();
        });
    }

    /** A line is never thinner than half a pixel of the output, so that far away pictures keep their lines. */
    private LineAttributes attributes(ScenePaint paint) {
        float width = (float) (Math.max(paint.width(), 0.5 / scale) * FINE);
        double[] lengths = paint.dash() == SceneDash.SOLID ? new double[0] : paint.dash().lengths();
        float[] dash = new float[lengths.length];
        for (int i = 0; i < dash.length; i++) {
            dash[i] = (float) lengths[i] * FINE;
        }
        return new LineAttributes(width, dash.length == 0 ? SWT.CAP_ROUND : SWT.CAP_FLAT, SWT.JOIN_ROUND,
                dash.length == 0 ? SWT.LINE_SOLID : SWT.LINE_CUSTOM, dash.length == 0 ? null : dash, 0, 10);
    }

    @Override
    public void path(ScenePath path, ScenePaint paint) {
        Path outline = new Path(gc.getDevice());
        try {
            for (ScenePath.Step step : path.steps()) {
                if (step instanceof ScenePath.Move move) {
                    outline.moveTo(precise(move.to().x()), precise(move.to().y()));
                } else if (step instanceof ScenePath.Line line) {
                    outline.lineTo(precise(line.to().x()), precise(line.to().y()));
                } else if (step instanceof ScenePath.Curve curve) {
                    ScenePoint bend = curve.control();
                    outline.quadTo(precise(bend.x()), precise(bend.y()), precise(curve.to().x()), precise(curve.to().y()));
                }
            }
            if (path.closed()) {
                outline.close();
            }
            fill(paint, () -> gc.fillPath(outline));
            stroke(paint, () -> gc.drawPath(outline));
        } finally {
            outline.dispose();
        }
    }

    @Override
    public void text(SceneText text) {
        double size = text.style().size();
        if (size * scale < LEGIBLE) {
            gc.setBackground(colour(text.colour()));
            gc.setAlpha(BAR_ALPHA);
            gc.fillRectangle(fine(text.x()), fine(text.baseline() - size * .55),
                    fine(TextMeasure.builtIn().width(text.text(), text.style())), fine(size * .45));
            gc.setAlpha(255);
            return;
        }
        SceneFonts.Sized sized = fonts.of(text.style());
        gc.setFont(sized.font());
        gc.setForeground(colour(text.colour()));
        gc.drawText(text.text(), fine(text.x()), fine(text.baseline()) - sized.ascent(), SWT.DRAW_TRANSPARENT);
    }

    private Color colour(SceneColour colour) {
        return colours.computeIfAbsent(colour, look::color);
    }

    private static int fine(double place) {
        return (int) Math.round(place * FINE);
    }

    private static float precise(double place) {
        return (float) (place * FINE);
    }
}
