// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.bindscope.ui.session.EvidencePlace;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.PageTabs;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.Sign;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;

/** The pages of the Evidence view: about what is selected, and about the machine as a whole. */
final class EvidenceTabs {

    /** A page. */
    enum Page {
        /** The facts of what is selected. */
        FACTS("Facts"),
        /** Where sources contradict each other. */
        CONFLICTS("Conflicts"),
        /** What was opened, and what it gave. */
        SOURCES("Sources"),
        /** What lacks. */
        MISSING("Missing");

        private final String title;

        Page(String title) {
            this.title = title;
        }
    }

    /** What the pages ask of the view. */
    interface Requests {

        /** Shows a captured file. */
        void file(EvidencePlace place);

        /** A contradiction was chosen. */
        void conflict(ConflictRow row);

        /** Shows where the capture script is. */
        void startPage();

        /** Another page is shown. */
        void turned(Page page);
    }

    private final CTabFolder folder;
    private final Map<Page, CTabItem> items = new EnumMap<>(Page.class);
    private final EvidenceWords words;
    private final Label title;
    private final FactTable facts;
    private final ConflictTable conflicts;
    private final TextPage sources;
    private final TextPage missing;

    EvidenceTabs(Composite parent, Requests requests) {
        folder = PageTabs.create(parent);
        words = new EvidenceWords(new EvidenceWords.Links() {
            @Override
            public void copy(String text) {
                Clip.copy(folder.getDisplay(), text);
            }

            @Override
            public void file(EvidencePlace place) {
                requests.file(place);
            }

            @Override
            public void conflicts() {
                turn(Page.CONFLICTS);
                requests.turned(Page.CONFLICTS);
            }

            @Override
            public void startPage() {
                requests.startPage();
            }
        });
        Composite factPage = new Composite(folder, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(4, 4).spacing(4, 4).applyTo(factPage);
        title = new Label(factPage, SWT.WRAP);
        GridDataFactory.fillDefaults().grab(true, false).hint(0, SWT.DEFAULT).applyTo(title);
        facts = new FactTable(factPage, fact -> requests.file(fact.place()));
        GridDataFactory.fillDefaults().grab(true, true).applyTo(facts.holder());
        conflicts = new ConflictTable(folder, requests::conflict);
        sources = new TextPage(folder, "Sources of the machine");
        missing = new TextPage(folder, "Missing evidence");
        item(Page.FACTS, factPage);
        item(Page.CONFLICTS, conflicts.holder());
        item(Page.SOURCES, sources.page());
        item(Page.MISSING, missing.page());
        folder.setSelection(items.get(Page.FACTS));
        folder.addListener(SWT.Selection, event -> requests.turned(page()));
    }

    private void item(Page page, Control control) {
        CTabItem item = new CTabItem(folder, SWT.NONE);
        item.setText(page.title);
        item.setControl(control);
        items.put(page, item);
    }

    TableViewer conflictViewer() {
        return conflicts.viewer();
    }

    Page page() {
        return Page.values()[Math.max(0, folder.getSelectionIndex())];
    }

    void turn(Page page) {
        folder.setSelection(items.get(page));
    }

    /** Shows the facts of one object. */
    void showFacts(String sentence, List<Fact> rows) {
        title.setText(sentence.replace("&", "&&"));
        title.requestLayout();
        facts.show(rows);
    }

    /** Shows what is known of the machine's evidence as a whole. */
    void show(EvidenceOverview overview) {
        conflicts.show(overview.conflicts());
        sources.show(words.sources(overview));
        missing.show(words.missing(overview.report()));
        // Numbers tell from afar whether there is something to see.
        items.get(Page.CONFLICTS).setText(overview.conflicts().isEmpty() ? Page.CONFLICTS.title
                : Sign.WARNING.text() + " " + Page.CONFLICTS.title + " " + overview.conflicts().size());
        items.get(Page.SOURCES).setText(Page.SOURCES.title + " " + overview.sources().size());
        items.get(Page.MISSING).setText(overview.report().missing().isEmpty() ? Page.MISSING.title
                : Page.MISSING.title + " " + overview.report().missing().size());
    }

    /** Forgets the machine that was shown. */
    void clear() {
        conflicts.show(List.of());
        sources.show(new RichDocument());
        missing.show(new RichDocument());
        items.forEach((page, item) -> item.setText(page.title));
    }

    void focus() {
        switch (page()) {
            case FACTS -> facts.control().setFocus();
            case CONFLICTS -> conflicts.viewer().getControl().setFocus();
            case SOURCES -> sources.focus();
            case MISSING -> missing.focus();
        }
    }
}
