// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.bindscope.model.DtNode;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.text.Background;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.bindscope.ui.text.TableRows;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.DelegatingStyledCellLabelProvider;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.StyledString;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.graphics.TextStyle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.Text;

/**
 * The node tree with its search box. While the box holds a word, the tree gives way to the list of
 * nodes that fit, each with what of it fits. Tree levels are built when they are opened, long ones as
 * runs; the list makes its rows when they are seen.
 */
final class NodeNavigator extends Composite {

    private static final int TYPING_PAUSE = 250;

    private final Background background;
    private final Consumer<DtNode> chosen;
    private final Text box;
    private final Label count;
    private final Composite pages;
    private final StackLayout stack = new StackLayout();
    private final TreeViewer tree;
    private final Table results;
    private final ChangeTable changes;
    private NodeSearch.Result found = new NodeSearch.Result(List.of(), 0);
    private DtNode root;
    private TreeContent content;
    private int typed;
    private boolean changesOnly;
    private boolean revealing;

    /**
     * Creates the navigator.
     *
     * @param parent     the parent
     * @param box        the search box; the caller places it
     * @param background runs searches
     * @param chosen     hears of the node that the user chose
     * @param change     hears of the difference that the user chose
     */
    NodeNavigator(Composite parent, Text box, Background background, Consumer<DtNode> chosen,
            Consumer<TreeChanges.Row> change) {
        super(parent, SWT.NONE);
        this.background = background;
        this.chosen = chosen;
        this.box = box;
        GridLayoutFactory.fillDefaults().spacing(0, 2).applyTo(this);
        pages = new Composite(this, SWT.NONE);
        pages.setLayout(stack);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(pages);
        count = new Label(this, SWT.NONE);
        count.setForeground(ThemeColors.MUTED.color());
        GridDataFactory.fillDefaults().grab(true, false).indent(4, 0).applyTo(count);
        tree = new TreeViewer(pages, SWT.SINGLE | SWT.FULL_SELECTION);
        results = new Table(pages, SWT.SINGLE | SWT.FULL_SELECTION);
        changes = new ChangeTable(pages, change);
        buildTree();
        buildResults();
        stack.topControl = tree.getControl();
        box.addListener(SWT.Modify, event -> later());
        box.addListener(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.ARROW_DOWN) {
                stack.topControl.setFocus();
                event.doit = false;
            } else if (event.keyCode == SWT.ESC && !box.getText().isEmpty()) {
                box.setText("");
                event.doit = false;
            }
        });
    }

    /** The tree, whose elements are nodes of the model. */
    TreeViewer viewer() {
        return tree;
    }

    private void buildTree() {
        tree.setUseHashlookup(true);
        tree.setContentProvider(new NodeChildren());
        tree.setLabelProvider(new DelegatingStyledCellLabelProvider(new NodeLabels()));
        tree.addSelectionChangedListener(event -> {
            if (!revealing && event.getStructuredSelection().getFirstElement() instanceof DtNode node) {
                chosen.accept(node);
            }
        });
        tree.addDoubleClickListener(event -> {
            Object element = tree.getStructuredSelection().getFirstElement();
            tree.setExpandedState(element, !tree.getExpandedState(element));
        });
    }

    private void buildResults() {
        results.setHeaderVisible(true);
        TableColumn path = new TableColumn(results, SWT.NONE);
        path.setText("Node");
        TableColumn where = new TableColumn(results, SWT.NONE);
        where.setText("Found in");
        results.addListener(SWT.Resize, event -> {
            int width = results.getClientArea().width;
            path.setWidth(width * 3 / 5);
            where.setWidth(width - width * 3 / 5);
        });
        results.addListener(SWT.Selection, event -> choose());
        results.addListener(SWT.DefaultSelection, event -> {
            hit().ifPresent(hit -> {
                box.setText("");
                reveal(hit.node());
            });
        });
        Clip.install(results);
    }

    /** The table of what a search found. */
    Table results() {
        return results;
    }

    private Optional<NodeSearch.Hit> hit() {
        int index = results.getSelectionIndex();
        return index < 0 || index >= found.hits().size() ? Optional.empty() : Optional.of(found.hits().get(index));
    }

    private void choose() {
        hit().ifPresent(hit -> chosen.accept(hit.node()));
    }

    /** Shows another tree. */
    void setContent(TreeContent next) {
        content = next;
        root = next.tree().getRoot();
        tree.setInput(new DtNode[] { root });
        tree.expandToLevel(root, 1);
        search();
    }

    /** Shows the list of differences in place of the tree, or the tree again. */
    void showChanges(boolean only) {
        changesOnly = only;
        search();
    }

    /** The list of differences, for keeping its column widths. */
    Table changes() {
        return changes.table();
    }

    private String counts() {
        int nodes = content.nodeCount();
        int differ = content.differences().nodes();
        return nodes + (nodes == 1 ? " node" : " nodes")
                + (differ == 0 ? "" : "   " + Sign.CHANGED.text() + " " + differ + (content.preview().isPresent() ? " changed"
                        : (differ == 1 ? " differs" : " differ") + " from the other tree"));
    }

    /** Selects a node without telling that it was chosen. */
    void reveal(DtNode node) {
        revealing = true;
        try {
            tree.setSelection(new StructuredSelection(node), true);
            // Rows that were just made get their place when the widget is laid out; only then can it scroll to them.
            getDisplay().asyncExec(() -> {
                if (!tree.getTree().isDisposed()) {
                    tree.getTree().showSelection();
                }
            });
        } finally {
            revealing = false;
        }
    }

    private void later() {
        int now = ++typed;
        getDisplay().timerExec(TYPING_PAUSE, () -> {
            if (!isDisposed() && typed == now) {
                search();
            }
        });
    }

    private void search() {
        String text = box.getText();
        if (root != null && changesOnly) {
            List<TreeChanges.Row> all = content.changes();
            List<TreeChanges.Row> fit = all.stream().filter(row -> row.fits(text.strip())).toList();
            changes.show(fit);
            count.setText(all.isEmpty() ? "no differences" : all.size() == 1 ? fit.size() + " of 1 difference"
                    : fit.size() + " of " + all.size() + " differences");
            show(changes.table());
            return;
        }
        Optional<NodeSearch> search = NodeSearch.parse(text);
        if (root == null || search.isEmpty()) {
            show(tree.getControl());
            count.setText(root == null ? "" : counts());
            return;
        }
        DtNode top = root;
        background.compute("Searching the device tree", () -> search.get().run(top), result -> {
            if (top == root && text.equals(box.getText())) {
                found = result;
                TableRows.fill(results, result.hits(), hit -> new String[] { hit.path(), hit.where() });
                count.setText(result.total() + " of " + content.nodeCount() + " nodes fit"
                        + (result.total() > result.hits().size() ? "; the first " + result.hits().size() + " are listed" : ""));
                show(results);
            }
        });
    }

    private void show(Control page) {
        if (stack.topControl != page) {
            stack.topControl = page;
            pages.layout();
        }
    }

    /** Name, what it stands for, and what it is compatible with. */
    private final class NodeLabels extends LabelProvider
            implements DelegatingStyledCellLabelProvider.IStyledLabelProvider {

        private final StyledString.Styler muted = styler(ThemeColors.MUTED);
        private final StyledString.Styler changed = styler(ThemeColors.CHANGED);
        private final StyledString.Styler link = styler(ThemeColors.LINK);

        @Override
        public StyledString getStyledText(Object element) {
            if (element instanceof NodeChildren.Run run) {
                return new StyledString(run.label(), muted);
            }
            DtNode node = (DtNode) element;
            StyledString out = new StyledString(node.getParent() == null ? "/" : String.valueOf(node.getName()));
            content.differences().at(node).ifPresent(difference -> out.append(
                    difference.here() ? "  " + Sign.CHANGED.text() : "  " + Sign.CHANGED.text() + " below",
                    difference.here() ? changed : muted));
            if (!node.getPciFunctions().isEmpty()) {
                out.append("  \u2192 ", muted);
                out.append(String.join(", ", node.getPciFunctions().stream().map(PciFunction::getAddress).toList()), link);
            }
            NodePaths.notOkay(node).ifPresent(status -> out.append("  " + status, muted));
            NodePaths.compatible(node).ifPresent(text -> out.append("  " + text, muted));
            return out;
        }

        @Override
        public String getText(Object element) {
            return getStyledText(element).getString();
        }

        private StyledString.Styler styler(ThemeColors color) {
            return new StyledString.Styler() {
                @Override
                public void applyStyles(TextStyle style) {
                    style.foreground = JFaceResources.getColorRegistry().get(color.id());
                }
            };
        }
    }
}
