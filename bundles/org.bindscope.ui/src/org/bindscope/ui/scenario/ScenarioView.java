// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.scenario;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.scenario.ScenarioException;
import org.bindscope.ui.text.CodeToken;
import org.bindscope.ui.text.CodeView;
import org.bindscope.ui.text.ColumnMemory;
import org.bindscope.ui.text.PageTabs;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichText;
import org.bindscope.ui.text.SashMemory;
import org.bindscope.ui.text.Sign;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.e4.ui.di.PersistState;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.text.rules.EndOfLineRule;
import org.eclipse.jface.text.rules.RuleBasedScanner;
import org.eclipse.jface.text.rules.SingleLineRule;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

import jakarta.annotation.PostConstruct;

/** What happens in a small hand-written machine, step by step. */
public final class ScenarioView {

    private static final String INPUT = "scenario";
    private static final String COLUMNS = "columns";

    private MPart part;
    private Composite area;
    private RichText head;
    private CTabFolder tabs;
    private SashForm sash;
    private ScenarioTable steps;
    private ColumnMemory columns;
    private RichText account;
    private CodeView yaml;
    /** What was asked for last; a result of anything else comes too late. */
    private Optional<ScenarioInput> wanted = Optional.empty();
    private Optional<PlayedScenario> shown = Optional.empty();

    /** Made by injection. */
    public ScenarioView() {
    }

    /**
     * Builds the view. It opens the scenario that it showed in the last session.
     *
     * @param parent the part's area
     * @param model  keeps over a restart which scenario it was
     */
    @PostConstruct
    public void create(Composite parent, MPart model) {
        part = model;
        area = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(area);
        head = new RichText(area, SWT.NONE, "Scenario");
        head.control().setMargins(8, 6, 8, 6);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(head.control());
        tabs = PageTabs.create(area);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(tabs);
        sash = new SashForm(tabs, SWT.VERTICAL | SWT.SMOOTH);
        steps = new ScenarioTable(sash, row -> shown.ifPresent(played -> account.show(ScenarioPages.step(played, row))));
        account = new RichText(sash, SWT.V_SCROLL, "Account of the step");
        account.control().setMargins(8, 6, 8, 6);
        columns = new ColumnMemory(steps.table());
        columns.restore(model.getPersistedState(), COLUMNS);
        SashMemory.restore(model.getPersistedState(), List.of(sash));
        tab("Steps", sash);
        yaml = new CodeView(tabs, scanner(), "Text of the scenario");
        tab("YAML", yaml.outer());
        tabs.setSelection(0);
        head(new RichDocument().add("Choose a scenario from File > Samples > Scenarios.").line(), false);
        Optional.ofNullable(model.getPersistedState().get(INPUT)).map(ScenarioInput::new).ifPresent(this::open);
    }

    private void tab(String title, Control control) {
        CTabItem item = new CTabItem(tabs, SWT.NONE);
        item.setText(title);
        item.setControl(control);
    }

    /** Comments and texts in quotation marks. */
    private static RuleBasedScanner scanner() {
        RuleBasedScanner scanner = new RuleBasedScanner();
        scanner.setRules(new SingleLineRule("\"", "\"", CodeToken.STRING.token(), '\\'),
                new SingleLineRule("'", "'", CodeToken.STRING.token()), new EndOfLineRule("#", CodeToken.COMMENT.token()));
        scanner.setDefaultReturnToken(CodeToken.PLAIN.token());
        return scanner;
    }

    /**
     * Reads, plays and shows a scenario. For the UI thread; the work is done in a job. A file that cannot be used ends
     * in one sentence in the view.
     *
     * @param input the scenario
     */
    public void open(ScenarioInput input) {
        wanted = Optional.of(input);
        part.getPersistedState().put(INPUT, input.text());
        Job job = Job.create("Playing " + input.text(), monitor -> {
            try {
                PlayedScenario played = PlayedScenario.of(input.text(), input.read());
                later(input, () -> show(played));
            } catch (IOException | ScenarioException e) {
                later(input, () -> refuse(e.getMessage()));
            }
            return Status.OK_STATUS;
        });
        job.schedule();
    }

    private void later(ScenarioInput input, Runnable show) {
        if (!area.isDisposed()) {
            area.getDisplay().asyncExec(() -> {
                if (!area.isDisposed() && wanted.filter(input::equals).isPresent()) {
                    show.run();
                }
            });
        }
    }

    private void show(PlayedScenario played) {
        shown = Optional.of(played);
        account.show(new RichDocument());
        yaml.show(played.yaml());
        steps.show(played.rows());
        head(ScenarioPages.head(played, wanted.map(ScenarioInput::text).orElse("")), true);
        if (head.control().isFocusControl()) {
            focus();
        }
    }

    private void refuse(String sentence) {
        shown = Optional.empty();
        head(new RichDocument().add(Sign.BAD).add(sentence).line(), false);
    }

    private void head(RichDocument text, boolean body) {
        head.show(text);
        tabs.setVisible(body);
        area.layout();
    }

    /**
     * Keeps the layout.
     *
     * @param model the part
     */
    @PersistState
    public void persist(MPart model) {
        SashMemory.store(model.getPersistedState(), List.of(sash));
        columns.store(model.getPersistedState(), COLUMNS);
    }

    /** Gives the focus to the steps, or to the sentence where there are none. */
    @Focus
    public void focus() {
        if (shown.isPresent() && tabs.getSelectionIndex() == 0) {
            steps.table().setFocus();
        } else if (shown.isPresent()) {
            yaml.control().setFocus();
        } else {
            head.control().setFocus();
        }
    }
}
