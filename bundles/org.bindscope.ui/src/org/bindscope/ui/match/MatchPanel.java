// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.match;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.match.WhatIf;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.model.Machine;
import org.bindscope.ui.text.Background;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichText;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;

/** Shows which driver has a function, which would get it, and why. Knows no workbench. For the UI thread. */
public final class MatchPanel extends Composite {

    /** What the panel asks of its surroundings. */
    public interface Host extends Background {

        /**
         * The user chose kernel rules.
         *
         * @param rules the rules
         */
        void choose(KernelRules rules);

        /**
         * The conclusions about the machine that is shown.
         *
         * @return empty when none is open
         */
        Optional<MachineAnalysis> analysis();

        /**
         * The user supposes something.
         *
         * @param whatIf what
         */
        void suppose(WhatIf whatIf);

        /**
         * The user takes a what-if back.
         *
         * @param index its place among the what-ifs
         */
        void withdraw(int index);

        /** The user wants the snapshot alone. */
        void reset();

        /**
         * The user wants to see a captured file.
         *
         * @param place path, perhaps with a line behind a colon
         */
        void showEvidence(String place);

        /**
         * The user wants to see another function.
         *
         * @param address its address
         */
        void open(String address);

        /**
         * The user plans a driver for the shown function.
         *
         * @param address the function
         * @param driver  the driver
         */
        void plan(String address, String driver);
    }

    private final Host host;
    private final WhatIfBar bar;
    private final RichText page;
    private final CandidateTable candidates;
    private final MatchPage writer;
    private final List<SashForm> sashes;
    private String address = "";
    private Optional<RulesDialog> comparison = Optional.empty();

    /**
     * Creates the panel.
     *
     * @param parent the parent
     * @param host   its surroundings
     */
    public MatchPanel(Composite parent, Host host) {
        super(parent, SWT.NONE);
        this.host = host;
        GridLayoutFactory.fillDefaults().margins(4, 4).spacing(4, 4).applyTo(this);
        SashForm sash = new SashForm(this, SWT.VERTICAL | SWT.SMOOTH);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);
        page = new RichText(sash, SWT.V_SCROLL, "Verdict");
        page.control().setMargins(6, 4, 6, 4);
        candidates = new CandidateTable(sash, host::showEvidence, this::supposeOverride,
                driver -> host.plan(address, driver));
        sash.setWeights(72, 28);
        sashes = List.of(sash);
        bar = new WhatIfBar(this, host::choose, this::compare, host::suppose, this::supposeAliases);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(bar);
        writer = new MatchPage(host::showEvidence, host::withdraw, host::reset, this::supposeOverride, host::open);
    }

    private void supposeOverride(String driver) {
        host.suppose(new WhatIf.SetOverride(address, driver));
    }

    private void supposeAliases(String file) {
        bar.complain("");
        host.compute("Reading aliases", () -> Supposition.MODULES_ALIAS.attempt(address, file), attempt -> {
            attempt.whatIf().ifPresent(host::suppose);
            bar.complain(attempt.problem().orElse(""));
        });
    }

    private void compare(RulesChoice choice, KernelRules inForce) {
        comparison.ifPresent(RulesDialog::close);
        comparison = host.analysis().map(analysis -> new RulesDialog(getShell(), choice, inForce, analysis, host, host::open));
        comparison.ifPresent(RulesDialog::open);
    }

    /**
     * The table of candidates.
     *
     * @return a viewer
     */
    public TableViewer viewer() {
        return candidates.viewer();
    }

    /**
     * The text of the verdict.
     *
     * @return a control with a menu
     */
    Control verdict() {
        return page.control();
    }

    /**
     * Shows another machine.
     *
     * @param machine the machine
     * @param own     the kernel rules that its snapshot asks for
     */
    public void setMachine(Machine machine, KernelRules own) {
        comparison.ifPresent(RulesDialog::close);
        comparison = Optional.empty();
        bar.setMachine(machine, own);
    }

    /**
     * Shows a verdict.
     *
     * @param content the verdict and what it was made from
     */
    void show(MatchContent content) {
        address = content.verdict().address();
        page.show(writer.of(content));
        candidates.show(content);
        bar.show(address, content.rules());
    }

    /**
     * Says why there is no verdict.
     *
     * @param sentence one sentence
     */
    public void say(String sentence) {
        page.show(new RichDocument().add(sentence, ThemeColors.MUTED));
        candidates.clear();
    }

    /**
     * Stores widths of columns and filters.
     *
     * @param state a part's persisted state
     */
    public void store(Map<String, String> state) {
        candidates.store(state);
    }

    /**
     * Restores what was stored.
     *
     * @param state a part's persisted state
     */
    public void restore(Map<String, String> state) {
        candidates.restore(state);
    }

    /**
     * The sashes, for keeping their places.
     *
     * @return always in the same order
     */
    public List<SashForm> sashes() {
        return sashes;
    }

    @Override
    public boolean setFocus() {
        return page.control().setFocus();
    }
}
