// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.match.WhatIf;
import org.bindscope.analysis.rules.KernelRules;
import org.bindscope.binding.Wish;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.commands.Reveal;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.plan.PlanStore;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.session.Missing;
import org.bindscope.ui.text.SashMemory;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.e4.ui.di.PersistState;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Composite;

import jakarta.annotation.PostConstruct;

/** Who has it, who would get it, why? The verdict about the selected function, and what-ifs. */
public final class MatchView implements MatchPanel.Host {

    private MachinePart part;
    private PlanStore plans;
    private MatchPanel panel;
    private Optional<PciFunction> function = Optional.empty();

    /** Made by injection. */
    public MatchView() {
    }

    /**
     * Builds the view.
     *
     * @param parent  the part's area
     * @param machine what all views of a machine have in common
     * @param model   keeps the layout over a restart
     * @param store   the plans
     */
    @PostConstruct
    public void create(Composite parent, MachinePart machine, MPart model, PlanStore store) {
        part = machine;
        plans = store;
        Composite area = part.area(parent, "Open a snapshot to see which driver has which device, and why.");
        area.setLayout(new FillLayout());
        panel = new MatchPanel(area, this);
        SashMemory.restore(model.getPersistedState(), panel.sashes());
        panel.restore(model.getPersistedState());
        MachinePart.name(panel.viewer().getControl(), "Candidates");
        part.offerPlan(panel.verdict());
        part.offerPlan(panel.viewer().getControl());
        part.onDocument(this::show);
        part.onConclusions(document -> update());
        part.onSelection(objects -> ModelWalk.devices(objects).stream().findFirst().ifPresent(this::show));
    }

    private void show(Optional<MachineDocument> document) {
        function = Optional.empty();
        if (document.isEmpty()) {
            return;
        }
        Optional<PciFunction> first = ModelWalk.functions(document.get().machine()).findFirst();
        if (first.isEmpty()) {
            part.showMissing(Missing.because("This snapshot holds no PCI functions (sys/bus/pci/devices), so that there is "
                    + "no driver to match. A device-tree blob alone does not tell which drivers the kernel has."));
            return;
        }
        part.showBody();
        KernelRules own = MachineAnalysis.rulesOf(document.get().machine());
        panel.setMachine(document.get().machine(), own);
        panel.say("Select a device, a group, a driver or a node in any view.");
    }

    private void show(PciFunction next) {
        function = Optional.of(next);
        // Commands on devices work on what this view shows while it has the focus.
        part.select(new StructuredSelection(next));
        update();
    }

    private void update() {
        Optional<PciFunction> shown = function;
        if (shown.isEmpty() || part.document().isEmpty()) {
            return;
        }
        part.compute("Matching drivers", document -> MatchContent.of(shown.get(), document.analysis()), content -> {
            if (function.equals(shown)) {
                content.ifPresentOrElse(panel::show, () -> panel.say("There is no verdict for "
                        + shown.get().getAddress() + ": the snapshot does not tell its ids."));
            }
        });
    }

    private List<WhatIf> suppositions() {
        return part.document().map(document -> document.analysis().whatIfs()).orElse(List.of());
    }

    private void suppose(List<WhatIf> next) {
        part.document().ifPresent(document -> part.sessions().conclude(document, document.analysis().with(next)));
    }

    @Override
    public Optional<MachineAnalysis> analysis() {
        return part.document().map(MachineDocument::analysis);
    }

    @Override
    public <T> void compute(String task, Supplier<T> work, Consumer<T> show) {
        part.compute(task, document -> work.get(), show);
    }

    @Override
    public void choose(KernelRules rules) {
        List<WhatIf> next = new ArrayList<>(suppositions());
        next.removeIf(WhatIf.Rules.class::isInstance);
        boolean own = part.document().filter(document -> MachineAnalysis.rulesOf(document.machine()).equals(rules)).isPresent();
        if (!own) {
            next.add(0, new WhatIf.Rules(rules));
        }
        suppose(next);
    }

    @Override
    public void suppose(WhatIf whatIf) {
        suppose(Supposition.stack(suppositions(), whatIf));
    }

    @Override
    public void withdraw(int index) {
        List<WhatIf> next = new ArrayList<>(suppositions());
        if (index < next.size()) {
            next.remove(index);
            suppose(next);
        }
    }

    @Override
    public void reset() {
        suppose(List.of());
    }

    @Override
    public void open(String address) {
        part.document().flatMap(document -> ModelWalk.functions(document.machine())
                .filter(other -> address.equals(other.getAddress())).findFirst())
                .ifPresent(found -> Reveal.object(part.sessions(), found));
    }

    @Override
    public void showEvidence(String place) {
        Reveal.evidence(part.sessions(), place);
    }

    @Override
    public void plan(String address, String driver) {
        part.document().ifPresent(document -> plans.change(document, before -> before.with(List.of(Wish.bind(address, driver)))));
    }

    /**
     * Keeps the layout.
     *
     * @param model the part
     */
    @PersistState
    public void persist(MPart model) {
        SashMemory.store(model.getPersistedState(), panel.sashes());
        panel.store(model.getPersistedState());
    }

    /** Gives the verdict the focus. */
    @Focus
    public void focus() {
        panel.setFocus();
    }
}
