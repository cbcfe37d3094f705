// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.config;

import java.util.List;
import java.util.Optional;

import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;

/** Says above the bytes what they lack or what is wrong with them, and the command that collects the rest. */
final class ConfigBanner extends Composite {

    private final Label sign;
    private final Label sentence;
    private final Text command;
    private final Button copy;

    ConfigBanner(Composite parent) {
        super(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(3).margins(4, 4).spacing(6, 2).applyTo(this);
        sign = new Label(this, SWT.NONE);
        sign.setText(Sign.WARNING.text());
        ThemeColors.WARNING.paint(sign);
        GridDataFactory.swtDefaults().align(SWT.BEGINNING, SWT.BEGINNING).applyTo(sign);
        sentence = new Label(this, SWT.WRAP);
        GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(120, SWT.DEFAULT).applyTo(sentence);
        new Label(this, SWT.NONE);
        command = new Text(this, SWT.READ_ONLY | SWT.SINGLE | SWT.BORDER);
        command.setFont(JFaceResources.getTextFont());
        MachinePart.name(command, "Command that collects the rest");
        GridDataFactory.fillDefaults().grab(true, false).align(SWT.FILL, SWT.CENTER).hint(120, SWT.DEFAULT).applyTo(command);
        copy = new Button(this, SWT.PUSH);
        copy.setText("Copy");
        copy.setToolTipText("Copy the command");
        copy.addListener(SWT.Selection, event -> Clip.copy(getDisplay(), command.getText()));
    }

    /** Shows sentences, or nothing where there are none. */
    void show(List<String> sentences, Optional<String> collect) {
        exclude(this, sentences.isEmpty());
        sentence.setText(String.join("\n", sentences));
        command.setText(collect.orElse(""));
        for (Control control : getChildren()) {
            if (control != sign && control != sentence) {
                exclude(control, collect.isEmpty());
            }
        }
        layout(true, true);
        getParent().layout(true, true);
    }

    private static void exclude(Control control, boolean out) {
        if (control.getLayoutData() == null) {
            control.setLayoutData(new GridData());
        }
        ((GridData) control.getLayoutData()).exclude = out;
        control.setVisible(!out);
    }
}
