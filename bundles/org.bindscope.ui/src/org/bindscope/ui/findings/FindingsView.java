// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.findings;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.commands.Reveal;
import org.bindscope.ui.plan.PlanStore;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.session.Missing;
import org.bindscope.ui.text.SashMemory;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.e4.ui.di.PersistState;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Composite;

import jakarta.annotation.PostConstruct;

/** What is wrong here? The findings about the machine. */
public final class FindingsView implements FindingsPanel.Host {

    private static final String TITLE = "Findings";

    /**
     * What is shown.
     *
     * @param rows  the findings, most severe first; empty where no rule has anything to look at
     * @param index finds their subjects
     */
    private record Content(Optional<List<FindingRow>> rows, SubjectIndex index) {
    }

    private MachinePart part;
    private MPart tab;
    private PlanStore plans;
    private FindingsPanel panel;

    /** Made by injection. */
    public FindingsView() {
    }

    /**
     * Builds the view.
     *
     * @param parent  the part's area
     * @param machine what all views of a machine have in common
     * @param mpart   its tab shows the count
     * @param store   the plans
     */
    @PostConstruct
    public void create(Composite parent, MachinePart machine, MPart mpart, PlanStore store) {
        part = machine;
        tab = mpart;
        plans = store;
        Composite area = part.area(parent, "Open a snapshot to see what is wrong with it or worth knowing.");
        area.setLayout(new FillLayout());
        panel = new FindingsPanel(area, this, box -> MachinePart.filterBox(box, "filter: rule, subject, words"));
        SashMemory.restore(mpart.getPersistedState(), panel.sashes());
        part.publish(panel.viewer(), "Findings");
        part.onDocument(this::show);
        part.onConclusions(document -> show(Optional.of(document)));
        part.onSelection(this::follow);
    }

    private void show(Optional<MachineDocument> document) {
        tab.setLabel(TITLE);
        if (document.isEmpty()) {
            return;
        }
        part.compute("Looking for findings", this::content, content -> {
            if (content.rows().isEmpty()) {
                part.showMissing(Missing.because("This snapshot holds neither PCI functions nor a device tree, so that no rule "
                        + "has anything to look at."));
                return;
            }
            List<FindingRow> rows = content.rows().get();
            part.showBody();
            panel.setInput(rows, content.index());
            tab.setLabel(rows.isEmpty() ? TITLE : TITLE + " (" + rows.size() + ")");
        });
    }

    private Content content(MachineDocument document) {
        SubjectIndex index = new SubjectIndex(document.machine());
        return new Content(document.analysis().findings().map(findings -> findings.stream()
                .sorted(Comparator.comparing(Finding::severity))
                .map(finding -> FindingRow.of(finding, index)).toList()), index);
    }

    private void follow(List<Object> objects) {
        if (objects.get(0) instanceof EObject object) {
            panel.selectAbout(object);
        }
    }

    @Override
    public void open(EObject object) {
        Reveal.object(part.sessions(), object);
    }

    @Override
    public void showEvidence(Finding.EvidenceText evidence) {
        Reveal.evidence(part.sessions(), evidence.file());
    }

    @Override
    public void plan(List<PciFunction> functions) {
        part.document().ifPresent(document -> plans.add(document, functions));
    }

    /**
     * Keeps the layout.
     *
     * @param model the part
     */
    @PersistState
    public void persist(MPart model) {
        SashMemory.store(model.getPersistedState(), panel.sashes());
    }

    /** Gives the table the focus. */
    @Focus
    public void focus() {
        panel.setFocus();
    }
}
