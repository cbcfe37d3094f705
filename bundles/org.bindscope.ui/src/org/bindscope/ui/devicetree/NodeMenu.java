// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.bindscope.model.DtNode;
import org.bindscope.ui.text.Clip;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;

/** Entries at the top of the node tree's menu: to the node's IOMMU, and from an IOMMU to those that it serves. */
final class NodeMenu {

    private static final String MINE = "org.bindscope.ui.devicetree.NodeMenu";
    private static final int MOST = 8;

    private final TreeViewer viewer;
    private final Supplier<Optional<TreeContent>> content;
    private final Consumer<DtNode> go;
    private final Runnable references;

    private NodeMenu(TreeViewer viewer, Supplier<Optional<TreeContent>> content, Consumer<DtNode> go, Runnable references) {
        this.viewer = viewer;
        this.content = content;
        this.go = go;
        this.references = references;
    }

    /**
     * Adds the entries whenever the menu opens.
     *
     * @param viewer     the node tree, whose menu is kept
     * @param content    what is shown
     * @param go         goes to a node
     * @param references shows all references to the selected node
     */
    static void install(TreeViewer viewer, Supplier<Optional<TreeContent>> content, Consumer<DtNode> go, Runnable references) {
        NodeMenu entries = new NodeMenu(viewer, content, go, references);
        Menu menu = Clip.menuOf(viewer.getControl());
        menu.addListener(SWT.Show, event -> entries.fill(menu));
    }

    private void fill(Menu menu) {
        for (MenuItem item : menu.getItems()) {
            if (item.getData(MINE) != null) {
                item.dispose();
            }
        }
        Optional<TreeContent> shown = content.get();
        if (shown.isEmpty() || !(viewer.getStructuredSelection().getFirstElement() instanceof DtNode node)) {
            return;
        }
        int at = 0;
        List<DtNode> own = NodeLinks.iommus(node, shown.get());
        List<DtNode> iommus = own.isEmpty() ? NodeLinks.mapAbove(node).map(bridge -> NodeLinks.iommus(bridge, shown.get()))
                .orElse(List.of()) : own;
        at = entries(menu, at, own.isEmpty() ? "Go to IOMMU of Host Bridge: " : "Go to IOMMU: ", iommus);
        List<DtNode> served = NodeLinks.served(node, shown.get());
        at = entries(menu, at, "Go to Device behind This IOMMU: ", served);
        if (!shown.get().fdt(node).map(plain -> shown.get().references().usersOf(plain)).orElse(List.of()).isEmpty()) {
            item(menu, at++, "Show Who Points Here", references);
        }
        if (at > 0) {
            new MenuItem(menu, SWT.SEPARATOR, at).setData(MINE, Boolean.TRUE);
        }
    }

    private int entries(Menu menu, int from, String title, List<DtNode> targets) {
        int at = from;
        for (DtNode target : targets.subList(0, Math.min(MOST, targets.size()))) {
            item(menu, at++, title + NodePaths.path(target).replace("&", "&&"), () -> go.accept(target));
        }
        return at;
    }

    private static void item(Menu menu, int at, String text, Runnable action) {
        MenuItem item = new MenuItem(menu, SWT.PUSH, at);
        item.setText(text);
        item.setData(MINE, Boolean.TRUE);
        item.addListener(SWT.Selection, event -> action.run());
    }
}
