// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bindscope.analysis.nvlink.NvLinkGraph;
import org.bindscope.model.PciFunction;
import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneElement;
import org.bindscope.render.scene.SceneFold;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.session.EmptyState;
import org.bindscope.ui.session.Missing;
import org.bindscope.ui.session.ModelSelection;
import org.bindscope.ui.theme.Icons;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;

/**
 * A picture with all that belongs to it: a box to find things, buttons to zoom, fold and save, the table twin,
 * and a foot in which a view puts its own choices. Selected things are model objects. For the UI thread.
 */
public final class ScenePanel {

    /** What a view does for its picture. */
    public interface Host {

        /**
         * The user selected something.
         *
         * @param objects model objects; none when the selection was cleared
         */
        void selected(List<? extends Object> objects);

        /**
         * The user wants something shown in other views.
         *
         * @param object a model object
         */
        void open(EObject object);

        /**
         * The user folds or unfolds.
         *
         * @param element a node or line with a fold
         */
        void toggle(SceneElement element);

        /** The user unfolds everything. */
        void unfoldAll();

        /** The user folds everything. */
        void foldAll();

        /** The user saves the picture. */
        void export();
    }

    /**
     * A picture of a machine.
     *
     * @param scene    what is drawn
     * @param subjects the machine's objects
     * @param graph    the NVLinks that lines may stand for
     * @param rows     the table twin
     */
    public record Picture(Scene scene, SceneSubjects subjects, NvLinkGraph graph, List<SceneRow> rows) {

        /**
         * With the rows of the table. Not for the UI thread when the machine is large.
         *
         * @param scene    what is drawn
         * @param subjects the machine's objects
         * @param graph    the NVLinks that lines may stand for
         * @return the picture
         */
        public static Picture of(Scene scene, SceneSubjects subjects, NvLinkGraph graph) {
            return new Picture(scene, subjects, graph, SceneRows.of(scene, subjects, graph));
        }
    }

    private final Host host;
    private final SceneWidget widget;
    private final SceneTable table;
    private final FindBar find;
    private final LegendStrip legend;
    private final BusyStrip busy;
    private final Composite stackArea;
    private final StackLayout stack = new StackLayout();
    private final EmptyState message;
    private final Label zoom;
    private final Composite foot;
    private final List<ToolItem> pictureTools = new ArrayList<>();
    private ToolItem tableTool;
    private ToolItem legendTool;
    private Optional<Picture> picture = Optional.empty();
    private boolean asTable;

    /**
     * Makes an empty panel.
     *
     * @param parent its layout becomes a grid
     * @param name   what a screen reader calls the picture
     * @param host   the view
     */
    public ScenePanel(Composite parent, String name, Host host) {
        this.host = host;
        GridLayoutFactory.fillDefaults().margins(4, 4).spacing(4, 4).numColumns(3).applyTo(parent);
        stackArea = new Composite(parent, SWT.NONE);
        widget = new SceneWidget(stackArea, name);
        find = new FindBar(parent, "find: address, name, driver\u2026", widget, this::words);
        ToolBar tools = tools(parent);
        GridDataFactory.fillDefaults().align(SWT.END, SWT.CENTER).applyTo(tools);
        stackArea.moveBelow(tools);
        stackArea.setLayout(stack);
        GridDataFactory.fillDefaults().grab(true, true).span(3, 1).applyTo(stackArea);
        table = new SceneTable(stackArea);
        find.listen(table.viewer().getTable());
        message = new EmptyState(stackArea);
        legend = new LegendStrip(parent, 3);
        busy = new BusyStrip(parent, 3);
        Composite bottom = new Composite(parent, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, false).span(3, 1).applyTo(bottom);
        GridLayoutFactory.fillDefaults().numColumns(2).applyTo(bottom);
        foot = new Composite(bottom, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, false).hint(80, SWT.DEFAULT).applyTo(foot);
        zoom = new Label(bottom, SWT.RIGHT);
        ThemeColors.MUTED.paint(zoom);
        GridDataFactory.fillDefaults().align(SWT.END, SWT.CENTER).applyTo(zoom);
        stack.topControl = message.page();
        listen();
    }

    private void listen() {
        widget.onViewport(() -> {
            String text = Math.round(widget.viewport().scale() * 100) + " %";
            if (!text.equals(zoom.getText())) {
                zoom.setText(text);
                zoom.requestLayout();
            }
        });
        widget.onSelection(elements -> {
            host.selected(picture.map(shown -> elements.stream()
                    .flatMap(element -> shown.subjects().objects(shown.scene(), element).stream()).distinct().toList())
                    .orElse(List.of()));
            if (asTable) {
                table.select(widget.selected());
            }
        });
        widget.onOpen(element -> picture.flatMap(shown -> shown.subjects().objects(shown.scene(), element).stream().findFirst())
                .ifPresent(host::open));
        widget.onFold(host::toggle);
        table.onSelection(rows -> widget.select(rows.stream().map(SceneRow::element).toList()));
        table.viewer().addDoubleClickListener(event -> table.viewer().getStructuredSelection().toList().stream()
                .flatMap(row -> ((SceneRow) row).modelObjects().stream()).findFirst()
                .ifPresent(object -> host.open((EObject) object)));
    }

    private ToolBar tools(Composite parent) {
        ToolBar bar = new ToolBar(parent, SWT.FLAT);
        pictureTools.add(tool(bar, SWT.PUSH, Icons.ZOOM_OUT, "Zoom out (-)", () -> widget.zoom(1 / Viewport.STEP)));
        pictureTools.add(tool(bar, SWT.PUSH, Icons.ZOOM_IN, "Zoom in (+)", () -> widget.zoom(Viewport.STEP)));
        pictureTools.add(tool(bar, SWT.PUSH, Icons.FIT, "Show all (0); actual size is key 1", widget::fit));
        new ToolItem(bar, SWT.SEPARATOR);
        pictureTools.add(tool(bar, SWT.PUSH, Icons.COLLAPSE, "Fold all: identical siblings and virtual functions as one",
                host::foldAll));
        pictureTools.add(tool(bar, SWT.PUSH, Icons.EXPAND, "Unfold all; one alone is key F or a double click", host::unfoldAll));
        new ToolItem(bar, SWT.SEPARATOR);
        legendTool = tool(bar, SWT.CHECK, Icons.LEGEND, "Legend: what colours and signs mean", () -> { });
        legendTool.setSelection(true);
        legendTool.addListener(SWT.Selection, event -> legend.want(legendTool.getSelection()));
        
        tableTool = tool(bar, SWT.CHECK, Icons.TABLE, "Table: the same devices and links as rows", () -> { });
        tableTool.addListener(SWT.Selection, event -> showTable(tableTool.getSelection()));
        tool(bar, SWT.PUSH, Icons.SAVE, "Save the picture as SVG or PNG\u2026", host::export);
        return bar;
    }

    private static ToolItem tool(ToolBar bar, int style, Icons icon, String tip, Runnable action) {
        ToolItem item = new ToolItem(bar, style);
        item.setImage(icon.image());
        item.setToolTipText(tip);
        item.addListener(SWT.Selection, event -> action.run());
        return item;
    }

    /** What the find box finds of an element: its sentence, and that of every device folded into it. */
    private String words(SceneElement element) {
        Stream<String> devices = picture.stream().flatMap(shown -> shown.subjects().objects(shown.scene(), element).stream())
                .filter(PciFunction.class::isInstance).map(object -> ObjectText.description((PciFunction) object));
        return Stream.concat(Stream.of(Elements.facts(element), Elements.name(element)), devices)
                .collect(Collectors.joining("\n"));
    }

    /**
     * The canvas.
     *
     * @return the widget
     */
    public SceneWidget widget() {
        return widget;
    }

    /**
     * The table twin.
     *
     * @return the table
     */
    public SceneTable table() {
        return table;
    }

    /**
     * Where a view puts its own choices, below the picture.
     *
     * @return a composite without layout
     */
    public Composite foot() {
        return foot;
    }

    /**
     * The picture that is shown.
     *
     * @return empty before the first
     */
    public Optional<Picture> picture() {
        return picture;
    }

    /**
     * Shows a picture of something else than before.
     *
     * @param next     the picture
     * @param viewport what is seen of it; empty for all or its upper part
     */
    public void open(Picture next, Optional<Viewport> viewport) {
        picture = Optional.of(next);
        widget.open(next.scene());
        viewport.ifPresent(widget::show);
        shown(next);
    }

    /**
     * Shows another picture of the same thing.
     *
     * @param next   the picture
     * @param anchor id of the element that stays where it is; empty for the one in the middle
     */
    public void update(Picture next, Optional<String> anchor) {
        picture = Optional.of(next);
        widget.update(next.scene(), anchor);
        shown(next);
    }

    private void shown(Picture next) {
        busy.end();
        find.sceneChanged();
        legend.show(next.scene());
        if (asTable) {
            table.show(next.rows());
            table.select(widget.selected());
        }
        top(asTable ? table.viewer().getTable() : widget.control());
    }

    /**
     * Says something in place of a picture.
     *
     * @param sentence one sentence
     */
    public void say(String sentence) {
        say(Missing.because(sentence));
    }

    /**
     * Says why there is no picture.
     *
     * @param missing what is missing, and how to collect it
     */
    public void say(Missing missing) {
        busy.end();
        picture = Optional.empty();
        widget.clear();
        legend.clear();
        zoom.setText("");
        message.show(missing);
        top(message.page());
    }

    /**
     * Says that a picture is being made; the old one stays meanwhile.
     *
     * @param what   what is being done
     * @param cancel stops it
     */
    public void busy(String what, Runnable cancel) {
        busy.begin(what, cancel);
    }

    /**
     * Says something for a while, for example where a file went.
     *
     * @param text a sentence
     */
    public void tell(String text) {
        if (!foot.isDisposed()) {
            busy.tell(text);
        }
    }

    /** What was being made is not wanted any more. */
    public void idle() {
        busy.end();
    }

    /**
     * Shows the table or the picture.
     *
     * @param yes true for the table
     */
    public void showTable(boolean yes) {
        boolean focus = stack.topControl.isFocusControl();
        asTable = yes;
        tableTool.setSelection(yes);
        pictureTools.forEach(tool -> tool.setEnabled(!yes));
        picture.ifPresent(shown -> {
            if (yes) {
                table.show(shown.rows());
                table.select(widget.selected());
            }
            top(yes ? table.viewer().getTable() : widget.control());
            if (focus) {
                setFocus();
            }
        });
    }

    private void top(Control control) {
        if (stack.topControl != control) {
            stack.topControl = control;
            stackArea.layout();
        }
    }

    /**
     * Shows what was selected elsewhere.
     *
     * @param objects model objects and {@link ModelSelection}s
     */
    public void select(Collection<?> objects) {
        mark(objects).ifPresent(widget::reveal);
    }

    /**
     * Marks what is selected, in a picture that was drawn anew; what is seen of it stays.
     *
     * @param objects model objects and {@link ModelSelection}s
     * @return the element that shows the first of them; empty when the picture shows none
     */
    public Optional<String> mark(Collection<?> objects) {
        List<String> ids = picture.map(shown -> shown.subjects().elements(shown.scene(), objects)).orElse(List.of());
        if (!ids.isEmpty()) {
            widget.select(ids);
            if (asTable) {
                table.select(ids);
            }
        }
        return ids.stream().findFirst();
    }

    /**
     * Whether and how an element can be folded.
     *
     * @param element a node, line or frame
     * @return empty where it cannot
     */
    public static Optional<SceneFold> fold(SceneElement element) {
        return Elements.fold(element);
    }

    /**
     * The folds that stand open.
     *
     * @param scene a scene
     * @return their ids
     */
    public static List<String> openFolds(Scene scene) {
        return Stream.<SceneElement>concat(scene.nodes().stream(), scene.edges().stream()).flatMap(element -> Elements.fold(element).stream())
                .filter(fold -> !fold.folded()).map(SceneFold::id).distinct().toList();
    }

    /** Gives the picture or the table the focus. */
    public void setFocus() {
        stack.topControl.setFocus();
    }

    /**
     * Keeps what the user chose.
     *
     * @param state a part's persisted state
     */
    public void store(Map<String, String> state) {
        table.store(state);
        state.put("asTable", String.valueOf(asTable));
        state.put("legend", String.valueOf(legend.wanted()));
    }

    /**
     * Takes what the user chose from where it was kept.
     *
     * @param state a part's persisted state
     */
    public void restore(Map<String, String> state) {
        table.restore(state);
        showTable(Boolean.parseBoolean(state.get("asTable")));
        legend.want(!"false".equals(state.get("legend")));
        legendTool.setSelection(legend.wanted());
    }
}
