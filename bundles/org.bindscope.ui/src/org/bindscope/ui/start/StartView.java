// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.bindscope.snapshot.capture.CaptureScript;
import org.bindscope.training.Sample;
import org.bindscope.training.Samples;
import org.bindscope.ui.scenario.Scenarios;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.MachineSessions;
import org.bindscope.ui.session.SessionTopics;
import org.bindscope.ui.session.UserMessages;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.CodeView;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.RichText;
import org.bindscope.ui.text.ShellScanner;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.core.commands.ParameterizedCommand;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.e4.core.commands.ECommandService;
import org.eclipse.e4.core.commands.EHandlerService;
import org.eclipse.e4.core.services.events.IEventBroker;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Menu;
import org.osgi.service.event.EventHandler;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;

/** How to begin: open a snapshot, a sample or a scenario, capture one. */
public class StartView {

    private static final int MOST_RECENT = 5;

    private final MachineSessions sessions;
    private final ECommandService commands;
    private final EHandlerService handlers;
    private final IEventBroker broker;
    private SashForm sash;
    private RichText page;
    private CodeView script;

    /**
     * Made by injection.
     *
     * @param sessions the open documents
     * @param commands finds commands
     * @param handlers runs them
     * @param broker   tells when a document was opened
     */
    @Inject
    public StartView(MachineSessions sessions, ECommandService commands, EHandlerService handlers, IEventBroker broker) {
        this.sessions = sessions;
        this.commands = commands;
        this.handlers = handlers;
        this.broker = broker;
    }

    /**
     * Builds the view.
     *
     * @param parent the part's area
     */
    @PostConstruct
    public void create(Composite parent) {
        sash = new SashForm(parent, SWT.VERTICAL | SWT.SMOOTH);
        page = new RichText(sash, SWT.V_SCROLL, "How to begin");
        page.control().setMargins(16, 12, 16, 12);
        script = new CodeView(sash, new ShellScanner(), "Capture script");
        sash.setMaximizedControl(page.control());
        EventHandler handler = event -> show();
        broker.subscribe(SessionTopics.DOCUMENTS, handler);
        sash.addDisposeListener(event -> broker.unsubscribe(handler));
        show();
    }

    private void show() {
        if (!page.control().isDisposed()) {
            page.show(document());
        }
    }

    private RichDocument document() {
        RichDocument text = new RichDocument();
        text.add("Which driver has a PCI device, which would get it, and why", Style.LARGE, Style.BOLD).line();
        text.above().add("Open a snapshot", Style.BOLD).add("   ")
                .link("Open File\u2026", () -> run("org.bindscope.ui.openFile")).add("   ")
                .link("Open Folder\u2026", () -> run("org.bindscope.ui.openFolder"))
                .add("   or drop files on this window; several can open as one machine.", ThemeColors.MUTED).line();
        List<DocumentInput> recent = sessions.recent();
        if (!recent.isEmpty()) {
            text.above().add("Open again", Style.BOLD).line();
            recent.stream().limit(MOST_RECENT).forEach(input -> text.hanging(4).add("    ")
                    .link(title(input), () -> sessions.open(input))
                    .add(folder(input), ThemeColors.MUTED).line());
        }
        text.above().add("Open a sample", Style.BOLD).line();
        for (Sample sample : Samples.machines()) {
            text.hanging(4).add("    ").link(sample.title(), () -> sessions.open(DocumentInput.sample(sample.name())))
                    .add("   " + sample.description(), ThemeColors.MUTED).line();
        }
        text.above().add("Open a scenario", Style.BOLD).add("   ").link("Choose\u2026", this::chooseScenario)
                .add("   A small made-up machine that shows one rule of driver binding, step by step.", ThemeColors.MUTED).line();
        text.above().add("How to capture", Style.BOLD).add("   ")
                .link("Show the script", () -> withScript(this::showScript)).add("   ")
                .link("Copy it", () -> withScript(code -> Clip.copy(sash.getDisplay(), code))).add("   ")
                .link("Save it\u2026", () -> withScript(this::save))
                .add("   and run it on the machine. It needs no Java and only reads.", ThemeColors.MUTED).line();
        return text;
    }

    private void chooseScenario() {
        MenuManager menu = new MenuManager();
        Scenarios.actions().forEach(menu::add);
        Menu control = menu.createContextMenu(page.control());
        // After the choice was carried out, which comes after the menu is hidden.
        control.addListener(SWT.Hide, event -> control.getDisplay().asyncExec(menu::dispose));
        control.setVisible(true);
    }

    private static String title(DocumentInput input) {
        return input.sampleName().flatMap(Samples::machine).map(Sample::title).orElseGet(input::displayName);
    }

    private static String folder(DocumentInput input) {
        return "   " + (input.parts().size() > 1 ? "one machine from " + input.parts().size() + " sources"
                : input.path().map(Path::getParent).map(Path::toString).orElse(""));
    }

    private void run(String command) {
        ParameterizedCommand parameterized = commands.createCommand(command, null);
        if (parameterized != null) {
            handlers.executeHandler(parameterized);
        }
    }

    /** Reads the script in a job and hands it on, on the UI thread. */
    private void withScript(Consumer<String> use) {
        Job job = Job.create("Reading the capture script", monitor -> {
            String code = CaptureScript.text();
            sash.getDisplay().asyncExec(() -> {
                if (!sash.isDisposed()) {
                    use.accept(code);
                }
            });
            return Status.OK_STATUS;
        });
        job.setSystem(true);
        job.schedule();
    }

    private void showScript(String code) {
        script.show(code);
        sash.setMaximizedControl(null);
        sash.setWeights(1, 1);
    }

    private void save(String code) {
        FileDialog dialog = new FileDialog(sash.getShell(), SWT.SAVE);
        dialog.setText("Save Capture Script");
        dialog.setFileName(CaptureScript.FILE_NAME);
        dialog.setOverwrite(true);
        Optional.ofNullable(dialog.open()).map(Path::of).ifPresent(file -> {
            Job job = Job.create("Saving " + file.getFileName(), monitor -> {
                try {
                    Files.writeString(file, code);
                } catch (IOException e) {
                    UserMessages.cannot(file + " could not be written: " + e.getMessage());
                }
                return Status.OK_STATUS;
            });
            job.schedule();
        });
    }

    /** Gives the focus to the page. */
    @Focus
    public void focus() {
        page.control().setFocus();
    }
}
