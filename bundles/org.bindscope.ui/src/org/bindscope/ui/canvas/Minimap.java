// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneColour;
import org.bindscope.render.scene.SceneElement;
import org.bindscope.render.scene.SceneHighlight;
import org.bindscope.render.scene.ScenePainter;
import org.bindscope.render.scene.ScenePoint;
import org.bindscope.render.scene.SceneRect;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.Rectangle;

/**
 * A small picture of the whole scene in the lower right corner of the canvas, with a frame around what is
 * seen. It is there only while something lies outside.
 */
final class Minimap {

    private static final int WIDEST = 190;
    private static final int HIGHEST = 130;
    private static final int LEAST = 22;
    /** The map takes no more than this part of the canvas in each direction. */
    private static final double SHARE = 0.28;
    private static final int GAP = 10;
    private static final int PADDING = 4;

    private final SceneWidget widget;
    private Image image;

    Minimap(SceneWidget widget) {
        this.widget = widget;
    }

    /** Another scene or theme: the picture is drawn again when it is needed. */
    void forget() {
        if (image != null) {
            image.dispose();
            image = null;
        }
    }

    /** Where it is; of no size while the whole scene is seen or the canvas is too small for it. */
    Rectangle area() {
        Rectangle none = new Rectangle(0, 0, 0, 0);
        if (widget.scene().isEmpty()) {
            return none;
        }
        SceneRect all = widget.extent();
        Rectangle client = widget.control().getClientArea();
        if (widget.viewport().visible().contains(all.grow(-1)) || client.width < WIDEST || client.height < HIGHEST) {
            return none;
        }
        double scale = scale(all);
        int width = (int) Math.max(LEAST, Math.round(all.width() * scale)) + 2 * PADDING;
        int height = (int) Math.max(LEAST, Math.round(all.height() * scale)) + 2 * PADDING;
        return corner(client, width, height);
    }

    /** The lower right corner, or another one while the map would hide the element that the user is at. */
    private Rectangle corner(Rectangle client, int width, int height) {
        int right = client.width - width - GAP;
        int bottom = client.height - height - GAP;
        Rectangle usual = new Rectangle(right, bottom, width, height);
        Optional<Rectangle> used = widget.focus().map(element -> pixels(widget.viewport().toCanvas(element.bounds().grow(6))));
        return Stream.of(usual, new Rectangle(right, GAP, width, height), new Rectangle(GAP, bottom, width, height))
                .filter(place -> used.isEmpty() || !used.get().intersects(place)).findFirst().orElse(usual);
    }

    private static Rectangle pixels(SceneRect area) {
        return new Rectangle((int) area.x(), (int) area.y(), (int) Math.min(area.width(), 100_000),
                (int) Math.min(area.height(), 100_000));
    }

    private double scale(SceneRect all) {
        Rectangle client = widget.control().getClientArea();
        return Math.min(Math.min(WIDEST, SHARE * client.width) / Math.max(1, all.width()),
                Math.min(HIGHEST, SHARE * client.height) / Math.max(1, all.height()));
    }

    /** Moves what is seen so that a pixel of the map is in its middle. */
    void centreOn(int x, int y) {
        Rectangle area = area();
        if (area.isEmpty()) {
            return;
        }
        SceneRect all = widget.extent();
        double scale = scale(all);
        widget.show(widget.viewport().centredOn(new ScenePoint(all.x() + (x - area.x - PADDING) / scale,
                all.y() + (y - area.y - PADDING) / scale)));
    }

    void paint(GC gc, Look look, SceneFonts fonts) {
        Rectangle area = area();
        if (area.isEmpty()) {
            return;
        }
        Scene scene = widget.scene().orElseThrow();
        double scale = scale(widget.extent());
        if (image == null || image.getBounds().width != area.width || image.getBounds().height != area.height) {
            forget();
            image = draw(gc, scene, widget.extent(), scale, area, look, fonts);
        }
        gc.setBackground(look.color(SceneColour.BACKGROUND));
        gc.setAlpha(235);
        gc.fillRectangle(area);
        gc.setAlpha(255);
        gc.drawImage(image, area.x, area.y);
        gc.setLineWidth(1);
        gc.setLineStyle(SWT.LINE_SOLID);
        gc.setForeground(look.color(SceneColour.LABEL_STROKE));
        gc.drawRectangle(area.x, area.y, area.width - 1, area.height - 1);
        SceneRect all = widget.extent();
        marks(gc, look, area, scale);
        SceneRect seen = widget.viewport().visible();
        double left = Math.max(0, (seen.x() - all.x()) * scale);
        double top = Math.max(0, (seen.y() - all.y()) * scale);
        double right = Math.min(area.width - 2 * PADDING, (seen.right() - all.x()) * scale);
        double bottom = Math.min(area.height - 2 * PADDING, (seen.bottom() - all.y()) * scale);
        gc.setForeground(look.color(SceneColour.SELECTION));
        gc.setLineWidth(2);
        gc.drawRectangle(area.x + PADDING + (int) left, area.y + PADDING + (int) top,
                (int) Math.max(3, right - left), (int) Math.max(3, bottom - top));
    }

    /** Where the selected elements are. */
    private void marks(GC gc, Look look, Rectangle area, double scale) {
        SceneRect all = widget.extent();
        gc.setBackground(look.color(SceneColour.SELECTION));
        widget.selected().stream().map(widget.scene().orElseThrow()::element).flatMap(Optional::stream).forEach(element -> {
            SceneRect at = element.bounds();
            gc.fillRectangle(area.x + PADDING + (int) ((at.x() - all.x()) * scale),
                    area.y + PADDING + (int) ((at.y() - all.y()) * scale),
                    (int) Math.max(4, at.width() * scale), (int) Math.max(4, at.height() * scale));
        });
    }

    private static Image draw(GC like, Scene scene, SceneRect all, double scale, Rectangle area, Look look, SceneFonts fonts) {
        List<SceneElement> elements = new ArrayList<>(scene.boxes());
        elements.addAll(scene.edges());
        elements.addAll(scene.nodes());
        return new Image(like.getDevice(), (gc, width, height) -> {
            gc.setBackground(look.color(SceneColour.BACKGROUND));
            gc.fillRectangle(0, 0, width, height);
            GcCanvas ground = new GcCanvas(gc, fonts, look, scale, PADDING - all.x() * scale,
                    PADDING - all.y() * scale);
            try {
                ScenePainter.paint(elements, ground, SceneHighlight.NONE);
            } finally {
                ground.dispose();
            }
        }, area.width, area.height);
    }
}
