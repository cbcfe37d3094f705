// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import java.util.List;

import org.bindscope.model.PciFunction;
import org.bindscope.ui.session.ModelSelection;

/**
 * A row above devices that no model object stands for, such as those without a driver.
 *
 * @param text    the row's text
 * @param members the devices
 */
public record DeviceBucket(String text, List<PciFunction> members) implements ModelSelection {

    /** Copies the list. */
    public DeviceBucket {
        members = List.copyOf(members);
    }

    @Override
    public List<PciFunction> modelObjects() {
        return members;
    }
}
