// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.evidence;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

import org.bindscope.model.FactState;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.session.EvidencePlace;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.session.Missing;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;

/** Says who? The facts of the selected object, each with the captured file that says it. */
public class EvidenceView {

    private static final String READING = "Reading a captured file";

    private final MachinePart part;
    private Label title;
    private TableViewer facts;
    private Label fileName;
    private FilePane file;
    /** The fact that was looked at last; the next object shows the same one. */
    private String feature = "driver";

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
        GridLayoutFactory.fillDefaults().margins(4, 4).spacing(4, 4).applyTo(body);
        title = new Label(body, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(title);
        SashForm sash = new SashForm(body, SWT.VERTICAL | SWT.SMOOTH);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);
        createFacts(sash);
        Composite bottom = new Composite(sash, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(4, 2).applyTo(bottom);
        fileName = new Label(bottom, SWT.NONE);
        ThemeColors.MUTED.paint(fileName);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(fileName);
        file = new FilePane(bottom);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(file.control());
        sash.setWeights(5, 4);
        part.onDocument(this::documentChanged);
        part.onSelection(this::follow);
    }

    private void createFacts(Composite parent) {
        Composite holder = new Composite(parent, SWT.NONE);
        facts = new TableViewer(holder, SWT.MULTI | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        facts.getTable().setHeaderVisible(true);
        facts.setContentProvider(ArrayContentProvider.getInstance());
        MachinePart.name(facts.getTable(), "Facts and their sources");
        TableColumnLayout layout = new TableColumnLayout();
        holder.setLayout(layout);
        column(layout, "Fact", 4, Fact::feature);
        column(layout, "Answer", 3, fact -> answer(fact) + (fact.conflict() ? "  " + Sign.WARNING.text() + " conflict" : ""));
        column(layout, "What the file says", 6, Fact::text);
        column(layout, "File", 9, fact -> fact.place().text());
        Clip.install(facts.getTable());
        facts.addSelectionChangedListener(event -> {
            if (event.getStructuredSelection().getFirstElement() instanceof Fact fact) {
                feature = fact.feature();
                read(fact.place());
            }
        });
    }

    private void column(TableColumnLayout layout, String name, int weight, Function<Fact, String> text) {
        TableViewerColumn column = new TableViewerColumn(facts, SWT.LEFT);
        column.getColumn().setText(name);
        column.getColumn().setMoveable(true);
        column.setLabelProvider(new ColumnLabelProvider() {
            @Override
            public String getText(Object element) {
                return text.apply((Fact) element);
            }

            @Override
            public Color getForeground(Object element) {
                Fact fact = (Fact) element;
                return fact.conflict() || fact.state() == FactState.UNREADABLE ? ThemeColors.WARNING.color()
                        : fact.state() == FactState.NONE ? ThemeColors.MUTED.color() : null;
            }
        });
        layout.setColumnData(column.getColumn(), new ColumnWeightData(weight, 40, true));
    }

    private static String answer(Fact fact) {
        return switch (fact.state()) {
            case SAID -> "said";
            case NONE -> "none";
            case UNREADABLE -> "unreadable";
        };
    }

    private void documentChanged(Optional<MachineDocument> document) {
        if (document.isPresent()) {
            clear();
            part.showMissing(Missing.because("Select a device, a group, a driver or a node to see which files tell about it."));
        }
    }

    private void clear() {
        facts.setInput(List.of());
        fileName.setText("");
        file.show(FileExcerpt.ofText("", OptionalInt.empty()));
    }

    private void follow(List<Object> objects) {
        if (part.document().isEmpty()) {
            return;
        }
        if (objects.get(0) instanceof EvidencePlace place) {
            part.showBody();
            read(place);
            return;
        }
        Optional<EObject> object = ModelWalk.evidenced(objects);
        object.ifPresent(this::showFacts);
    }

    private void showFacts(EObject object) {
        List<Fact> rows = Fact.of(object);
        part.showBody();
        title.setText(ObjectText.title(object) + "  \u00b7  " + (rows.size() == 1 ? "1 fact" : rows.size() + " facts"));
        clear();
        facts.setInput(rows);
        rows.stream().filter(fact -> fact.feature().equals(feature)).findFirst()
                .or(() -> rows.stream().findFirst())
                .ifPresent(fact -> facts.setSelection(new StructuredSelection(fact), true));
    }

    private void read(EvidencePlace place) {
        fileName.setText(place.text());
        part.compute(READING, document -> FileExcerpt.read(document.files(), place), excerpt -> {
            fileName.setText(place.text() + (excerpt.note().isEmpty() ? "" : "   " + excerpt.note()));
            file.show(excerpt);
        });
    }

    /** Gives the focus to the table of facts. */
    @Focus
    public void focus() {
        facts.getControl().setFocus();
    }
}
