// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.bindscope.binding.Export;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.commands.Reveal;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.plan.PlanBar.Choice;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.session.Missing;
import org.bindscope.ui.text.SashMemory;
import org.eclipse.e4.core.services.events.IEventBroker;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.e4.ui.di.PersistState;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Shell;

import jakarta.annotation.PostConstruct;

/** What do I run? The binding plan of the machine. */
public final class PlanView implements PlanPanel.Host {

    private MachinePart part;
    private PlanStore plans;
    private PlanFiles files;
    private PlanPanel panel;
    private List<PciFunction> selected = List.of();

    /** Made by injection. */
    public PlanView() {
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
        Composite area = part.area(parent, "Open a snapshot to plan which driver shall have which device.");
        area.setLayout(new FillLayout());
        files = new PlanFiles(part.sessions(), store);
        panel = new PlanPanel(area, this, true, Optional.of(this::fileMenu));
        AfterPage after = panel.addPage("After", "The plan beside a snapshot that was taken afterwards",
                folder -> new AfterPage(folder, part));
        panel.onEvaluation(after::show);
        SashMemory.restore(model.getPersistedState(), panel.sashes());
        panel.restore(model.getPersistedState());
        part.publish(panel.viewer(), "Wishes of the plan");
        part.onDocument(this::show);
        part.onSelection(objects -> selected = ModelWalk.devices(objects));
        part.onConclusions(document -> panel.show(plans.draft(document)));
        part.subscribe(PlanStore.CHANGED, event -> part.document()
                .filter(document -> document == event.getProperty(IEventBroker.DATA))
                .ifPresent(document -> panel.show(plans.draft(document))));
    }

    private void show(Optional<MachineDocument> document) {
        selected = List.of();
        if (document.isEmpty()) {
            return;
        }
        if (ModelWalk.functions(document.get().machine()).findAny().isEmpty()) {
            part.showMissing(Missing.because("This snapshot holds no PCI functions (sys/bus/pci/devices), so that there is "
                    + "nothing to plan. A device-tree blob alone does not tell which drivers have them."));
            return;
        }
        part.showBody();
        panel.setInput(document.get().machine(), document.get().hostDevices(), document.get()::analysis,
                plans.draft(document.get()));
    }

    private List<Choice> fileMenu() {
        Optional<MachineDocument> document = part.document();
        if (document.isEmpty()) {
            return List.of();
        }
        MachineDocument here = document.get();
        Shell shell = panel.getShell();
        boolean empty = plans.draft(here).isEmpty();
        List<Choice> recent = files.recent().stream().map(input -> Choice.of(input.displayName().replace("&", "&&"),
                () -> input.path().ifPresent(path -> files.open(shell, here, path)))).toList();
        List<Choice> others = part.sessions().documents().stream().filter(other -> other != here)
                .map(other -> Choice.of(other.name().replace("&", "&&"), () -> files.apply(shell, here, other))).toList();
        return List.of(Choice.of("&Undo Change", () -> plans.undo(here)).enabled(plans.canUndo(here)),
                Choice.separator(),
                Choice.of("&Open Plan\u2026", () -> files.open(shell, here)),
                Choice.menu("Open &Recent Plan", recent, "No recent plans"),
                Choice.of("&Save Plan\u2026", () -> files.save(shell, here)).enabled(!empty),
                Choice.separator(),
                empty ? Choice.note("Apply to Other Snapshot") : Choice.menu("&Apply to Other Snapshot", others, "No other open snapshot"));
    }

    @Override
    public void changed(PlanDraft draft) {
        part.document().ifPresent(document -> plans.change(document, before -> draft));
    }

    @Override
    public List<PciFunction> selectedDevices() {
        return selected;
    }

    @Override
    public void open(EObject object) {
        Reveal.object(part.sessions(), object);
    }

    @Override
    public void save(Export export) {
        ExportFiles.save(panel.getShell(), export);
    }

    @Override
    public <T> void compute(String task, Supplier<T> work, Consumer<T> show) {
        part.compute(task, document -> work.get(), show);
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

    /** Gives the table the focus. */
    @Focus
    public void focus() {
        panel.setFocus();
    }
}
