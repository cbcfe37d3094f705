// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.Viewer;

/** Hands a {@link DeviceForest} to a tree. */
final class ForestContent implements ITreeContentProvider {

    private DeviceForest forest = new DeviceForest();

    @Override
    public void inputChanged(Viewer viewer, Object oldInput, Object newInput) {
        forest = newInput instanceof DeviceForest next ? next : new DeviceForest();
    }

    @Override
    public Object[] getElements(Object input) {
        return forest.roots().toArray();
    }

    @Override
    public Object[] getChildren(Object element) {
        return forest.children(element).toArray();
    }

    @Override
    public Object getParent(Object element) {
        return forest.parent(element).orElse(null);
    }

    @Override
    public boolean hasChildren(Object element) {
        return !forest.children(element).isEmpty();
    }
}
