// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.binding.PlanComparison;
import org.bindscope.binding.PlanComparison.Outcome;
import org.bindscope.binding.PlanComparison.Result;
import org.bindscope.ui.commands.InputDialogs;
import org.bindscope.ui.session.DocumentInput;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.session.MachineSessions;
import org.bindscope.ui.session.SessionTopics;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.RichText;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.core.runtime.jobs.IJobChangeEvent;
import org.eclipse.core.runtime.jobs.JobChangeAdapter;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;

/**
 * The plan beside a snapshot that was taken afterwards: done, not done, done otherwise, and why. For the UI thread.
 */
final class AfterPage extends Composite {

    private static final String CHOOSE = "(choose a snapshot)";

    private final MachinePart part;
    private final Combo chooser;
    private final RichText page;
    private List<MachineDocument> offered = List.of();
    private Optional<MachineDocument> after = Optional.empty();
    private Optional<PlanEvaluation> evaluation = Optional.empty();

    AfterPage(Composite parent, MachinePart part) {
        super(parent, SWT.NONE);
        this.part = part;
        GridLayoutFactory.fillDefaults().numColumns(3).extendedMargins(4, 4, 4, 0).spacing(4, 2).applyTo(this);
        chooser = new Combo(this, SWT.READ_ONLY | SWT.DROP_DOWN);
        chooser.setToolTipText("The snapshot that was taken after the script ran");
        MachinePart.name(chooser, "Snapshot taken afterwards");
        GridDataFactory.fillDefaults().grab(true, false).hint(80, SWT.DEFAULT).applyTo(chooser);
        chooser.addListener(SWT.Selection, event -> choose(chooser.getSelectionIndex() == 0 ? Optional.empty()
                : Optional.of(offered.get(chooser.getSelectionIndex() - 1))));
        button("File\u2026", "Opens the archive of a later snapshot; the views stay on this one",
                () -> InputDialogs.files(getShell(), "Open Later Snapshot", false).stream().findFirst().ifPresent(this::open));
        button("Folder\u2026", "Opens the folder of a later snapshot; the views stay on this one",
                () -> InputDialogs.folder(getShell(), "Open Later Snapshot").ifPresent(this::open));
        page = new RichText(this, SWT.V_SCROLL, "What became of the plan");
        page.control().setMargins(6, 4, 6, 4);
        GridDataFactory.fillDefaults().span(3, 1).grab(true, true).applyTo(page.control());
        part.subscribe(SessionTopics.DOCUMENTS, event -> offer());
        offer();
        refresh();
    }

    private void button(String text, String tip, Runnable action) {
        Button button = new Button(this, SWT.PUSH);
        button.setText(text);
        button.setToolTipText(tip);
        button.addListener(SWT.Selection, event -> action.run());
    }

    /** Shows another evaluation of the plan, or the plan of another document. */
    void show(PlanEvaluation next) {
        evaluation = Optional.of(next);
        offer();
        refresh();
    }

    /** The open documents besides the one that the plan is for. */
    private void offer() {
        List<MachineDocument> documents = new ArrayList<>(part.sessions().documents());
        part.document().ifPresent(documents::remove);
        if (!documents.equals(offered) || chooser.getItemCount() == 0) {
            offered = List.copyOf(documents);
            List<String> names = new ArrayList<>(List.of(CHOOSE));
            offered.forEach(document -> names.add(document.name()));
            chooser.setItems(names.toArray(String[]::new));
        }
        int index = after.map(offered::indexOf).orElse(-1);
        if (index < 0) {
            after = Optional.empty();
        }
        chooser.select(index + 1);
    }

    private void choose(Optional<MachineDocument> document) {
        after = document;
        refresh();
    }

    private void open(Path path) {
        MachineSessions sessions = part.sessions();
        DocumentInput input = DocumentInput.of(path);
        sessions.openBeside(input).addJobChangeListener(new JobChangeAdapter() {
            @Override
            public void done(IJobChangeEvent event) {
                if (event.getResult().isOK() && !isDisposed()) {
                    getDisplay().asyncExec(() -> {
                        if (!isDisposed()) {
                            after = sessions.find(input);
                            offer();
                            refresh();
                        }
                    });
                }
            }
        });
    }

    private void refresh() {
        if (evaluation.isEmpty() || evaluation.get().draft().isEmpty()) {
            page.show(new RichDocument().add("The plan is empty.", ThemeColors.MUTED));
        } else if (after.isEmpty()) {
            page.show(new RichDocument().add("After the script ran, take another snapshot of the machine and choose it here: it is "
                    + "compared with the plan, device by device, also where bus numbers changed.", ThemeColors.MUTED));
        } else {
            PlanEvaluation current = evaluation.get();
            MachineDocument later = after.get();
            part.compute("Comparing the plan with a later snapshot", document -> PlanComparison.of(
                    PlanFiles.saved(document, current.draft()), later.analysis()), result -> {
                        if (evaluation.filter(now -> now == current).isPresent() && after.filter(now -> now == later).isPresent()) {
                            page.show(page(result, later.name()));
                        }
                    });
        }
    }

    /**
     * Writes a comparison.
     *
     * @param comparison the comparison
     * @param name       name of the later snapshot
     * @return the page: one sentence, then each wish
     */
    static RichDocument page(PlanComparison comparison, String name) {
        List<Outcome> outcomes = comparison.outcomes();
        long fulfilled = outcomes.stream()
                .filter(outcome -> outcome.result() == Result.DONE || outcome.result() == Result.DONE_OTHERWISE).count();
        RichDocument out = new RichDocument();
        out.add(comparison.fulfilled() ? Sign.GOOD : Sign.BAD).add(fulfilled == outcomes.size()
                ? outcomes.size() == 1 ? "The wish is fulfilled in " + name + "." : "All " + outcomes.size()
                        + " wishes are fulfilled in " + name + "."
                : fulfilled + " of " + outcomes.size() + " wishes are fulfilled in " + name + ".", Style.BOLD).line();
        for (Outcome outcome : outcomes) {
            Sign sign = sign(outcome.result());
            out.hanging(3).above().add(sign.text(), sign.tint()).add("\t").add(outcome.address().orElse(outcome.wish().address()),
                    Style.MONO).add("  " + words(outcome.result()), sign.tint())
                    .add("  " + outcome.wish().driver().orElse("no driver"));
            outcome.viable().ifPresent(viable -> out.add("   ").add(viable ? Sign.GOOD : Sign.BAD)
                    .add(viable ? "its group is usable" : "its group is not usable", ThemeColors.MUTED));
            out.line();
            out.hanging(3).add("\t").add(outcome.why(), ThemeColors.MUTED).line();
        }
        return out;
    }

    private static Sign sign(Result result) {
        return switch (result) {
            case DONE -> Sign.GOOD;
            case DONE_OTHERWISE -> Sign.CHANGED;
            case NOT_DONE -> Sign.BAD;
            case CANNOT_TELL -> Sign.UNKNOWN;
        };
    }

    private static String words(Result result) {
        return switch (result) {
            case DONE -> "done:";
            case DONE_OTHERWISE -> "done otherwise:";
            case NOT_DONE -> "not done:";
            case CANNOT_TELL -> "cannot be told:";
        };
    }
}
