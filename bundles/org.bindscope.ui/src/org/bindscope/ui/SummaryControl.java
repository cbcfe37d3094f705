// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.model.Machine;
import org.bindscope.model.Provenance;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachineSessions;
import org.bindscope.ui.session.SessionTopics;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.e4.core.services.events.IEventBroker;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.osgi.service.event.EventHandler;

import jakarta.annotation.PostConstruct;

/** The line at the top right that says which machine the views show. */
public class SummaryControl {

    private static final String SEPARATOR = " \u00b7 ";

    /**
     * Builds the line.
     *
     * @param parent   the place in the trim
     * @param sessions the open documents
     * @param broker   tells when another one becomes active
     */
    @PostConstruct
    public void create(Composite parent, MachineSessions sessions, IEventBroker broker) {
        Composite area = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(8, 4).applyTo(area);
        Label label = new Label(area, SWT.NONE);
        GridDataFactory.fillDefaults().align(SWT.END, SWT.CENTER).grab(true, true).applyTo(label);
        ThemeColors.MUTED.paint(label);
        EventHandler handler = event -> {
            if (!label.isDisposed()) {
                show(label, sessions.active());
            }
        };
        broker.subscribe(SessionTopics.ACTIVE_DOCUMENT, handler);
        broker.subscribe(SessionTopics.CONCLUSIONS, handler);
        label.addDisposeListener(event -> broker.unsubscribe(handler));
        show(label, sessions.active());
    }

    private static void show(Label label, Optional<MachineDocument> document) {
        set(label, document.map(open -> summary(open).replace("&", "&&")).orElse(""));
        document.ifPresent(open -> countFindings(label, open));
    }

    private static void set(Label label, String text) {
        label.setText(text);
        label.requestLayout();
    }

    /** The findings may take time; the line is completed when they are there. */
    private static void countFindings(Label label, MachineDocument document) {
        String summary = label.getText();
        Job job = Job.create("Counting findings of " + document.name(), monitor -> {
            Optional<Integer> count = document.analysis().findings().map(List::size);
            label.getDisplay().asyncExec(() -> {
                if (count.isPresent() && !label.isDisposed() && label.getText().equals(summary)) {
                    set(label, summary + SEPARATOR + (count.get() == 1 ? "1 finding" : count.get() + " findings"));
                }
            });
            return Status.OK_STATUS;
        });
        job.setSystem(true);
        job.schedule();
    }

    /**
     * One line about a machine.
     *
     * @param document an open document
     * @return name, kernel release, architecture and number of functions, as far as they are known
     */
    static String summary(MachineDocument document) {
        Machine machine = document.machine();
        List<String> parts = new ArrayList<>(List.of(document.name()));
        Provenance provenance = machine.getProvenance();
        if (provenance != null && provenance.getKernelRelease() != null) {
            parts.add("Linux " + provenance.getKernelRelease());
        }
        if (provenance != null && provenance.getArchitecture() != null) {
            parts.add(provenance.getArchitecture());
        }
        long functions = ModelWalk.functions(machine).count();
        parts.add(functions == 1 ? "1 function" : functions + " functions");
        int problems = machine.getProblems().size();
        if (problems > 0) {
            parts.add(problems == 1 ? "1 read problem" : problems + " read problems");
        }
        return String.join(SEPARATOR, parts);
    }
}
