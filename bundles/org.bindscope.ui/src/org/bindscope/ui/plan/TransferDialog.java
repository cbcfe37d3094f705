// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import org.bindscope.binding.PlanTransfer;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.RichText;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;

/**
 * Says what of a plan holds on another snapshot, what moved and what is gone, before the plan is used there. Opens
 * to OK when the user wants it so.
 */
final class TransferDialog extends Dialog {

    private final PlanTransfer transfer;
    private final String machine;

    /**
     * A dialog.
     *
     * @param shell    the window that it belongs to
     * @param transfer the plan on the other snapshot
     * @param machine  name of the other snapshot
     */
    TransferDialog(Shell shell, PlanTransfer transfer, String machine) {
        super(shell);
        this.transfer = transfer;
        this.machine = machine;
        setShellStyle(getShellStyle() | SWT.RESIZE);
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText("Plan on Another Snapshot");
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        RichText page = new RichText(area, SWT.V_SCROLL, "What became of the plan's devices");
        GridDataFactory.fillDefaults().grab(true, true).applyTo(page.control());
        page.show(page(transfer, machine));
        return area;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        boolean any = !transfer.wishes().isEmpty();
        createButton(parent, IDialogConstants.OK_ID, "Use This Plan", any).setEnabled(any);
        createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, !any);
    }

    @Override
    protected Point getInitialSize() {
        return new Point(convertWidthInCharsToPixels(90), convertHeightInCharsToPixels(26));
    }

    @Override
    protected boolean isResizable() {
        return true;
    }

    /**
     * Writes what became of the devices.
     *
     * @param transfer the plan on the other snapshot
     * @param machine  name of the other snapshot
     * @return one sentence, then each wish
     */
    static RichDocument page(PlanTransfer transfer, String machine) {
        long found = transfer.rows().stream().filter(row -> row.address().isPresent()).count();
        long moved = transfer.rows().stream().filter(row -> row.state() == PlanTransfer.State.MOVED).count();
        int all = transfer.rows().size();
        RichDocument out = new RichDocument();
        out.add(found == all ? Sign.GOOD : Sign.WARNING).add((found == all ? "All devices of the plan are in "
                : found + " of " + all + " devices of the plan are in ") + machine
                + (moved == 0 ? "." : moved == 1 ? "; 1 moved." : "; " + moved + " moved."), Style.BOLD).line();
        out.add("Plan made from " + transfer.saved().source().line() + ".", ThemeColors.MUTED).line();
        for (PlanTransfer.Row row : transfer.rows()) {
            Sign sign = switch (row.state()) {
                case HOLDS -> Sign.GOOD;
                case MOVED -> Sign.CHANGED;
                case AMBIGUOUS -> Sign.UNKNOWN;
                case GONE, NEVER_KNOWN -> Sign.BAD;
            };
            out.hanging(3).above().add(sign.text(), sign.tint()).add("\t").add(row.wish().address(), Style.MONO)
                    .add(row.wish().driver().map(driver -> "  " + driver).orElse("  no driver"));
            row.address().filter(address -> !address.equals(row.wish().address()))
                    .ifPresent(address -> out.add("  is now ").add(address, Style.MONO));
            out.line();
            out.hanging(3).add("\t").add(row.why(), ThemeColors.MUTED).line();
            row.changes().forEach(change -> out.hanging(3).add("\t").add(Sign.CHANGED).add(change, ThemeColors.MUTED).line());
        }
        return out;
    }
}
