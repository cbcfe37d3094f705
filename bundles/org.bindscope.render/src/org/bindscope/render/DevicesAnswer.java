// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

import org.bindscope.model.PciFunction;

/**
 * Some functions of a machine: the elements of {@code devices} of the command line's JSON of
 * {@code inspect}, as one array. The desktop copies it.
 *
 * @param functions the functions, in the order in which they are written
 */
public record DevicesAnswer(List<PciFunction> functions) implements Answer {

    /** Copies the list. */
    public DevicesAnswer {
        functions = List.copyOf(functions);
    }

    @Override
    public void writeJson(Writer out) throws IOException {
        JsonText json = new JsonText(out).array();
        DevicesJson.write(json, functions);
        json.endArray().finish(out);
    }

    @Override
    public void writeText(Writer out) throws IOException {
        for (PciFunction function : functions) {
            out.write(function.getAddress() + "  " + DeviceText.ids(function) + "  " + DeviceText.name(function) + "\n");
        }
        out.flush();
    }
}
