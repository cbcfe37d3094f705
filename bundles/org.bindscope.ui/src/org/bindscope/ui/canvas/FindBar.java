// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneElement;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;

/**
 * Finds elements of a scene by words: all that have every word are lit up, Enter and F3 go to the next, with
 * Shift to the one before. Takes two places of a grid.
 */
final class FindBar {

    private static final int DELAY_MS = 150;

    private final SceneWidget widget;
    private final Function<SceneElement, String> words;
    private final Text box;
    private final Label count;
    private final Map<String, String> texts = new HashMap<>();
    private List<String> found = List.of();
    private int at = -1;

    /**
     * Makes the bar.
     *
     * @param parent has a grid
     * @param hint   shown while nothing is typed
     * @param widget where to find
     * @param words  what can be found of an element
     */
    FindBar(Composite parent, String hint, SceneWidget widget, Function<SceneElement, String> words) {
        this.widget = widget;
        this.words = words;
        box = MachinePart.filterBox(parent, hint);
        GridDataFactory.fillDefaults().align(SWT.FILL, SWT.CENTER).grab(true, false).hint(80, SWT.DEFAULT).applyTo(box);
        count = new Label(parent, SWT.RIGHT);
        ThemeColors.MUTED.paint(count);
        GridDataFactory.fillDefaults().align(SWT.END, SWT.CENTER).applyTo(count);
        box.setToolTipText("Enter: next, Shift+Enter: the one before, Esc: clear");
        box.addModifyListener(event -> box.getDisplay().timerExec(DELAY_MS, search));
        box.addListener(SWT.Traverse, event -> {
            if (event.detail == SWT.TRAVERSE_RETURN) {
                event.doit = false;
                step((event.stateMask & SWT.SHIFT) != 0 ? -1 : 1);
            }
        });
        box.addListener(SWT.KeyDown, this::key);
        listen(widget.control());
    }

    /** Goes on finding from another control. */
    void listen(Control control) {
        control.addListener(SWT.KeyDown, this::key);
    }

    private final Runnable search = () -> {
        if (!box().isDisposed()) {
            search();
        }
    };

    private Text box() {
        return box;
    }

    private void key(Event event) {
        if (event.keyCode == SWT.F3) {
            step((event.stateMask & SWT.SHIFT) != 0 ? -1 : 1);
        } else if (event.keyCode == SWT.ESC && !box.getText().isEmpty()) {
            box.setText("");
            widget.control().setFocus();
        }
    }

    /** Another scene is shown: what was found is looked for again. */
    void sceneChanged() {
        texts.clear();
        search();
    }

    private void search() {
        List<String> wanted = Arrays.stream(box.getText().toLowerCase(Locale.ROOT).split(" "))
                .filter(word -> !word.isEmpty()).toList();
        List<String> before = found;
        found = wanted.isEmpty() ? List.of()
                : matching(wanted, scene -> Stream.<SceneElement>concat(scene.nodes().stream(), scene.boxes().stream()));
        if (found.isEmpty() && !wanted.isEmpty()) {
            // The sentence of a line names its ends too: lines are only found by what nothing else says.
            found = matching(wanted, scene -> scene.edges().stream());
        }
        if (!found.equals(before)) {
            at = -1;
        }
        widget.light(found);
        say(wanted);
    }

    private List<String> matching(List<String> wanted, Function<Scene, Stream<? extends SceneElement>> elements) {
        return widget.scene().stream().flatMap(elements).filter(element -> wanted.stream().allMatch(text(element)::contains))
                .map(SceneElement::id).toList();
    }

    private String text(SceneElement element) {
        return texts.computeIfAbsent(element.id(), key -> words.apply(element).toLowerCase(Locale.ROOT));
    }

    private void say(List<String> wanted) {
        count.setText(wanted.isEmpty() ? "" : found.isEmpty() ? "none"
                : at < 0 ? found.size() + " found" : at + 1 + " of " + found.size());
        count.requestLayout();
    }

    private void step(int by) {
        search();
        if (found.isEmpty()) {
            return;
        }
        at = at < 0 ? by > 0 ? 0 : found.size() - 1 : Math.floorMod(at + by, found.size());
        widget.goTo(found.get(at));
        say(List.of(box.getText()));
    }
}
