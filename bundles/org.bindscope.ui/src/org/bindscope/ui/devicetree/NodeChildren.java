// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.devicetree;

import java.util.List;

import org.bindscope.model.DtNode;
import org.eclipse.jface.viewers.ITreeContentProvider;

/**
 * Children of device-tree nodes. A node with very many children shows them in runs, so that no level of
 * the tree has more rows than the widget can make at once. The input is an array with the root.
 */
final class NodeChildren implements ITreeContentProvider {

    /** Children in one run; nodes with fewer children show them directly. */
    static final int LENGTH = 1000;

    /**
     * Some of a node's children.
     *
     * @param parent the node
     * @param from   index of the first child
     * @param to     index behind the last child
     */
    record Run(DtNode parent, int from, int to) {

        List<DtNode> nodes() {
            return parent.getChildren().subList(from, to);
        }

        /** First and last name, and how many there are. */
        String label() {
            return parent.getChildren().get(from).getName() + " \u2026 " + parent.getChildren().get(to - 1).getName()
                    + "  (" + (to - from) + " nodes)";
        }
    }

    @Override
    public Object[] getElements(Object input) {
        return (Object[]) input;
    }

    @Override
    public Object[] getChildren(Object element) {
        if (element instanceof Run run) {
            return run.nodes().toArray();
        }
        DtNode node = (DtNode) element;
        int count = node.getChildren().size();
        if (count <= LENGTH) {
            return node.getChildren().toArray();
        }
        Run[] runs = new Run[(count + LENGTH - 1) / LENGTH];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = run(node, i);
        }
        return runs;
    }

    private static Run run(DtNode node, int number) {
        return new Run(node, number * LENGTH, Math.min((number + 1) * LENGTH, node.getChildren().size()));
    }

    @Override
    public Object getParent(Object element) {
        if (element instanceof Run run) {
            return run.parent();
        }
        DtNode node = (DtNode) element;
        DtNode parent = node.getParent();
        return parent == null || parent.getChildren().size() <= LENGTH ? parent
                : run(parent, parent.getChildren().indexOf(node) / LENGTH);
    }

    @Override
    public boolean hasChildren(Object element) {
        return element instanceof Run || !((DtNode) element).getChildren().isEmpty();
    }
}
