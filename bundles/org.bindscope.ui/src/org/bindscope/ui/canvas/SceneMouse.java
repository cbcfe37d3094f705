// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

import org.bindscope.render.scene.SceneBox;
import org.bindscope.render.scene.SceneElement;
import org.bindscope.render.scene.ScenePoint;
import org.bindscope.render.scene.SceneSign;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Event;

/**
 * The pointer on a canvas: a click selects, with Ctrl more than one; dragging the ground, or anything with
 * the middle button or the space bar held, pans; the wheel scrolls, with Shift sideways, with Ctrl it zooms
 * at the pointer. Resting tells the facts.
 */
final class SceneMouse {

    /** The wheel of most mice counts three lines a notch. */
    private static final double NOTCH = 3;
    private static final int LINE = 16;

    private enum Drag {
        NONE, PAN, MAP
    }

    private final SceneWidget widget;
    private final Canvas canvas;
    private final Minimap minimap;
    private Drag drag = Drag.NONE;
    private boolean space;
    private int lastX;
    private int lastY;
    private Optional<SceneElement> told = Optional.empty();
    private Optional<SceneElement> pressed = Optional.empty();

    SceneMouse(SceneWidget widget, Minimap minimap) {
        this.widget = widget;
        this.minimap = minimap;
        this.canvas = widget.control();
        canvas.addListener(SWT.MouseDown, this::down);
        canvas.addListener(SWT.MouseMove, this::move);
        canvas.addListener(SWT.MouseUp, event -> finish());
        canvas.addListener(SWT.MouseExit, event -> tell(Optional.empty()));
        canvas.addListener(SWT.MouseDoubleClick, this::doubleClick);
        canvas.addListener(SWT.MouseVerticalWheel, this::wheel);
        canvas.addListener(SWT.MouseHorizontalWheel, this::wheelAside);
        canvas.addListener(SWT.KeyDown, event -> space |= event.keyCode == SWT.SPACE);
        canvas.addListener(SWT.KeyUp, event -> space &= event.keyCode != SWT.SPACE);
        canvas.addListener(SWT.FocusOut, event -> {
            space = false;
            finish();
        });
    }

    private void finish() {
        if (drag != Drag.NONE) {
            drag = Drag.NONE;
            canvas.setCursor(null);
        }
    }

    private void down(Event event) {
        canvas.setFocus();
        // A tool tip would stand before the context menu.
        canvas.setToolTipText(null);
        if (widget.scene().isEmpty()) {
            return;
        }
        lastX = event.x;
        lastY = event.y;
        pressed = Optional.empty();
        if (event.button == 1 && minimap.area().contains(event.x, event.y)) {
            drag = Drag.MAP;
            minimap.centreOn(event.x, event.y);
            return;
        }
        if (event.button == 2 || event.button == 1 && space) {
            startPan();
            return;
        }
        Optional<SceneElement> hit = widget.at(event.x, event.y);
        if (event.button == 1 && hit.isPresent() && onFoldSign(hit.get(), event)) {
            widget.toggleFold(hit.get());
            return;
        }
        select(hit, event);
        if (event.button == 1 && (hit.isEmpty() || hit.get() instanceof SceneBox)) {
            startPan();
        } else {
            pressed = hit;
        }
    }

    /** The node or line that the button was pressed on; empty where pressing moves the picture. */
    Optional<SceneElement> pressed() {
        return pressed;
    }

    private void startPan() {
        drag = Drag.PAN;
        canvas.setCursor(canvas.getDisplay().getSystemCursor(SWT.CURSOR_SIZEALL));
    }

    private boolean onFoldSign(SceneElement element, Event event) {
        ScenePoint place = widget.viewport().toScene(event.x, event.y);
        return Elements.fold(element).isPresent() && Elements.badges(element).stream()
                .filter(badge -> badge.sign() == SceneSign.FOLDED || badge.sign() == SceneSign.UNFOLDED)
                .anyMatch(badge -> badge.bounds().grow(2).contains(place.x(), place.y()));
    }

    private void select(Optional<SceneElement> hit, Event event) {
        boolean more = (event.stateMask & (SWT.MOD1 | SWT.MOD2)) != 0;
        if (hit.isEmpty()) {
            if (event.button == 1 && !more && !widget.selected().isEmpty()) {
                widget.choose(Set.of(), Optional.empty());
            }
            return;
        }
        String id = hit.get().id();
        boolean already = widget.selected().contains(id);
        if (event.button == 1 && more) {
            Set<String> ids = new LinkedHashSet<>(widget.selected());
            if (already) {
                ids.remove(id);
            } else {
                ids.add(id);
            }
            widget.choose(ids, Optional.of(id));
        } else if (!already || event.button == 1 && widget.selected().size() > 1) {
            widget.choose(Set.of(id), Optional.of(id));
        }
    }

    private void move(Event event) {
        switch (drag) {
            case PAN -> {
                widget.show(widget.viewport().moved(lastX - event.x, lastY - event.y));
                lastX = event.x;
                lastY = event.y;
            }
            case MAP -> minimap.centreOn(event.x, event.y);
            case NONE -> tell(minimap.area().contains(event.x, event.y) ? Optional.empty() : widget.at(event.x, event.y));
        }
    }

    /** Sets the tool tip when the pointer comes to another element. */
    private void tell(Optional<SceneElement> element) {
        if (element.map(SceneElement::id).equals(told.map(SceneElement::id))) {
            return;
        }
        told = element;
        canvas.setToolTipText(element.map(found -> Elements.facts(found).replace("&", "&&")).orElse(null));
    }

    private void doubleClick(Event event) {
        if (event.button != 1) {
            return;
        }
        widget.at(event.x, event.y).ifPresent(hit -> {
            if (Elements.fold(hit).isPresent()) {
                widget.toggleFold(hit);
            } else {
                widget.open(hit);
            }
        });
    }

    private void wheel(Event event) {
        event.doit = false;
        if ((event.stateMask & SWT.MOD1) != 0) {
            widget.show(widget.viewport().scaledAt(
                    widget.viewport().scale() * Math.pow(Viewport.STEP, event.count / NOTCH), event.x, event.y));
        } else if ((event.stateMask & SWT.MOD2) != 0) {
            widget.show(widget.viewport().moved(-LINE * event.count, 0));
        } else {
            widget.show(widget.viewport().moved(0, -LINE * event.count));
        }
    }

    private void wheelAside(Event event) {
        event.doit = false;
        widget.show(widget.viewport().moved(-LINE * event.count, 0));
    }
}
