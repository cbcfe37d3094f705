// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import java.util.List;

import org.bindscope.model.DtNode;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.session.SessionTopics;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.e4.core.services.events.IEventBroker;
import org.eclipse.e4.ui.workbench.modeling.ESelectionService;
import org.eclipse.e4.ui.workbench.modeling.ISelectionListener;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.osgi.service.event.EventHandler;

import jakarta.annotation.PostConstruct;

/** The line at the bottom that names the selection in the kernel's words: address, node path, sysfs path. */
public class StatusControl {

    /**
     * Builds the line.
     *
     * @param parent  the place in the trim
     * @param service tells what is selected
     * @param broker  tells when another document becomes active
     */
    @PostConstruct
    public void create(Composite parent, ESelectionService service, IEventBroker broker) {
        Composite area = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(8, 4).applyTo(area);
        Label label = new Label(area, SWT.NONE);
        GridDataFactory.fillDefaults().align(SWT.FILL, SWT.CENTER).grab(true, true).applyTo(label);
        ThemeColors.MUTED.paint(label);
        ISelectionListener listener = (part, selection) -> {
            if (!label.isDisposed() && selection instanceof IStructuredSelection structured && !structured.isEmpty()) {
                show(label, text(structured.toList()));
            }
        };
        EventHandler onDocument = event -> show(label, "");
        service.addSelectionListener(listener);
        broker.subscribe(SessionTopics.ACTIVE_DOCUMENT, onDocument);
        label.addDisposeListener(event -> {
            service.removeSelectionListener(listener);
            broker.unsubscribe(onDocument);
        });
    }

    private static void show(Label label, String text) {
        if (!label.isDisposed()) {
            label.setText(text);
            label.requestLayout();
        }
    }

    private static String text(List<?> objects) {
        if (objects.size() == 1 && objects.get(0) instanceof PciFunction function) {
            DtNode node = function.getDeviceTreeNode();
            return function.getAddress() + (node == null ? "" : "     " + ObjectText.path(node))
                    + "     sys/bus/pci/devices/" + function.getAddress();
        }
        if (objects.size() == 1 && objects.get(0) instanceof EObject object) {
            return ObjectText.title(object);
        }
        int devices = ModelWalk.devices(objects).size();
        return devices == 0 ? "" : devices == 1 ? "1 device" : devices + " devices";
    }
}
