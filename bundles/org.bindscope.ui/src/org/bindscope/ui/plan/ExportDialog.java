// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.bindscope.binding.Export;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.session.UserMessages;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;

/** A plan of its own for a selection: checked, previewed and saved without touching the document's plan. */
final class ExportDialog extends Dialog implements PlanPanel.Host {

    private static final int KEEP = IDialogConstants.CLIENT_ID;

    private final MachineDocument document;
    private final List<PciFunction> functions;
    private final Consumer<PlanDraft> keep;
    private PlanDraft draft;
    private PlanPanel panel;

    ExportDialog(Shell shell, MachineDocument document, List<PciFunction> functions, PlanDraft draft, Consumer<PlanDraft> keep) {
        super(shell);
        this.document = document;
        this.functions = List.copyOf(functions);
        this.draft = draft;
        this.keep = keep;
        setShellStyle(getShellStyle() | SWT.RESIZE | SWT.MAX);
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText("Export Binding Script");
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        panel = new PlanPanel(area, this, false, Optional.empty());
        GridDataFactory.fillDefaults().grab(true, true).applyTo(panel);
        MachinePart.name(panel.viewer().getControl(), "Wishes of the plan");
        panel.setInput(document.machine(), document.hostDevices(), document::analysis, draft);
        return area;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, KEEP, "Add to Binding Plan", false);
        createButton(parent, IDialogConstants.CLOSE_ID, IDialogConstants.CLOSE_LABEL, true);
    }

    @Override
    protected void buttonPressed(int id) {
        if (id == KEEP) {
            keep.accept(draft);
        }
        close();
    }

    @Override
    protected Point getInitialSize() {
        return new Point(convertWidthInCharsToPixels(170), convertHeightInCharsToPixels(42));
    }

    @Override
    protected boolean isResizable() {
        return true;
    }

    @Override
    public void changed(PlanDraft now) {
        draft = now;
        panel.show(now);
    }

    @Override
    public List<PciFunction> selectedDevices() {
        return functions;
    }

    @Override
    public void open(EObject object) {
        // The views are behind this dialog, and nothing in it leads to them.
    }

    @Override
    public void save(Export export) {
        ExportFiles.save(getShell(), export);
    }

    @Override
    public <T> void compute(String task, Supplier<T> work, Consumer<T> show) {
        Display display = panel == null ? Display.getCurrent() : panel.getDisplay();
        Job job = Job.create(task, monitor -> {
            T result;
            try {
                result = work.get();
            } catch (RuntimeException e) {
                UserMessages.failed(task + " failed for " + document.name(), e);
                return Status.error(task, e);
            }
            display.asyncExec(() -> {
                if (!panel.isDisposed()) {
                    show.accept(result);
                }
            });
            return Status.OK_STATUS;
        });
        job.setSystem(true);
        job.schedule();
    }
}
