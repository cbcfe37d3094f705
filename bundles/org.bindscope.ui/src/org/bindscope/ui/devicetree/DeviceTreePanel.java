// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.devicetree.ReferenceIndex;
import org.bindscope.model.DeviceTree;
import org.bindscope.model.DeviceTreeOrigin;
import org.bindscope.model.DtNode;
import org.bindscope.model.DtProperty;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.model.Problem;
import org.bindscope.ui.text.AdaptiveSash;
import org.bindscope.ui.text.Background;
import org.bindscope.ui.text.ColumnMemory;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichText;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;

/** Shows the device trees of one machine. Knows no workbench. For the UI thread. */
public final class DeviceTreePanel extends Composite {

    /** What the panel asks of its surroundings. */
    public interface Host extends Background {

        /**
         * The user selected a property; nodes are told by {@link DeviceTreePanel#viewer()}.
         *
         * @param property a model object
         */
        void selected(DtProperty property);

        /**
         * The user wants to see a function elsewhere.
         *
         * @param function the function
         */
        void open(PciFunction function);
    }

    private static final String PROPERTIES_KEY = "columns.properties";
    private static final String CHANGES_KEY = "columns.differences";
    private static final String SEARCH_KEY = "search";
    private static final String DIFFERENCES_KEY = "differences";

    private final Host host;
    private final ToolItem back;
    private final ToolItem forward;
    private final ToolItem differences;
    private final ToolItem overlay;
    private final PreviewStrip strip;
    private final Combo chooser;
    private final NodeNavigator navigator;
    private final RichText header;
    private final PropertyTable properties;
    private final NodeDetails details;
    private final List<SashForm> sashes;
    private final Text box;
    private final NavigationHistory<DtNode> history = new NavigationHistory<>();
    private List<DeviceTree> trees = List.of();
    private List<Problem> problems = List.of();
    private DeviceTree loading;
    private TreeContent content;
    private DtNode current;
    private Optional<DtNode> pending = Optional.empty();
    private Optional<OverlayPreview> preview = Optional.empty();
    private Optional<DtProperty> wanted = Optional.empty();

    /**
     * Creates the panel.
     *
     * @param parent the parent
     * @param host   its surroundings
     */
    public DeviceTreePanel(Composite parent, Host host) {
        super(parent, SWT.NONE);
        this.host = host;
        GridLayoutFactory.fillDefaults().margins(4, 4).spacing(4, 4).applyTo(this);
        Composite bar = new Composite(this, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(bar);
        GridLayoutFactory.fillDefaults().numColumns(3).applyTo(bar);
        ToolBar tools = new ToolBar(bar, SWT.FLAT);
        back = tool(tools, "\u25c0", "Back (Alt+Left)", () -> history.back().ifPresent(this::arrive));
        forward = tool(tools, "\u25b6", "Forward (Alt+Right)", () -> history.forward().ifPresent(this::arrive));
        differences = new ToolItem(tools, SWT.CHECK);
        differences.setText(Sign.CHANGED.text());
        differences.setToolTipText("Differences: list what differs from the machine's other tree, or what overlays changed");
        overlay = tool(tools, "Overlay\u2026", "Preview Overlay: show the tree as it would be with overlays (.dtbo); nothing is written",
                this::overlayClicked);
        chooser = new Combo(bar, SWT.READ_ONLY | SWT.DROP_DOWN);
        chooser.setToolTipText("Which of the machine's device trees is shown");
        chooser.addListener(SWT.Selection, event -> {
            leavePreview();
            load(trees.get(chooser.getSelectionIndex()), Optional.ofNullable(current));
        });
        box = new Text(bar, SWT.SEARCH | SWT.ICON_CANCEL | SWT.ICON_SEARCH);
        box.setMessage("find: path, name, compatible, property, phandle, value");
        box.setToolTipText("name:, path:, compatible:, property:, phandle: or value: in front looks at that only");
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).applyTo(box);
        strip = new PreviewStrip(this);
        SashForm sash = AdaptiveSash.create(this, 70);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);
        navigator = new NodeNavigator(sash, box, host, this::go, this::go);
        differences.addListener(SWT.Selection, event -> navigator.showChanges(differences.getSelection()));
        Composite right = new Composite(sash, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, 4).applyTo(right);
        header = new RichText(right, SWT.NONE, "The selected node");
        header.control().setMargins(4, 2, 4, 2);
        GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(header.control());
        SashForm lower = new SashForm(right, SWT.VERTICAL | SWT.SMOOTH);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(lower);
        properties = new PropertyTable(lower, this::selected, this::go);
        details = new NodeDetails(lower);
        properties.viewer().getTable().addListener(SWT.Selection, event -> details.leaveSource());
        lower.setWeights(55, 45);
        sash.setWeights(38, 62);
        sashes = List.of(sash, lower);
        right.addListener(SWT.Resize, event -> fitHeader());
        List<Control> controls = new ArrayList<>(details.controls());
        controls.addAll(List.of(navigator.viewer().getControl(), properties.viewer().getControl(), header.control(), box));
        controls.forEach(control -> control.addListener(SWT.KeyDown, event -> {
            if (event.stateMask == SWT.ALT && event.keyCode == SWT.ARROW_LEFT) {
                history.back().ifPresent(this::arrive);
            } else if (event.stateMask == SWT.ALT && event.keyCode == SWT.ARROW_RIGHT) {
                history.forward().ifPresent(this::arrive);
            }
        }));
        updateHistory();
    }

    private static ToolItem tool(ToolBar bar, String text, String tip, Runnable action) {
        ToolItem item = new ToolItem(bar, SWT.PUSH);
        item.setText(text);
        item.setToolTipText(tip);
        item.addListener(SWT.Selection, event -> action.run());
        return item;
    }

    /**
     * The node tree, for publishing its selection.
     *
     * @return a viewer whose elements are {@link DtNode}s
     */
    public TreeViewer viewer() {
        return navigator.viewer();
    }

    /**
     * Shows a machine.
     *
     * @param machine a machine with at least one device tree that has a root
     */
    public void setInput(Machine machine) {
        trees = machine.getDeviceTrees().stream().filter(tree -> tree.getRoot() != null).toList();
        problems = List.copyOf(machine.getProblems());
        chooser.setItems(trees.stream().map(DeviceTreePanel::title).toArray(String[]::new));
        boolean several = trees.size() > 1;
        chooser.setVisible(several);
        GridDataFactory.fillDefaults().align(SWT.FILL, SWT.CENTER).exclude(!several).applyTo(chooser);
        chooser.getParent().layout();
        history.clear();
        pending = Optional.empty();
        leavePreview();
        load(trees.get(0), Optional.empty());
    }

    private static String title(DeviceTree tree) {
        String form = tree.getOrigin() == DeviceTreeOrigin.BLOB ? "blob" : "live directory";
        return tree.getFile() == null || tree.getFile().isEmpty() ? form : form + ": " + tree.getFile();
    }

    /** Shows a tree, at the node that was asked for, or that has the same path as the one before. */
    private void load(DeviceTree tree, Optional<DtNode> before) {
        content = null;
        current = null;
        loading = tree;
        Optional<OverlayPreview> overlays = preview;
        chooser.select(trees.indexOf(overlays.map(OverlayPreview::base).orElse(tree)));
        Optional<DeviceTree> other = trees.stream().filter(each -> each != tree).findFirst();
        host.compute("Reading the device tree", () -> overlays.map(TreeContent::of)
                .orElseGet(() -> TreeContent.of(tree, other)), loaded -> {
            if (loading != tree) {
                return;
            }
            content = loaded;
            navigator.setContent(loaded);
            offerDifferences();
            showProblems();
            Optional<DtNode> asked = pending.filter(loaded::contains);
            pending = Optional.empty();
            DtNode start = asked.or(() -> before.flatMap(node -> samePath(node, tree))).orElse(tree.getRoot());
            history.visit(start);
            arrive(start);
        });
    }

    private static Optional<DtNode> samePath(DtNode node, DeviceTree tree) {
        DtNode at = tree.getRoot();
        for (DtNode step : NodePaths.chain(node)) {
            if (step.getParent() != null) {
                Optional<DtNode> next = at.getChildren().stream()
                        .filter(child -> String.valueOf(child.getName()).equals(step.getName())).findFirst();
                if (next.isEmpty()) {
                    return Optional.of(at);
                }
                at = next.get();
            }
        }
        return Optional.of(at);
    }

    /**
     * Goes to a node of any tree of the machine and records it in the history.
     *
     * @param node the node
     */
    public void go(DtNode node) {
        if (content != null && content.contains(node)) {
            history.visit(node);
        }
        arrive(node);
    }

    private Optional<DeviceTree> treeOf(DtNode node) {
        EObject root = EcoreUtil.getRootContainer(node);
        return trees.stream().filter(tree -> EcoreUtil.getRootContainer(tree) == root && EcoreUtil.isAncestor(tree, node)).findFirst();
    }

    /** Shows a node; when it is in another tree of the machine, or its tree is still being read, once that is shown. */
    private void arrive(DtNode asked) {
        DtNode node = preview.isPresent() && treeOf(asked).isPresent()
                ? samePath(asked, preview.get().tree()).orElse(asked) : asked;
        if (content == null && preview.isPresent()) {
            pending = Optional.of(node);
            return;
        }
        if (content == null || !content.contains(node)) {
            Optional<DeviceTree> tree = treeOf(node);
            if (tree.isPresent()) {
                pending = Optional.of(node);
                if (content != null || loading != tree.get()) {
                    load(tree.get(), Optional.empty());
                }
            }
            return;
        }
        current = node;
        updateHistory();
        navigator.reveal(node);
        header.show(pages().header(node, treeProblems().size()));
        fitHeader();
        TreeContent shown = content;
        NodePages pages = pages();
        List<ReferenceIndex.Use> uses = content.references().usersOf(content.fdt(node).orElseThrow());
        details.showReferences(pages.references(uses, this::go), uses.size());
        host.compute("Decoding properties", () -> node.getProperties().stream()
                .map(property -> PropertyTable.Row.of(property, shown)).toList(), rows -> {
                    if (current == node) {
                        properties.show(rows);
                        wanted.ifPresent(properties::select);
                        wanted = Optional.empty();
                        if (properties.viewer().getStructuredSelection().isEmpty()) {
                            details.showValue(new RichDocument().add("Select a property to see what its value means.",
                                    ThemeColors.MUTED), "");
                        }
                    }
                });
        host.compute("Writing source text", () -> DtsText.of(shown.fdt(node).orElseThrow()), text -> {
            if (current == node) {
                details.showSource(text);
            }
        });
    }

    private void go(TreeChanges.Row change) {
        change.property().ifPresentOrElse(this::go, () -> go(change.node()));
    }

    /** A list of differences makes sense where there is something to compare with. */
    private void offerDifferences() {
        boolean compared = trees.size() > 1 || preview.isPresent();
        differences.setEnabled(compared);
        if (!compared && differences.getSelection()) {
            listDifferences(false);
        }
    }

    private void listDifferences(boolean only) {
        differences.setSelection(only);
        navigator.showChanges(only);
    }

    private void overlayClicked() {
        if (preview.isPresent()) {
            withoutOverlays();
        } else if (content != null) {
            List<Path> files = PreviewStrip.choose(getShell());
            if (!files.isEmpty()) {
                preview(files);
            }
        }
    }

    /**
     * Shows the tree with overlays.
     *
     * @param overlays compiled overlays in the order in which they are applied
     */
    public void preview(List<Path> overlays) {
        TreeContent base = content;
        host.compute("Applying overlays", () -> OverlayPreview.attempt(base, overlays), attempt -> {
            if (content != base) {
                return;
            }
            attempt.refusal().ifPresent(sentence -> strip.refuse(sentence, strip::clear));
            attempt.preview().ifPresent(next -> {
                preview = Optional.of(next);
                name("Leave Preview");
                strip.show(next, () -> listDifferences(true), this::withoutOverlays);
                history.clear();
                load(next.tree(), Optional.ofNullable(current));
            });
        });
    }

    private void name(String text) {
        overlay.setText(text);
        overlay.getParent().getParent().layout(true, true);
    }

    private void withoutOverlays() {
        Optional<DeviceTree> base = preview.map(OverlayPreview::base);
        leavePreview();
        base.ifPresent(tree -> load(tree, Optional.ofNullable(current)));
    }

    private void leavePreview() {
        if (preview.isPresent()) {
            preview = Optional.empty();
            history.clear();
        }
        name("Overlay\u2026");
        strip.clear();
    }

    private NodePages pages() {
        return new NodePages(content, this::go, host::open, details::openProblems);
    }

    private void selected(PropertyTable.Row row) {
        NodePages pages = pages();
        byte[] value = row.property().getValue() == null ? new byte[0] : row.property().getValue();
        details.showValue(pages.value(row), HexDump.of(value, row.property().isSetOffset() ? row.property().getOffset() : 0));
        host.selected(row.property());
    }

    /**
     * Selects a property of the shown node, or goes to its node first.
     *
     * @param property a property of one of the machine's trees
     */
    public void go(DtProperty property) {
        if (property.getNode() != current) {
            wanted = Optional.of(property);
            go(property.getNode());
        }
        properties.select(property);
        details.openValue();
    }

    private List<Problem> treeProblems() {
        String file = content.tree().getFile();
        return problems.stream().filter(problem -> file != null && problem.getFile() != null
                && (problem.getFile().equals(file) || problem.getFile().startsWith(file + "/"))).toList();
    }

    private void showProblems() {
        List<Problem> mine = treeProblems();
        details.showProblems(NodePages.problems(mine), mine.size());
    }

    private void fitHeader() {
        header.control().getParent().layout();
    }

    private void updateHistory() {
        back.setEnabled(history.canGoBack());
        forward.setEnabled(history.canGoForward());
    }

    /**
     * Stores widths of columns, the search and whether differences are listed.
     *
     * @param state a part's persisted state
     */
    public void store(Map<String, String> state) {
        properties.columns().store(state, PROPERTIES_KEY);
        new ColumnMemory(navigator.changes()).store(state, CHANGES_KEY);
        state.put(SEARCH_KEY, box.getText());
        state.put(DIFFERENCES_KEY, String.valueOf(differences.getSelection()));
    }

    /**
     * Restores what was stored.
     *
     * @param state a part's persisted state
     */
    public void restore(Map<String, String> state) {
        properties.columns().restore(state, PROPERTIES_KEY);
        new ColumnMemory(navigator.changes()).restore(state, CHANGES_KEY);
        box.setText(state.getOrDefault(SEARCH_KEY, ""));
        listDifferences(Boolean.parseBoolean(state.get(DIFFERENCES_KEY)));
    }

    /** Adds the ways to and from IOMMUs to the menu of the node tree; to be called once that has its menu. */
    public void extendMenu() {
        NodeMenu.install(navigator.viewer(), () -> Optional.ofNullable(content), this::go, details::openReferences);
    }

    /**
     * The tables of nodes that a search found and of properties.
     *
     * @return always in the same order
     */
    List<Control> tables() {
        return List.of(navigator.results(), properties.viewer().getTable());
    }

    /**
     * The sashes, for keeping their places.
     *
     * @return always in the same order
     */
    public List<SashForm> sashes() {
        return sashes;
    }

    @Override
    public boolean setFocus() {
        return navigator.viewer().getControl().setFocus();
    }
}
