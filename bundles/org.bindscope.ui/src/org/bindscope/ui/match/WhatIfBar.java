// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.match;

import java.util.List;
import java.util.function.BiConsumer;
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
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;

/** Chooses kernel rules and adds what-ifs, without a dialog. */
final class WhatIfBar extends Composite {

    private final Combo rules;
    private final Combo kind;
    private final Combo value;
    private final Button add;
    private final Label message;
    private final Consumer<WhatIf> suppose;
    private final Consumer<String> read;
    private List<String> drivers = List.of();
    private List<String> modules = List.of();
    private String address = "";
    private RulesChoice choice;
    private KernelRules inForce;

    /**
     * Creates the bar.
     *
     * @param parent      the parent
     * @param chooseRules hears of chosen rules
     * @param compare     hears of the wish to compare rules, with those that are offered and those in force
     * @param suppose     hears of a new what-if
     * @param read        hears of a what-if that stands in a file, by its path
     */
    WhatIfBar(Composite parent, Consumer<KernelRules> chooseRules, BiConsumer<RulesChoice, KernelRules> compare,
            Consumer<WhatIf> suppose, Consumer<String> read) {
        super(parent, SWT.NONE);
        this.suppose = suppose;
        this.read = read;
        GridLayoutFactory.fillDefaults().numColumns(4).spacing(4, 4).applyTo(this);
        label("Rules:");
        rules = new Combo(this, SWT.DROP_DOWN);
        rules.setToolTipText("Kernel rules: those of the snapshot's kernel, an era of the specification (A to E, S, S-nocompat, R), "
                + "or a release such as 5.11, perhaps with +S");
        GridDataFactory.fillDefaults().span(2, 1).grab(true, false).hint(80, SWT.DEFAULT).applyTo(rules);
        rules.addListener(SWT.Selection, event -> rulesChosen(chooseRules));
        rules.addListener(SWT.DefaultSelection, event -> rulesChosen(chooseRules));
        Button comparison = new Button(this, SWT.PUSH);
        comparison.setText("Compare\u2026");
        comparison.setToolTipText("Compare Rules: the functions whose verdict differs between two sets of kernel rules");
        GridDataFactory.fillDefaults().applyTo(comparison);
        comparison.addListener(SWT.Selection, event -> {
            if (choice != null) {
                compare.accept(choice, inForce);
            }
        });
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
        add.addListener(SWT.Selection, event -> {
            if (chosen().ofFile()) {
                fileChosen();
            } else {
                added();
            }
        });
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
        choice = new RulesChoice(snapshotRules);
        inForce = snapshotRules;
        drivers = Stream.concat(Stream.of("vfio-pci"),
                machine.getDrivers().stream().map(Driver::getName).sorted()).distinct().toList();
        modules = machine.getModules().stream().filter(module -> !module.isBuiltin()).map(KernelModule::getName).sorted().toList();
        rules.setItems(choice.items().toArray(String[]::new));
        rules.setVisibleItemCount(rules.getItemCount());
        rules.select(0);
        kindChosen();
    }

    /** Shows the rules in force. */
    void show(String shownAddress, KernelRules shownRules) {
        address = shownAddress;
        inForce = shownRules;
        rules.setText(choice.text(shownRules));
    }

    private void rulesChosen(Consumer<KernelRules> chooseRules) {
        try {
            chooseRules.accept(choice.read(rules.getText()));
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
        add.setText(chosen.ofFile() ? "Choose\u2026" : "Suppose");
        layout();
        complain("");
    }

    private void fileChosen() {
        FileDialog dialog = new FileDialog(getShell(), SWT.OPEN);
        dialog.setText("Aliases of Another Kernel");
        dialog.setFilterNames(new String[] { "modules.alias", "All files" });
        dialog.setFilterExtensions(new String[] { "modules.alias*", "*" });
        String file = dialog.open();
        if (file != null) {
            value.setText(file);
            read.accept(file);
        }
    }

    private void added() {
        if (chosen().ofFile()) {
            read.accept(value.getText().strip());
            return;
        }
        try {
            suppose.accept(chosen().read(address, value.getText().strip()));
            complain("");
        } catch (IllegalArgumentException e) {
            complain(e.getMessage());
        }
    }

    /**
     * Says below the bar what is wrong.
     *
     * @param text a sentence; an empty text takes back what was said before
     */
    void complain(String text) {
        boolean none = text.isEmpty();
        message.setText(none ? "" : text + (text.endsWith(".") ? "" : "."));
        message.setVisible(!none);
        ((GridData) message.getLayoutData()).exclude = none;
        getParent().layout(true, true);
    }
}
