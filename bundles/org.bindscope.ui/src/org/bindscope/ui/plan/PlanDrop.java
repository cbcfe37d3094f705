// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.List;
import java.util.function.Consumer;

import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.ModelWalk;
import org.eclipse.jface.util.LocalSelectionTransfer;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.DropTarget;
import org.eclipse.swt.dnd.DropTargetAdapter;
import org.eclipse.swt.dnd.DropTargetEvent;
import org.eclipse.swt.widgets.Control;

/** Takes devices that are dragged from other views. For the UI thread. */
final class PlanDrop {

    private PlanDrop() {
    }

    /**
     * Makes a control, with everything in it, take devices.
     *
     * @param control the control
     * @param dropped gets the devices, never none
     */
    static void install(Control control, Consumer<List<PciFunction>> dropped) {
        DropTarget target = new DropTarget(control, DND.DROP_COPY | DND.DROP_LINK | DND.DROP_DEFAULT);
        target.setTransfer(LocalSelectionTransfer.getTransfer());
        target.addDropListener(new DropTargetAdapter() {
            @Override
            public void dragEnter(DropTargetEvent event) {
                event.detail = DND.DROP_COPY;
            }

            @Override
            public void dragOperationChanged(DropTargetEvent event) {
                event.detail = DND.DROP_COPY;
            }

            @Override
            public void drop(DropTargetEvent event) {
                List<PciFunction> devices = LocalSelectionTransfer.getTransfer().getSelection()
                        instanceof IStructuredSelection selection ? ModelWalk.devices(selection.toList()) : List.of();
                if (!devices.isEmpty()) {
                    dropped.accept(devices);
                }
            }
        });
    }
}
