// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneDirection;
import org.bindscope.render.scene.SceneElement;
import org.bindscope.render.scene.SceneNode;
import org.bindscope.render.scene.ScenePoint;
import org.bindscope.render.scene.SceneTravel;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Event;

/**
 * The keyboard on a canvas. Arrows travel along lines to neighbours, with Shift they select more, with Ctrl
 * they pan; Home and End go to the first and last node; Space adds to the selection; Enter opens; F folds and
 * unfolds; plus, minus, 1 and 0 zoom in, out, to actual size and to all.
 */
final class SceneKeys {

    private static final int PAN = 60;

    private final SceneWidget widget;

    SceneKeys(SceneWidget widget) {
        this.widget = widget;
        widget.control().addListener(SWT.KeyDown, this::key);
        widget.control().addListener(SWT.Traverse, event -> {
            // Tab leaves the canvas; everything else is for the keys above.
            event.doit = event.detail == SWT.TRAVERSE_TAB_NEXT || event.detail == SWT.TRAVERSE_TAB_PREVIOUS;
        });
    }

    private void key(Event event) {
        if (widget.scene().isEmpty()) {
            return;
        }
        Scene scene = widget.scene().get();
        int modifiers = event.stateMask & SWT.MODIFIER_MASK;
        Optional<SceneDirection> arrow = arrow(event.keyCode);
        if (arrow.isPresent()) {
            if (modifiers == SWT.MOD1) {
                pan(arrow.get());
            } else if (modifiers == 0 || modifiers == SWT.MOD2) {
                travel(scene, arrow.get(), modifiers == SWT.MOD2);
            }
            return;
        }
        if (modifiers != 0 && modifiers != SWT.MOD2) {
            return;
        }
        switch (event.keyCode) {
            case SWT.HOME -> goTo(scene.nodes(), 0);
            case SWT.END -> goTo(scene.nodes(), scene.nodes().size() - 1);
            case SWT.PAGE_UP -> widget.show(widget.viewport().moved(0, -widget.viewport().height() * .9));
            case SWT.PAGE_DOWN -> widget.show(widget.viewport().moved(0, widget.viewport().height() * .9));
            case SWT.CR, SWT.KEYPAD_CR -> widget.focus().ifPresent(widget::open);
            case SWT.SPACE -> widget.focus().ifPresent(this::toggle);
            case SWT.KEYPAD_ADD -> widget.zoom(Viewport.STEP);
            case SWT.KEYPAD_SUBTRACT -> widget.zoom(1 / Viewport.STEP);
            default -> character(event.character);
        }
    }

    private void character(char character) {
        switch (character) {
            case '+', '=' -> widget.zoom(Viewport.STEP);
            case '-' -> widget.zoom(1 / Viewport.STEP);
            case '1' -> widget.actualSize();
            case '0' -> widget.fit();
            case 'f', 'F' -> widget.focus().ifPresent(widget::toggleFold);
            default -> {
                // Other keys mean nothing here.
            }
        }
    }

    private static Optional<SceneDirection> arrow(int keyCode) {
        return switch (keyCode) {
            case SWT.ARROW_LEFT -> Optional.of(SceneDirection.LEFT);
            case SWT.ARROW_RIGHT -> Optional.of(SceneDirection.RIGHT);
            case SWT.ARROW_UP -> Optional.of(SceneDirection.UP);
            case SWT.ARROW_DOWN -> Optional.of(SceneDirection.DOWN);
            default -> Optional.empty();
        };
    }

    private void pan(SceneDirection direction) {
        int right = direction == SceneDirection.RIGHT ? PAN : direction == SceneDirection.LEFT ? -PAN : 0;
        int down = direction == SceneDirection.DOWN ? PAN : direction == SceneDirection.UP ? -PAN : 0;
        widget.show(widget.viewport().moved(right, down));
    }

    private void travel(Scene scene, SceneDirection direction, boolean more) {
        Optional<SceneElement> from = widget.focus();
        Optional<SceneNode> next = from.isEmpty() ? scene.nodes().stream().findFirst()
                : new SceneTravel(scene).next(start(scene, from.get()), direction);
        next.ifPresent(node -> {
            Set<String> ids = new LinkedHashSet<>(more ? widget.selected() : Set.of());
            ids.add(node.id());
            widget.follow(node);
            widget.choose(ids, Optional.of(node.id()));
        });
    }

    /** The node where a way begins: itself, the beginning of a line, the node nearest to the middle of a box. */
    private static String start(Scene scene, SceneElement from) {
        if (from instanceof SceneNode node) {
            return node.id();
        }
        ScenePoint middle = from.bounds().center();
        return scene.nodes().stream()
                .min(Comparator.comparingDouble(node -> node.bounds().center().distance(middle)))
                .map(SceneNode::id).orElse("");
    }

    private void goTo(List<SceneNode> nodes, int at) {
        if (!nodes.isEmpty()) {
            widget.goTo(nodes.get(at).id());
        }
    }

    private void toggle(SceneElement element) {
        Set<String> ids = new LinkedHashSet<>(widget.selected());
        if (!ids.remove(element.id())) {
            ids.add(element.id());
        }
        widget.choose(ids, Optional.of(element.id()));
    }
}
