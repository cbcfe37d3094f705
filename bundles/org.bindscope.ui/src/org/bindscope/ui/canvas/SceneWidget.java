// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneElement;
import org.bindscope.render.scene.SceneFold;
import org.bindscope.render.scene.SceneHighlight;
import org.bindscope.render.scene.SceneIndex;
import org.bindscope.render.scene.SceneNode;
import org.bindscope.render.scene.ScenePainter;
import org.bindscope.render.scene.ScenePoint;
import org.bindscope.render.scene.SceneRect;
import org.bindscope.render.scene.SceneText;
import org.bindscope.render.scene.TextMeasure;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/**
 * A canvas that shows a scene: draws what is visible of it, zooms, pans, selects, and can be used by
 * keyboard and screen reader. It knows scenes and no machine. For the UI thread.
 */
public final class SceneWidget {

    /** A larger scene is not fitted as a whole at first, since nothing in it could be read. */
    private static final double READABLE = 0.75;

    /** Pixels around an element that the keyboard comes to, so that its neighbours begin to show. */
    private static final int ROOM = 40;

    private static final String KEY = "org.bindscope.ui.picture";

    private final Canvas canvas;
    private final Minimap minimap = new Minimap(this);
    private final SceneScroll scroll;
    private final SceneMouse mouse;
    private final SceneAccess access;
    private final List<Consumer<List<SceneElement>>> selectionListeners = new ArrayList<>();
    private final List<Consumer<SceneElement>> openListeners = new ArrayList<>();
    private final List<Consumer<SceneElement>> foldListeners = new ArrayList<>();
    private final List<Runnable> viewportListeners = new ArrayList<>();
    private final ThemedFonts fonts;
    private Optional<Scene> scene = Optional.empty();
    private Optional<SceneIndex> index = Optional.empty();
    /** The title and notes of the scene alone; its legend stands elsewhere in the desktop. */
    private Optional<Scene> notes = Optional.empty();
    private SceneRect extent = SceneRect.EMPTY;
    private Viewport viewport = new Viewport(1, 0, 0, 1, 1);
    private SceneHighlight highlight = SceneHighlight.NONE;
    /** Whether nobody has zoomed or panned yet, so that a change of the size may fit the picture again. */
    private boolean untouched = true;
    private Optional<String> begin = Optional.empty();

    /**
     * Makes a canvas without a scene.
     *
     * @param parent where it goes
     * @param name   what a screen reader calls it
     */
    public SceneWidget(Composite parent, String name) {
        canvas = new Canvas(parent, SWT.H_SCROLL | SWT.V_SCROLL | SWT.DOUBLE_BUFFERED | SWT.NO_BACKGROUND);
        canvas.setData(KEY, this);
        fonts = new ThemedFonts(canvas, this::themeChanged);
        scroll = new SceneScroll(this);
        access = new SceneAccess(this, name);
        mouse = new SceneMouse(this, minimap);
        new SceneKeys(this);
        canvas.addListener(SWT.Paint, event -> paint(event.gc, new Rectangle(event.x, event.y, event.width, event.height)));
        canvas.addListener(SWT.Resize, event -> resized());
        canvas.addListener(SWT.FocusIn, event -> focusGained());
        canvas.addListener(SWT.FocusOut, event -> canvas.redraw());
        canvas.addListener(SWT.Dispose, event -> minimap.forget());
    }

    private void themeChanged() {
        minimap.forget();
        canvas.redraw();
    }

    /**
     * The widget of a canvas.
     *
     * @param control any control
     * @return empty for the control of something else
     */
    static Optional<SceneWidget> of(Control control) {
        return control.getData(KEY) instanceof SceneWidget widget ? Optional.of(widget) : Optional.empty();
    }

    /**
     * The control, for layouts, menus and drag and drop.
     *
     * @return the canvas
     */
    public Canvas control() {
        return canvas;
    }

    /**
     * The scene that is shown.
     *
     * @return empty before the first
     */
    public Optional<Scene> scene() {
        return scene;
    }

    /**
     * Shows a scene of something else than before, all of it where it can be read at that size.
     *
     * @param next the scene
     */
    public void open(Scene next) {
        open(next, Optional.empty());
    }

    /**
     * Shows a scene of something else than before, all of it where it can be read at that size, otherwise what
     * matters most.
     *
     * @param next  the scene
     * @param first id of the element that is seen where the scene is too large; empty for its beginning
     */
    public void open(Scene next, Optional<String> first) {
        replace(next);
        begin = first;
        highlight = SceneHighlight.NONE;
        untouched = true;
        place();
    }

    /**
     * Shows another scene of the same thing: what is in the middle stays there, selected elements stay
     * selected as far as they exist.
     *
     * @param next   the scene
     * @param anchor id of the element that stays where it is; empty for the one nearest to the middle
     */
    public void update(Scene next, Optional<String> anchor) {
        Optional<Scene> before = scene;
        replace(next);
        highlight = new SceneHighlight(existing(highlight.selected()),
                highlight.focus().filter(id -> next.element(id).isPresent()), existing(highlight.found()));
        Optional<String> kept = before.flatMap(old -> anchor
                .filter(id -> old.element(id).isPresent() && next.element(id).isPresent())
                .or(() -> nearest(old, next)));
        if (untouched || kept.isEmpty()) {
            place();
        } else {
            ScenePoint from = before.get().element(kept.get()).get().bounds().center();
            ScenePoint to = next.element(kept.get()).get().bounds().center();
            change(new Viewport(viewport.scale(), viewport.x() + to.x() - from.x(), viewport.y() + to.y() - from.y(),
                    viewport.width(), viewport.height()));
        }
    }

    /** Shows nothing. */
    public void clear() {
        scene = Optional.empty();
        index = Optional.empty();
        notes = Optional.empty();
        extent = SceneRect.EMPTY;
        highlight = SceneHighlight.NONE;
        minimap.forget();
        access.sceneChanged();
        canvas.redraw();
    }

    private void replace(Scene next) {
        scene = Optional.of(next);
        index = Optional.of(new SceneIndex(next));
        notes = Optional.of(new Scene(next.title(), "", List.of(), List.of(), List.of(), next.notes(), Optional.empty(),
                SceneRect.EMPTY, next.bounds()));
        extent = extent(next);
        minimap.forget();
        access.sceneChanged();
        canvas.redraw();
    }

    /** Around nodes, lines, frames and notes, with a little room. */
    private static SceneRect extent(Scene scene) {
        TextMeasure measure = TextMeasure.builtIn();
        SceneRect around = scene.content();
        for (SceneText note : scene.notes()) {
            double top = note.baseline() - measure.ascent(note.style());
            around = around.union(new SceneRect(note.x(), top, measure.width(note.text(), note.style()),
                    measure.lineHeight(note.style())));
        }
        return around.grow(10);
    }

    /**
     * The part of the scene that there is something to see in.
     *
     * @return a rectangle of the scene; empty without a scene
     */
    SceneRect extent() {
        return extent;
    }

    private Set<String> existing(Set<String> ids) {
        Set<String> kept = new LinkedHashSet<>(ids);
        kept.removeIf(id -> scene.flatMap(shown -> shown.element(id)).isEmpty());
        return kept;
    }

    /** The node that both scenes have and that is nearest to the middle of what is seen. */
    private Optional<String> nearest(Scene old, Scene next) {
        ScenePoint middle = viewport.visible().center();
        return old.nodes().stream().filter(node -> next.node(node.id()).isPresent())
                .min(Comparator.comparingDouble(node -> node.bounds().center().distance(middle))).map(SceneNode::id);
    }

    /** Draws what is seen in a rectangle of the canvas. */
    void paint(GC gc, Rectangle damaged) {
        Look look = Look.ofTheme();
        gc.setBackground(ThemeColors.CANVAS.color());
        gc.fillRectangle(damaged);
        if (scene.isEmpty()) {
            return;
        }
        ScenePoint from = viewport.toScene(damaged.x, damaged.y);
        ScenePoint to = viewport.toScene(damaged.x + damaged.width, damaged.y + damaged.height);
        SceneRect area = SceneRect.around(List.of(from, to)).grow(8);
        GcCanvas ground = new GcCanvas(gc, fonts.get(), look, viewport.scale(), -viewport.x() * viewport.scale(),
                -viewport.y() * viewport.scale());
        try {
            ScenePainter.paint(index.get().in(area), ground, canvas.isFocusControl() ? highlight
                    : new SceneHighlight(highlight.selected(), Optional.empty(), highlight.found()));
            ScenePainter.paintNotes(notes.get(), ground);
        } finally {
            ground.dispose();
        }
        minimap.paint(gc, look, fonts.get());
    }

    private void resized() {
        Rectangle area = canvas.getClientArea();
        viewport = viewport.sized(area.width, area.height);
        if (untouched) {
            place();
        } else {
            change(viewport);
        }
    }

    /** Where a picture begins: all of it, or what is wanted first at a size that can be read. */
    private void place() {
        if (scene.isEmpty()) {
            return;
        }
        SceneRect all = extent;
        Viewport fitted = viewport.fitting(all, 1);
        if (fitted.scale() < READABLE) {
            // A picture that is only too high fills the width.
            double across = viewport.fitting(new SceneRect(all.x(), all.y(), all.width(), 1), 1).scale();
            fitted = new Viewport(Math.max(READABLE, across), all.x(), all.y(), viewport.width(), viewport.height());
            SceneRect most = begin.flatMap(scene.get()::element).map(SceneElement::bounds).orElse(SceneRect.EMPTY);
            fitted = most.equals(SceneRect.EMPTY) ? fitted : fitted.centredOn(most.center());
        }
        change(fitted);
    }

    private void focusGained() {
        if (highlight.focus().isEmpty()) {
            Optional<String> first = highlight.selected().stream().findFirst()
                    .or(() -> scene.flatMap(shown -> shown.nodes().stream().findFirst()).map(SceneNode::id));
            highlight = new SceneHighlight(highlight.selected(), first, highlight.found());
        }
        access.focusChanged();
        canvas.redraw();
    }

    /**
     * What is seen and how large.
     *
     * @return the viewport
     */
    public Viewport viewport() {
        return viewport;
    }

    /**
     * Whether the user chose what is seen.
     *
     * @return false while the picture is still placed as it came
     */
    public boolean isTouched() {
        return !untouched;
    }

    /**
     * Shows a part of the scene; more empty ground than needed is not shown.
     *
     * @param next what to show
     */
    public void show(Viewport next) {
        untouched = false;
        change(next);
    }

    private void change(Viewport next) {
        Rectangle area = canvas.getClientArea();
        viewport = next.sized(area.width, area.height);
        scene.ifPresent(shown -> viewport = viewport.within(extent));
        scroll.follow();
        canvas.redraw();
        viewportListeners.forEach(Runnable::run);
    }

    /** Shows all of the scene, not larger than actual size. */
    public void fit() {
        scene.ifPresent(shown -> change(viewport.fitting(extent, 1)));
        untouched = true;
    }

    /** Shows the scene at its actual size; the middle stays. */
    public void actualSize() {
        zoom(1 / viewport.scale());
    }

    /**
     * Zooms; the middle stays.
     *
     * @param factor above 1 to enlarge
     */
    public void zoom(double factor) {
        show(viewport.scaledAt(viewport.scale() * factor, viewport.width() / 2.0, viewport.height() / 2.0));
    }

    /**
     * Brings an element that is not seen as a whole into the middle.
     *
     * @param id its id
     */
    public void reveal(String id) {
        scene.flatMap(shown -> shown.element(id)).ifPresent(element -> {
            if (!viewport.visible().contains(element.bounds())) {
                show(viewport.centredOn(element.bounds().center()).revealing(element.bounds()));
            }
        });
    }

    /** Scrolls as little as is needed to show an element and a little around it. */
    void follow(SceneElement element) {
        SceneRect wanted = element.bounds().grow(ROOM / viewport.scale());
        if (!viewport.visible().contains(wanted)) {
            show(viewport.revealing(wanted));
        }
    }

    /**
     * What a pixel of the canvas shows.
     *
     * @param x from the left
     * @param y from the top
     * @return the element there, empty over the ground
     */
    public Optional<SceneElement> at(int x, int y) {
        ScenePoint place = viewport.toScene(x, y);
        return index.flatMap(found -> found.at(place.x(), place.y(), 5 / viewport.scale()));
    }

    /**
     * The node or line that the pointer was pressed on last.
     *
     * @return empty where pressing moves the picture, so that a drag there drags no devices
     */
    Optional<SceneElement> pressed() {
        return mouse.pressed();
    }

    /**
     * The selected elements.
     *
     * @return ids, as {@link Scene#element} takes them
     */
    public Set<String> selected() {
        return highlight.selected();
    }

    /**
     * The element that the keyboard is at.
     *
     * @return empty without a scene or before the first element was chosen
     */
    public Optional<SceneElement> focus() {
        return highlight.focus().flatMap(id -> scene.flatMap(shown -> shown.element(id)));
    }

    /**
     * Selects elements because something else did; listeners are not told.
     *
     * @param ids ids; those that the scene does not have are left out
     */
    public void select(Collection<String> ids) {
        Set<String> kept = existing(new LinkedHashSet<>(ids));
        if (!kept.equals(highlight.selected())) {
            highlight = new SceneHighlight(kept, kept.stream().findFirst().or(highlight::focus), highlight.found());
            access.selectionChanged();
            canvas.redraw();
        }
    }

    /**
     * Selects elements for the user, who then is at one of them.
     *
     * @param ids   ids
     * @param focus the one where the keyboard is then
     */
    void choose(Set<String> ids, Optional<String> focus) {
        highlight = new SceneHighlight(ids, focus.or(highlight::focus), highlight.found());
        canvas.redraw();
        access.focusChanged();
        access.selectionChanged();
        Scene shown = scene.orElseThrow();
        List<SceneElement> elements = ids.stream().map(shown::element).flatMap(Optional::stream).toList();
        selectionListeners.forEach(listener -> listener.accept(elements));
    }

    /**
     * Lights up what a search found.
     *
     * @param ids ids
     */
    public void light(Collection<String> ids) {
        highlight = new SceneHighlight(highlight.selected(), highlight.focus(), existing(new LinkedHashSet<>(ids)));
        canvas.redraw();
    }

    /**
     * Selects one element as if the user had clicked it, and scrolls to it.
     *
     * @param id its id
     */
    public void goTo(String id) {
        if (scene.flatMap(shown -> shown.element(id)).isPresent()) {
            reveal(id);
            choose(Set.of(id), Optional.of(id));
        }
    }

    /** Tells that the user wants an element shown elsewhere. */
    void open(SceneElement element) {
        openListeners.forEach(listener -> listener.accept(element));
    }

    /** Tells that the user folds or unfolds; nothing happens where there is no {@link SceneFold}. */
    void toggleFold(SceneElement element) {
        if (Elements.fold(element).isPresent()) {
            foldListeners.forEach(listener -> listener.accept(element));
        }
    }

    /**
     * Calls a listener when the user selects something.
     *
     * @param listener gets the selected elements; none when the selection was cleared
     */
    public void onSelection(Consumer<List<SceneElement>> listener) {
        selectionListeners.add(listener);
    }

    /**
     * Calls a listener when the user presses Enter on an element or clicks it twice.
     *
     * @param listener gets the element
     */
    public void onOpen(Consumer<SceneElement> listener) {
        openListeners.add(listener);
    }

    /**
     * Calls a listener when the user wants to fold or unfold.
     *
     * @param listener gets a node or line with a fold
     */
    public void onFold(Consumer<SceneElement> listener) {
        foldListeners.add(listener);
    }

    /**
     * Calls a listener when another part is shown or the scale changes.
     *
     * @param listener called after the change
     */
    public void onViewport(Runnable listener) {
        viewportListeners.add(listener);
    }
}
