// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.match;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.bindscope.analysis.match.WhatIf;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.Driver;
import org.bindscope.model.KernelModule;
import org.bindscope.model.Machine;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;

/** Chooses kernel rules and adds what-ifs, without a dialog. */
final class WhatIfBar extends Composite {

    private static final String OWN = "as captured: ";

    private final Combo rules;
    private final Combo kind;
    private final Combo value;
    private final Button add;
    private final Label message;
    private final Consumer<WhatIf> suppose;
    private List<String> drivers = List.of();
    private List<String> modules = List.of();
    private String address = "";
    private KernelRules own;

    /**
     * Creates the bar.
     *
     * @param parent      the parent
     * @param chooseRules hears of chosen rules
     * @param suppose     hears of a new what-if
     */
    WhatIfBar(Composite parent, Consumer<KernelRules> chooseRules, Consumer<WhatIf> suppose) {
        super(parent, SWT.NONE);
        this.suppose = suppose;
        GridLayoutFactory.fillDefaults().numColumns(4).spacing(4, 4).applyTo(this);
        label("Rules:");
        rules = new Combo(this, SWT.DROP_DOWN);
        rules.setToolTipText("Kernel rules: those of the snapshot's kernel, an era of the specification (A to E, S, S-nocompat, R), "
                + "or a release such as 5.11, perhaps with +S");
        GridDataFactory.fillDefaults().span(3, 1).grab(true, false).hint(80, SWT.DEFAULT).applyTo(rules);
        rules.addListener(SWT.Selection, event -> rulesChosen(chooseRules));
        rules.addListener(SWT.DefaultSelection, event -> rulesChosen(chooseRules));
        label("What if:");
        kind = new Combo(this, SWT.READ_ONLY | SWT.DROP_DOWN);
        kind.setItems(Supposition.all().stream().map(Supposition::title).toArray(String[]::new));
        kind.select(0);
        kind.setToolTipText("What to suppose");
        GridDataFactory.fillDefaults().hint(110, SWT.DEFAULT).grab(true, false).applyTo(kind);
        kind.addListener(SWT.Selection, event -> kindChosen());
        value = new Combo(this, SWT.DROP_DOWN);
        value.setVisibleItemCount(14);
        GridDataFactory.fillDefaults().hint(80, SWT.DEFAULT).grab(true, false).applyTo(value);
        value.addListener(SWT.DefaultSelection, event -> added());
        add = new Button(this, SWT.PUSH);
        add.setText("Suppose");
        add.setToolTipText("Works everything out again as if this were so; the snapshot stays as it is");
        add.addListener(SWT.Selection, event -> added());
        message = new Label(this, SWT.WRAP);
        message.setForeground(ThemeColors.ERROR.color());
        GridDataFactory.fillDefaults().span(4, 1).grab(true, false).hint(80, SWT.DEFAULT).exclude(true).applyTo(message);
        kindChosen();
    }

    private void label(String text) {
        Label label = new Label(this, SWT.NONE);
        label.setText(text);
        GridDataFactory.swtDefaults().applyTo(label);
    }

    /** Offers the drivers and modules of a machine. */
    void setMachine(Machine machine, KernelRules snapshotRules) {
        own = snapshotRules;
        drivers = Stream.concat(Stream.of("vfio-pci"),
                machine.getDrivers().stream().map(Driver::getName).sorted()).distinct().toList();
        modules = machine.getModules().stream().filter(module -> !module.isBuiltin()).map(KernelModule::getName).sorted().toList();
        rules.removeAll();
        rules.add(OWN + snapshotRules.label());
        KernelRules.NAMES.forEach(name -> rules.add(KernelRules.named(name).label()));
        rules.setVisibleItemCount(KernelRules.NAMES.size() + 1);
        rules.select(0);
        kindChosen();
    }

    /** Shows the rules in force. */
    void show(String shownAddress, KernelRules inForce) {
        address = shownAddress;
        rules.setText(inForce.equals(own) ? OWN + own.label() : inForce.label());
    }

    private void rulesChosen(Consumer<KernelRules> chooseRules) {
        String text = rules.getText().strip();
        int index = rules.indexOf(rules.getText());
        try {
            chooseRules.accept(text.isEmpty() || index == 0 ? own
                    : KernelRules.named(index > 0 ? KernelRules.NAMES.get(index - 1) : text));
            complain("");
        } catch (IllegalArgumentException e) {
            complain(e.getMessage());
        }
    }

    private Supposition chosen() {
        return Supposition.all().get(kind.getSelectionIndex());
    }

    private void kindChosen() {
        Supposition chosen = chosen();
        List<String> proposals = switch (chosen) {
            case OVERRIDE -> drivers;
            case LOAD, UNLOAD -> modules;
            default -> List.of();
        };
        value.setItems(proposals.toArray(String[]::new));
        value.setEnabled(!chosen.hint().isEmpty());
        value.setToolTipText(chosen.hint());
        if (chosen == Supposition.OVERRIDE) {
            value.setText("vfio-pci");
        }
        complain("");
    }

    private void added() {
        try {
            suppose.accept(chosen().read(address, value.getText().strip()));
            complain("");
        } catch (IllegalArgumentException e) {
            complain(e.getMessage());
        }
    }

    private void complain(String text) {
        boolean none = text.isEmpty();
        message.setText(none ? "" : text + (text.endsWith(".") ? "" : "."));
        message.setVisible(!none);
        ((GridData) message.getLayoutData()).exclude = none;
        getParent().layout(true, true);
    }
}
