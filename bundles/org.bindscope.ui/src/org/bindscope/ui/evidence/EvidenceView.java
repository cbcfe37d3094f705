// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import org.bindscope.ui.ViewIds;
import org.bindscope.ui.evidence.EvidenceTabs.Page;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.session.Addition;
import org.bindscope.ui.session.EvidencePlace;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.session.SessionTopics;
import org.bindscope.ui.session.UserMessages;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.osgi.service.event.Event;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;

/**
 * Says who? The facts of the selected object, each with the captured file that says it; where files contradict each
 * other; which files tell about the machine, and what they lack.
 */
public class EvidenceView {

    private static final String READING = "Reading a captured file";
    private static final String NOTHING = "Select a device, a group, a driver or a node to see which files tell about it.";

    private final MachinePart part;
    private SashForm sash;
    private EvidenceTabs tabs;
    private Label fileName;
    private FilePane file;
    /** The last addition whose page was brought to the top; that happens once. */
    private Optional<Addition> told = Optional.empty();

    /**
     * Made by injection.
     *
     * @param part what the views have in common
     */
    @Inject
    public EvidenceView(MachinePart part) {
        this.part = part;
    }

    /**
     * Builds the view.
     *
     * @param parent the part's area
     */
    @PostConstruct
    public void create(Composite parent) {
        Composite body = part.area(parent, "Open a snapshot to see which files say what.");
        body.setLayout(new FillLayout());
        sash = new SashForm(body, SWT.VERTICAL | SWT.SMOOTH);
        tabs = new EvidenceTabs(sash, new Requests());
        Composite bottom = new Composite(sash, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(4, 4).spacing(4, 2).applyTo(bottom);
        fileName = new Label(bottom, SWT.NONE);
        ThemeColors.MUTED.paint(fileName);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(fileName);
        file = new FilePane(bottom);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(file.control());
        sash.setWeights(5, 4);
        part.publish(tabs.conflictViewer(), "Where sources contradict each other");
        part.onDocument(this::documentChanged);
        part.onConclusions(document -> overview());
        part.subscribe(SessionTopics.REVEAL, this::revealed);
        part.onSelection(this::follow);
    }

    /** What the pages ask for. */
    private final class Requests implements EvidenceTabs.Requests {

        @Override
        public void file(EvidencePlace place) {
            read(place);
        }

        @Override
        public void conflict(ConflictRow row) {
            row.modelObjects().stream().findFirst().ifPresent(EvidenceView.this::showFacts);
            read(row.otherAt());
        }

        @Override
        public void startPage() {
            IWorkbenchPage page = PlatformUI.getWorkbench().getActiveWorkbenchWindow().getActivePage();
            try {
                page.showView(ViewIds.START);
            } catch (PartInitException e) {
                UserMessages.failed("The start page could not be opened", e);
            }
        }

        @Override
        public void turned(Page page) {
            // The page about what lacks is about no file.
            sash.setMaximizedControl(page == Page.MISSING ? sash.getChildren()[0] : null);
        }
    }

    private void turn(Page page) {
        tabs.turn(page);
        sash.setMaximizedControl(page == Page.MISSING ? sash.getChildren()[0] : null);
    }

    private void documentChanged(Optional<MachineDocument> document) {
        tabs.clear();
        clearFacts(NOTHING);
        if (document.isPresent()) {
            overview();
            Optional<Addition> addition = document.get().addition();
            if (addition.isPresent() && !told.equals(addition)) {
                told = addition;
                turn(Page.SOURCES);
            }
        }
    }

    private void overview() {
        part.compute("Looking for missing evidence", EvidenceOverview::of, tabs::show);
    }

    private void clearFacts(String sentence) {
        tabs.showFacts(sentence, List.of());
        fileName.setText("");
        file.show(FileExcerpt.ofText("", OptionalInt.empty()));
    }

    /** What is asked to be shown is shown, whatever page was; but the selection that is kept when evidence is added was not asked for. */
    private void revealed(Event event) {
        if (!event.containsProperty(SessionTopics.KEPT) && part.document().isPresent()) {
            turn(Page.FACTS);
        }
    }

    private void follow(List<Object> objects) {
        if (part.document().isEmpty()) {
            return;
        }
        if (objects.get(0) instanceof EvidencePlace place) {
            read(place);
            return;
        }
        Optional<EObject> object = ModelWalk.evidenced(objects);
        object.ifPresent(this::showFacts);
    }

    private void showFacts(EObject object) {
        List<Fact> rows = Fact.of(object);
        long conflicts = rows.stream().filter(fact -> fact.standing() == Fact.Standing.CONTRADICTS).count();
        clearFacts("");
        tabs.showFacts(ObjectText.title(object) + "  \u00b7  " + (rows.size() == 1 ? "1 fact" : rows.size() + " facts")
                + (conflicts == 0 ? "" : "  \u00b7  " + (conflicts == 1 ? "1 conflict" : conflicts + " conflicts")), rows);
    }

    private void read(EvidencePlace place) {
        fileName.setText(place.text());
        part.compute(READING, document -> FileExcerpt.read(document.files(), place), excerpt -> {
            fileName.setText(place.text() + (excerpt.note().isEmpty() ? "" : "   " + excerpt.note()));
            file.show(excerpt);
        });
    }

    /** Gives the focus to the page that is shown. */
    @Focus
    public void focus() {
        tabs.focus();
    }
}
