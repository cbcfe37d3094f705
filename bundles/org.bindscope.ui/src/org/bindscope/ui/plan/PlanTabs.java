// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.Map;
import java.util.function.Function;

import org.bindscope.analysis.findings.Finding.Severity;
import org.bindscope.binding.Export;
import org.bindscope.ui.text.DiffScanner;
import org.bindscope.ui.text.ExportScanner;
import org.bindscope.ui.text.PageTabs;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichText;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/** The pages about a plan: checks, script, undo, the kernel's expected steps, and what changes. For the UI thread. */
final class PlanTabs {

    private static final String EMPTY = "The plan is empty.";
    private static final String SELECTED = "planTab";

    private final CTabFolder folder;
    private final PlanPages pages;
    private final RichText checks;
    private final CTabItem checksTab;
    private final ScriptPage script;
    private final CTabItem scriptTab;
    private final ScriptPage undo;
    private final RichText steps;
    private final ScriptPage changes;

    PlanTabs(Composite parent, PlanPages pages) {
        this.pages = pages;
        folder = PageTabs.create(parent);
        checks = new RichText(folder, SWT.V_SCROLL, "Checks of the plan");
        checks.control().setMargins(6, 2, 6, 4);
        checksTab = tab("Checks", "What is wrong with the plan, and what to do about it", checks.control());
        script = new ScriptPage(folder, new ExportScanner(), "The plan in the chosen format");
        scriptTab = tab("Script", "The plan in the chosen format", script);
        undo = new ScriptPage(folder, new ExportScanner(), "What takes the plan back");
        tab("Undo", "What takes the plan back, in the chosen format", undo);
        steps = new RichText(folder, SWT.V_SCROLL, "What the kernel is expected to answer");
        steps.control().setMargins(6, 2, 6, 4);
        tab("Steps", "What the kernel is expected to answer to each step", steps.control());
        changes = new ScriptPage(folder, new DiffScanner(), "What changes against the snapshot");
        tab("Changes", "Driver and override of each device, before and after", changes);
        folder.setSelection(checksTab);
    }

    private CTabItem tab(String title, String tip, Control page) {
        CTabItem item = new CTabItem(folder, SWT.NONE);
        item.setText(title);
        item.setToolTipText(tip);
        item.setControl(page);
        return item;
    }

    /**
     * Adds a page.
     *
     * @param title what its tab says
     * @param tip   what the tab's tool tip says
     * @param page  makes the page
     * @param <T>   type of the page
     * @return the page
     */
    <T extends Control> T add(String title, String tip, Function<Composite, T> page) {
        T control = page.apply(folder);
        tab(title, tip, control);
        return control;
    }

    /** Brings the tab of a page to the top. */
    void select(Control page) {
        for (CTabItem item : folder.getItems()) {
            if (item.getControl() == page) {
                folder.setSelection(item);
            }
        }
    }

    /** Brings the script to the top. */
    void selectScript() {
        folder.setSelection(scriptTab);
    }

    void store(Map<String, String> state) {
        state.put(SELECTED, String.valueOf(folder.getSelectionIndex()));
    }

    void restore(Map<String, String> state) {
        String index = state.getOrDefault(SELECTED, "0");
        for (int i = 0; i < folder.getItemCount(); i++) {
            if (index.equals(String.valueOf(i))) {
                folder.setSelection(i);
            }
        }
    }

    void show(PlanEvaluation evaluation) {
        long open = evaluation.findings().stream().filter(finding -> finding.severity() != Severity.INFO).count();
        String title = open == 0 ? "Checks" : "Checks (" + open + ")";
        if (!title.equals(checksTab.getText())) {
            checksTab.setText(title);
        }
        checks.show(pages.checks(evaluation));
        steps.show(PlanPages.steps(evaluation.steps()));
        if (evaluation.draft().isEmpty()) {
            changes.show(muted(EMPTY));
        } else {
            changes.show(PlanChanges.of(evaluation));
        }
    }

    void show(PlanEvaluation evaluation, FormatChoice choice, PlanPreview preview) {
        if (evaluation.draft().isEmpty()) {
            script.show(muted(EMPTY));
            undo.show(muted(EMPTY));
        } else if (!evaluation.mayBeWritten()) {
            script.show(pages.refused(evaluation));
            undo.show(pages.refused(evaluation));
        } else if (choice.refusal().isPresent()) {
            script.show(pages.refusal(choice, evaluation.formats()));
            undo.show(pages.refusal(choice, evaluation.formats()));
        } else {
            script.show(preview.export().map(Export::text).orElse(""));
            undo.show(preview.undo().map(Export::text).orElse(""));
        }
    }

    private static RichDocument muted(String text) {
        return new RichDocument().add(text, ThemeColors.MUTED);
    }
}
