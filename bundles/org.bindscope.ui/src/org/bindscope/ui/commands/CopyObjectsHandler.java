// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.commands;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;

import org.bindscope.model.PciFunction;
import org.bindscope.render.DevicesAnswer;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.text.Clip;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.ExecutionEvent;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExecutableExtension;
import org.eclipse.swt.widgets.Display;

/** Copies the selected devices in the form that plugin.xml names after the class address, description or json. */
public class CopyObjectsHandler extends AbstractHandler implements IExecutableExtension {

    private String form = "address";

    @Override
    public void setInitializationData(IConfigurationElement config, String property, Object data) {
        if (data instanceof String name) {
            form = name;
        }
    }

    @Override
    public Object execute(ExecutionEvent event) {
        Clip.copy(Display.getCurrent(), text(form, Selected.devices(event)));
        return null;
    }

    /**
     * Devices as text.
     *
     * @param form    {@code address}, {@code description} or {@code json}
     * @param devices the devices
     * @return one line a device, or one JSON array
     */
    static String text(String form, List<PciFunction> devices) {
        if (form.equals("json")) {
            return json(devices);
        }
        return devices.stream()
                .map(form.equals("description") ? ObjectText::description : PciFunction::getAddress)
                .collect(Collectors.joining("\n"));
    }

    private static String json(List<PciFunction> devices) {
        StringWriter out = new StringWriter();
        try {
            new DevicesAnswer(devices).writeJson(out);
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory cannot fail", e);
        }
        return out.toString();
    }
}
