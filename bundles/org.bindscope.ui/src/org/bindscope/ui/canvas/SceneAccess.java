// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneElement;
import org.bindscope.render.scene.SceneNode;
import org.bindscope.render.scene.SceneRect;
import org.eclipse.swt.accessibility.ACC;
import org.eclipse.swt.accessibility.Accessible;
import org.eclipse.swt.accessibility.AccessibleAdapter;
import org.eclipse.swt.accessibility.AccessibleControlAdapter;
import org.eclipse.swt.accessibility.AccessibleControlEvent;
import org.eclipse.swt.accessibility.AccessibleEvent;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;

/**
 * What a screen reader hears of a canvas: a list of its nodes, each with its sentence. Children are nodes by
 * their order in the scene.
 */
final class SceneAccess {

    private final SceneWidget widget;
    private final String name;
    private final Map<String, Integer> places = new HashMap<>();

    SceneAccess(SceneWidget widget, String name) {
        this.widget = widget;
        this.name = name;
        Accessible accessible = widget.control().getAccessible();
        accessible.addAccessibleListener(new Names());
        accessible.addAccessibleControlListener(new Children());
    }

    void sceneChanged() {
        places.clear();
        List<SceneNode> nodes = nodes();
        for (int i = 0; i < nodes.size(); i++) {
            places.put(nodes.get(i).id(), i);
        }
    }

    void focusChanged() {
        if (widget.control().isFocusControl()) {
            widget.control().getAccessible().setFocus(focused());
        }
    }

    void selectionChanged() {
        widget.control().getAccessible().selectionChanged();
    }

    private List<SceneNode> nodes() {
        return widget.scene().map(Scene::nodes).orElse(List.of());
    }

    private int focused() {
        return widget.focus().map(element -> places.getOrDefault(element.id(), ACC.CHILDID_SELF)).orElse(ACC.CHILDID_SELF);
    }

    private Optional<SceneNode> node(int child) {
        List<SceneNode> nodes = nodes();
        return child >= 0 && child < nodes.size() ? Optional.of(nodes.get(child)) : Optional.empty();
    }

    /** Names and descriptions. */
    private final class Names extends AccessibleAdapter {

        @Override
        public void getName(AccessibleEvent event) {
            event.result = event.childID == ACC.CHILDID_SELF
                    ? widget.scene().map(scene -> name + ": " + scene.title() + ", " + scene.nodes().size() + " elements, "
                            + scene.edges().size() + " links").orElse(name)
                    : node(event.childID).map(SceneNode::description).orElse(null);
        }

        @Override
        public void getDescription(AccessibleEvent event) {
            if (event.childID == ACC.CHILDID_SELF) {
                event.result = widget.scene().map(Scene::description).orElse(null);
            }
        }

        @Override
        public void getHelp(AccessibleEvent event) {
            if (event.childID == ACC.CHILDID_SELF) {
                event.result = "Arrows travel along links, Enter shows the device in other views, F folds and unfolds. "
                        + "The same facts stand in a table: press the button Table.";
            }
        }
    }

    /** Roles, states and places. */
    private final class Children extends AccessibleControlAdapter {

        @Override
        public void getChildCount(AccessibleControlEvent event) {
            event.detail = nodes().size();
        }

        @Override
        public void getChildren(AccessibleControlEvent event) {
            Object[] children = new Object[nodes().size()];
            for (int i = 0; i < children.length; i++) {
                children[i] = i;
            }
            event.children = children;
        }

        @Override
        public void getRole(AccessibleControlEvent event) {
            event.detail = event.childID == ACC.CHILDID_SELF ? ACC.ROLE_LIST : ACC.ROLE_LISTITEM;
        }

        @Override
        public void getState(AccessibleControlEvent event) {
            if (event.childID == ACC.CHILDID_SELF) {
                event.detail = ACC.STATE_FOCUSABLE | ACC.STATE_MULTISELECTABLE
                        | (widget.control().isFocusControl() ? ACC.STATE_FOCUSED : 0);
                return;
            }
            event.detail = ACC.STATE_FOCUSABLE | ACC.STATE_SELECTABLE
                    | (event.childID == focused() && widget.control().isFocusControl() ? ACC.STATE_FOCUSED : 0)
                    | (node(event.childID).filter(node -> widget.selected().contains(node.id())).isPresent()
                            ? ACC.STATE_SELECTED : 0);
        }

        @Override
        public void getFocus(AccessibleControlEvent event) {
            event.childID = widget.control().isFocusControl() ? focused() : ACC.CHILDID_NONE;
        }

        @Override
        public void getSelection(AccessibleControlEvent event) {
            List<Integer> selected = widget.selected().stream().map(places::get).filter(Objects::nonNull).toList();
            if (selected.size() == 1) {
                event.childID = selected.get(0);
            } else {
                event.childID = selected.isEmpty() ? ACC.CHILDID_NONE : ACC.CHILDID_MULTIPLE;
                event.children = selected.toArray();
            }
        }

        @Override
        public void getLocation(AccessibleControlEvent event) {
            node(event.childID).map(SceneElement::bounds).ifPresent(bounds -> {
                SceneRect seen = widget.viewport().toCanvas(bounds);
                Rectangle screen = widget.control().getDisplay().map(widget.control(), null,
                        new Rectangle((int) seen.x(), (int) seen.y(), (int) seen.width(), (int) seen.height()));
                event.x = screen.x;
                event.y = screen.y;
                event.width = screen.width;
                event.height = screen.height;
            });
        }

        @Override
        public void getChildAtPoint(AccessibleControlEvent event) {
            Point place = widget.control().toControl(event.x, event.y);
            widget.at(place.x, place.y).map(SceneElement::id).map(places::get).ifPresent(child -> event.childID = child);
        }
    }
}
