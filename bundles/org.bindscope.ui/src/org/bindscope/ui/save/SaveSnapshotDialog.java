// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.save;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;

import org.bindscope.snapshot.redact.RedactionReport;
import org.bindscope.snapshot.redact.Redactor;
import org.bindscope.snapshot.save.Compression;
import org.bindscope.ui.session.JobProgress;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.UserMessages;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.TableRows;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.Text;

/** Asks where to save the snapshot and whether to redact it, and shows beforehand what redaction replaces. */
final class SaveSnapshotDialog extends TitleAreaDialog {

    private static final String HINT = "The archive opens again equal. Redacted, it names neither the machine nor its parts;"
            + " drivers, ids and groups stay.";

    private final MachineDocument document;
    private Text file;
    private Button redact;
    private Text key;
    private Text host;
    private Button keepOui;
    private Table preview;
    private Label summary;
    private Job looking;

    SaveSnapshotDialog(Shell shell, MachineDocument document) {
        super(shell);
        this.document = document;
        setShellStyle(getShellStyle() | SWT.RESIZE);
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText("Save Snapshot As");
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(document.name());
        setMessage(HINT);
        Composite area = new Composite((Composite) super.createDialogArea(parent), SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(area);
        GridLayoutFactory.swtDefaults().numColumns(3).applyTo(area);
        file = field(area, "&File:", "");
        Button browse = new Button(area, SWT.PUSH);
        browse.setText("&Browse…");
        browse.addListener(SWT.Selection, event -> browse());
        setButtonLayoutData(browse);
        redact = new Button(area, SWT.CHECK);
        redact.setText("&Replace serial numbers, MAC addresses, UUIDs and the host's name");
        GridDataFactory.fillDefaults().span(3, 1).indent(0, 6).applyTo(redact);
        host = field(area, "&Host name:", "Where no file of the snapshot tells it, type it here.");
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).applyTo(host);
        key = field(area, "&Key:", "The same key gives the same pseudonyms, so that two redacted snapshots can be compared.");
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).applyTo(key);
        key.setText(UUID.randomUUID().toString());
        new Label(area, SWT.NONE);
        keepOui = new Button(area, SWT.CHECK);
        keepOui.setText("Keep the &vendor's part of MAC addresses");
        GridDataFactory.fillDefaults().span(2, 1).applyTo(keepOui);
        preview = table(area);
        summary = new Label(area, SWT.WRAP);
        GridDataFactory.fillDefaults().span(3, 1).grab(true, false).applyTo(summary);
        redact.addListener(SWT.Selection, event -> look());
        keepOui.addListener(SWT.Selection, event -> look());
        host.addListener(SWT.DefaultSelection, event -> look());
        host.addListener(SWT.FocusOut, event -> look());
        file.addListener(SWT.Modify, event -> check());
        show(List.of(), "Everything is saved as it is.");
        enable();
        findHost();
        return area;
    }

    private static Text field(Composite area, String label, String help) {
        new Label(area, SWT.NONE).setText(label);
        Text text = new Text(area, SWT.BORDER);
        text.setToolTipText(help);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(text);
        return text;
    }

    private static Table table(Composite area) {
        Table table = new Table(area, SWT.BORDER | SWT.FULL_SELECTION | SWT.MULTI);
        table.setHeaderVisible(true);
        PixelConverter units = new PixelConverter(table);
        GridDataFactory.fillDefaults().span(3, 1).grab(true, true).hint(SWT.DEFAULT, units.convertHeightInCharsToPixels(10))
                .applyTo(table);
        int[] characters = {24, 8, 70};
        String[] titles = {"Replaced", "Times", "File"};
        for (int i = 0; i < titles.length; i++) {
            TableColumn column = new TableColumn(table, i == 1 ? SWT.RIGHT : SWT.LEFT);
            column.setText(titles[i]);
            column.setWidth(units.convertWidthInCharsToPixels(characters[i]));
        }
        Clip.install(table);
        return table;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, IDialogConstants.OK_ID, "Save", true);
        createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false);
        check();
    }

    @Override
    protected boolean isResizable() {
        return true;
    }

    @Override
    protected Point getInitialSize() {
        return new Point(convertWidthInCharsToPixels(110), convertHeightInCharsToPixels(34));
    }

    private void browse() {
        FileDialog dialog = new FileDialog(getShell(), SWT.SAVE);
        dialog.setText("Save Snapshot As");
        dialog.setFileName((redact.getSelection() ? "redacted" : "snapshot") + Compression.XZ.ending());
        dialog.setOverwrite(true);
        String chosen = dialog.open();
        if (chosen != null) {
            file.setText(Compression.of(chosen).isPresent() ? chosen : chosen + Compression.XZ.ending());
        }
    }

    private void check() {
        Button save = getButton(IDialogConstants.OK_ID);
        if (save == null) {
            return;
        }
        boolean named = !file.getText().isBlank();
        boolean known = Compression.of(file.getText()).isPresent();
        setErrorMessage(named && !known ? "The name of a .tar.xz, .tar.gz, .tar.zst or .tar archive was expected." : null);
        save.setEnabled(named && known);
    }

    private void enable() {
        boolean on = redact.getSelection();
        for (Control each : new Control[] {host, key, keepOui, preview}) {
            each.setEnabled(on);
        }
    }

    private void findHost() {
        Display display = getShell().getDisplay();
        Job job = Job.createSystem("Looking for the host's name", monitor -> {
            Optional<String> name = Redactor.hostOf(document.files());
            display.asyncExec(() -> {
                if (!host.isDisposed() && host.getText().isEmpty()) {
                    host.setText(name.orElse(""));
                }
            });
        });
        job.schedule();
    }

    private Optional<SavedSnapshot.Redaction> redaction() {
        return redact.getSelection()
                ? Optional.of(new SavedSnapshot.Redaction(key.getText(), host.getText().strip(), keepOui.getSelection()))
                : Optional.empty();
    }

    /** Shows what would be replaced, worked out by writing into nothing. */
    private void look() {
        enable();
        if (looking != null) {
            looking.cancel();
        }
        Optional<SavedSnapshot.Redaction> redaction = redaction();
        if (redaction.isEmpty()) {
            show(List.of(), "Everything is saved as it is.");
            return;
        }
        summary.setText("Looking through the files…");
        Display display = getShell().getDisplay();
        looking = Job.create("Looking through " + document.name(), monitor -> {
            try {
                SavedSnapshot found = SavedSnapshot.preview(document.snapshot(), redaction.get(),
                        new JobProgress(monitor, "Looking through"));
                display.asyncExec(() -> {
                    if (!preview.isDisposed() && !monitor.isCanceled()) {
                        int times = found.replaced().stream().mapToInt(RedactionReport.Entry::count).sum();
                        show(found.replaced(), times == 0 ? "Nothing was found that identifies the machine."
                                : times + " places in " + found.replaced().stream().map(RedactionReport.Entry::file).distinct().count()
                                        + " files are replaced; the archive lists them.");
                    }
                });
                return Status.OK_STATUS;
            } catch (CancellationException e) {
                return Status.CANCEL_STATUS;
            } catch (IOException e) {
                UserMessages.cannot(document.name() + ": it could not be looked through: " + e.getMessage());
                return Status.OK_STATUS;
            }
        });
        looking.schedule();
    }

    private void show(List<RedactionReport.Entry> entries, String sentence) {
        TableRows.fill(preview, entries,
                entry -> new String[] {entry.kind().toString(), Integer.toString(entry.count()), entry.file()});
        summary.setText(sentence);
        summary.getParent().layout();
    }

    @Override
    protected void okPressed() {
        Path target;
        try {
            target = Path.of(file.getText().strip());
        } catch (InvalidPathException e) {
            setErrorMessage("This is no name of a file: " + e.getReason());
            return;
        }
        Optional<SavedSnapshot.Redaction> redaction = redaction();
        Job job = Job.create("Saving " + target, monitor -> {
            try {
                SavedSnapshot.save(document.snapshot(), redaction, target, new JobProgress(monitor, "Saving " + target));
                return Status.OK_STATUS;
            } catch (CancellationException e) {
                return Status.CANCEL_STATUS;
            } catch (IOException e) {
                UserMessages.cannot(target + ": it could not be written: " + e.getMessage());
                return Status.OK_STATUS;
            }
        });
        job.setUser(true);
        job.schedule();
        super.okPressed();
    }

    @Override
    public boolean close() {
        if (looking != null) {
            looking.cancel();
        }
        return super.close();
    }
}
