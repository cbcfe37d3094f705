// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;

import jakarta.annotation.PostConstruct;

/** The devices of a machine. */
public class MachineView {

    /**
     * Builds the view.
     *
     * @param parent the part's area
     */
    @PostConstruct
    public void create(Composite parent) {
        new Label(parent, SWT.NONE).setText("Machine");
    }
}
