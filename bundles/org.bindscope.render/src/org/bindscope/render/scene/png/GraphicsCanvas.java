// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.png;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.EnumMap;
import java.util.Map;

import org.bindscope.render.scene.SceneCanvas;
import org.bindscope.render.scene.SceneColour;
import org.bindscope.render.scene.ScenePaint;
import org.bindscope.render.scene.ScenePalette;
import org.bindscope.render.scene.ScenePath;
import org.bindscope.render.scene.SceneRect;
import org.bindscope.render.scene.SceneText;
import org.bindscope.render.scene.TextMeasure;
import org.bindscope.render.scene.TextStyle;

/** Paints with Java 2D. */
final class GraphicsCanvas implements SceneCanvas {

    private final Graphics2D graphics;
    private final ScenePalette palette;
    private final double scale;
    private final Map<TextStyle, Font> fonts = new EnumMap<>(TextStyle.class);

    GraphicsCanvas(Graphics2D graphics, ScenePalette palette, double scale) {
        this.graphics = graphics;
        this.palette = palette;
        this.scale = scale;
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        for (TextStyle style : TextStyle.values()) {
            fonts.put(style, new Font(style.monospaced() ? Font.MONOSPACED : Font.SANS_SERIF,
                    style.bold() ? Font.BOLD : Font.PLAIN, 1).deriveFont((float) style.size()));
        }
    }

    @Override
    public void rectangle(SceneRect bounds, double radius, ScenePaint paint) {
        draw(radius > 0
                ? new RoundRectangle2D.Double(bounds.x(), bounds.y(), bounds.width(), bounds.height(), 2 * radius, 2 * radius)
                : new Rectangle2D.Double(bounds.x(), bounds.y(), bounds.width(), bounds.height()), paint);
    }

    @Override
    public void path(ScenePath path, ScenePaint paint) {
        Path2D shape = new Path2D.Double();
        for (ScenePath.Step step : path.steps()) {
            if (step instanceof ScenePath.Move move) {
                shape.moveTo(move.to().x(), move.to().y());
            } else if (step instanceof ScenePath.Line line) {
                shape.lineTo(line.to().x(), line.to().y());
            } else if (step instanceof ScenePath.Curve curve) {
                shape.quadTo(curve.control().x(), curve.control().y(), curve.to().x(), curve.to().y());
            }
        }
        if (path.closed()) {
            shape.closePath();
        }
        draw(shape, paint);
    }

    private void draw(Shape shape, ScenePaint paint) {
        paint.fill().ifPresent(colour -> {
            Color opaque = color(colour);
            graphics.setColor(new Color(opaque.getRed(), opaque.getGreen(), opaque.getBlue(), (int) Math.round(paint.opacity() * 255)));
            graphics.fill(shape);
        });
        paint.stroke().ifPresent(colour -> {
            graphics.setColor(color(colour));
            graphics.setStroke(stroke(paint));
            graphics.draw(shape);
        });
    }

    private static BasicStroke stroke(ScenePaint paint) {
        double[] lengths = paint.dash().lengths();
        if (lengths.length == 0) {
            return new BasicStroke((float) paint.width(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
        }
        float[] dash = new float[lengths.length];
        for (int i = 0; i < dash.length; i++) {
            dash[i] = (float) lengths[i];
        }
        return new BasicStroke((float) paint.width(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1, dash, 0);
    }

    /** Text of a font that is wider than the scene reckons with is made narrower, so that it stays in its place. */
    @Override
    public void text(SceneText text) {
        Font font = fonts.get(text.style());
        double wide = font.getStringBounds(text.text(), graphics.getFontRenderContext()).getWidth();
        double room = TextMeasure.builtIn().width(text.text(), text.style());
        graphics.setColor(color(text.colour()));
        graphics.setFont(wide > room && wide > 0 ? font.deriveFont(AffineTransform.getScaleInstance(room / wide, 1)) : font);
        graphics.drawString(text.text(), (float) text.x(), (float) text.baseline());
    }

    @Override
    public double scale() {
        return scale;
    }

    private Color color(SceneColour colour) {
        return new Color(palette.rgb(colour));
    }
}
