// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.nvlink;

import java.util.ArrayList;
import java.util.List;

import org.bindscope.analysis.nvlink.NvLinkMatrix.Cell;
import org.bindscope.ui.session.ModelSelection;
import org.eclipse.emf.ecore.EObject;

/**
 * A cell of the matrix as a selection: two GPUs.
 *
 * @param cell what joins them
 * @param a    the row's GPU
 * @param b    the column's GPU
 */
record PairRow(Cell cell, EndRow a, EndRow b) implements ModelSelection {

    @Override
    public List<EObject> modelObjects() {
        List<EObject> both = new ArrayList<>(a.modelObjects());
        b.modelObjects().stream().filter(object -> !both.contains(object)).forEach(both::add);
        return both;
    }
}
