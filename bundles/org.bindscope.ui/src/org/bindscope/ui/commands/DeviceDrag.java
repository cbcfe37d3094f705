// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.ModelWalk;
import org.eclipse.jface.util.LocalSelectionTransfer;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.swt.dnd.DND;
import org.eclipse.swt.dnd.DragSource;
import org.eclipse.swt.dnd.DragSourceAdapter;
import org.eclipse.swt.dnd.DragSourceEvent;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.widgets.Control;

/**
 * Lets devices be dragged out of a control: into the binding plan as model objects, into other programs as
 * addresses, one a line. For the UI thread.
 */
public final class DeviceDrag {

    private DeviceDrag() {
    }

    /**
     * Makes a control a source.
     *
     * @param control   shows model objects
     * @param selection what is selected in it, asked when a drag starts; a selection that stands for no device
     *                  is not dragged
     */
    public static void install(Control control, Supplier<IStructuredSelection> selection) {
        DragSource source = new DragSource(control, DND.DROP_COPY | DND.DROP_LINK);
        source.setTransfer(LocalSelectionTransfer.getTransfer(), TextTransfer.getInstance());
        source.addDragListener(new DragSourceAdapter() {
            @Override
            public void dragStart(DragSourceEvent event) {
                IStructuredSelection dragged = selection.get();
                event.doit = !devices(dragged).isEmpty();
                LocalSelectionTransfer.getTransfer().setSelection(event.doit ? dragged : null);
            }

            @Override
            public void dragSetData(DragSourceEvent event) {
                event.data = TextTransfer.getInstance().isSupportedType(event.dataType)
                        ? devices(selection.get()).stream().map(PciFunction::getAddress).collect(Collectors.joining("\n"))
                        : LocalSelectionTransfer.getTransfer().getSelection();
            }

            @Override
            public void dragFinished(DragSourceEvent event) {
                LocalSelectionTransfer.getTransfer().setSelection(null);
            }
        });
    }

    private static List<PciFunction> devices(IStructuredSelection selection) {
        return ModelWalk.devices(selection.toList());
    }
}
