// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneLegend;
import org.bindscope.render.scene.ScenePainter;
import org.bindscope.render.scene.SceneRect;
import org.bindscope.render.scene.SceneText;
import org.bindscope.render.scene.TextMeasure;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.accessibility.AccessibleControlAdapter;
import org.eclipse.swt.accessibility.AccessibleControlEvent;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;

/**
 * What colours, marks and signs of the picture above it mean. The scene's legend stands at the end of the
 * picture, where a file needs it; here the same entries flow in rows as wide as the view. It takes a row of
 * a grid.
 */
final class LegendStrip {

    private static final double ROW = 19;
    private static final double GAP = 18;
    private static final double MARGIN = 4;
    /** The strip takes no more than this part of what is there for it and the picture. */
    private static final double SHARE = 0.14;

    private final Canvas canvas;
    private final ThemedFonts fonts;
    private Optional<SceneLegend> legend = Optional.empty();
    private Optional<Scene> laidOut = Optional.empty();
    private boolean wanted = true;

    LegendStrip(Composite parent, int columns) {
        canvas = new Canvas(parent, SWT.DOUBLE_BUFFERED | SWT.NO_FOCUS);
        fonts = new ThemedFonts(canvas, canvas::redraw);
        GridDataFactory.fillDefaults().grab(true, false).span(columns, 1).exclude(true).applyTo(canvas);
        canvas.setVisible(false);
        canvas.addListener(SWT.Paint, event -> laidOut.ifPresent(scene -> {
            event.gc.setBackground(ThemeColors.CANVAS.color());
            event.gc.fillRectangle(canvas.getClientArea());
            GcCanvas ground = new GcCanvas(event.gc, fonts.get(), Look.ofTheme(), 1, 0, 0);
            ScenePainter.paintNotes(scene, ground);
            ground.dispose();
        }));
        canvas.addListener(SWT.Resize, event -> flow());
        // Not sooner: GTK shows a tip that is set anew wherever the pointer is.
        canvas.addListener(SWT.MouseEnter, event ->
                canvas.setToolTipText(legend.map(LegendStrip::words).orElse("").replace("&", "&&")));
        MachinePart.name(canvas, "Legend");
        canvas.getAccessible().addAccessibleControlListener(new AccessibleControlAdapter() {
            @Override
            public void getRole(AccessibleControlEvent event) {
                event.detail = ACC.ROLE_LABEL;
            }

            @Override
            public void getValue(AccessibleControlEvent event) {
                event.result = legend.map(LegendStrip::words).orElse("");
            }
        });
    }

    /** Explains another picture. */
    void show(Scene scene) {
        legend = scene.legend().filter(shown -> !shown.entries().isEmpty());
        flow();
        canvas.redraw();
    }

    /** There is no picture. */
    void clear() {
        legend = Optional.empty();
        flow();
    }

    boolean wanted() {
        return wanted;
    }

    /** Shows or hides it. */
    void want(boolean yes) {
        wanted = yes;
        flow();
    }

    /** Puts the entries in rows for the width that there is, and takes the height that they need. */
    private void flow() {
        boolean visible = wanted && legend.isPresent();
        Composite measured = canvas.isVisible() ? canvas : canvas.getParent();
        double width = Math.max(120, measured.getClientArea().width);
        double height = 0;
        if (visible) {
            int rows = (int) Math.max(1, Math.floor(canvas.getParent().getClientArea().height * SHARE / ROW));
            Scene scene = scene(legend.get(), width, rows);
            laidOut = Optional.of(scene);
            height = scene.bounds().height();
        }
        GridData data = (GridData) canvas.getLayoutData();
        int wantedHeight = (int) Math.ceil(height);
        if (data.exclude == visible || data.heightHint != wantedHeight) {
            data.exclude = !visible;
            data.heightHint = wantedHeight;
            canvas.setVisible(visible);
            // Later, because this may be called from within a layout.
            canvas.getDisplay().asyncExec(() -> {
                if (!canvas.isDisposed()) {
                    canvas.getParent().layout();
                }
            });
        }
    }

    private static String words(SceneLegend legend) {
        return legend.title() + ": " + legend.entries().stream().map(LegendStrip::word).collect(Collectors.joining(", "));
    }

    private static String word(SceneLegend.Entry entry) {
        return (entry.sample() instanceof SceneLegend.Sample.OfClass sample && !sample.group().mark().isEmpty()
                ? sample.group().mark() + " " : "") + entry.text().text();
    }

    /** A scene of nothing but a legend. What has no room in so many rows is in the tool tip alone. */
    static Scene scene(SceneLegend legend, double width, int rows) {
        TextMeasure measure = TextMeasure.builtIn();
        SceneText heading = legend.heading();
        double x = MARGIN;
        double row = MARGIN;
        double toBaseline = ROW / 2 + heading.style().size() * .36;
        SceneText title = new SceneText(heading.text(), x, row + toBaseline, heading.style(), heading.colour());
        x += measure.width(heading.text(), heading.style()) + GAP;
        List<SceneLegend.Entry> entries = new ArrayList<>();
        for (SceneLegend.Entry entry : legend.entries()) {
            SceneText text = entry.text();
            double sample = entry.area().width();
            double all = sample + 6 + measure.width(text.text(), text.style());
            if (x + all > width - MARGIN && x > MARGIN) {
                if (row + ROW > MARGIN + rows * ROW - 1) {
                    break;
                }
                x = MARGIN;
                row += ROW;
            }
            entries.add(new SceneLegend.Entry(entry.sample(),
                    new SceneText(text.text(), x + sample + 6, row + toBaseline, text.style(), text.colour()),
                    new SceneRect(x, row + (ROW - entry.area().height()) / 2, sample, entry.area().height())));
            x += all + GAP;
        }
        SceneRect bounds = new SceneRect(0, 0, width, row + ROW + MARGIN);
        return new Scene(legend.title(), "", List.of(), List.of(), List.of(), List.of(),
                Optional.of(new SceneLegend(legend.title(), entries, title, bounds)), bounds, bounds);
    }
}
