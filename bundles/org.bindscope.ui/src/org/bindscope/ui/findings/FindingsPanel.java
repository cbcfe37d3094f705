// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.findings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import org.bindscope.analysis.findings.Finding;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.text.AdaptiveSash;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichText;
import org.bindscope.ui.text.RowLabels;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLayoutData;
import org.eclipse.jface.viewers.ColumnPixelData;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.jface.viewers.Viewer;
import org.eclipse.jface.viewers.ViewerComparator;
import org.eclipse.jface.viewers.ViewerFilter;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.Text;

/** Lists findings and shows one of them in full. Knows no workbench. For the UI thread. */
public final class FindingsPanel extends Composite {

    /** What the panel asks of its surroundings. */
    public interface Host {

        /**
         * The user wants to see a subject elsewhere.
         *
         * @param object a model object
         */
        void open(EObject object);

        /**
         * The user wants to see a captured file.
         *
         * @param evidence file, perhaps with a line
         */
        void showEvidence(Finding.EvidenceText evidence);

        /**
         * The user wants devices in the binding plan.
         *
         * @param functions the devices
         */
        void plan(List<PciFunction> functions);
    }

    private final Host host;
    private final Text box;
    private final Label count;
    private final TableViewer viewer;
    private final RichText detail;
    private final List<SashForm> sashes;
    private List<FindingRow> rows = List.of();
    private SubjectIndex index;
    private String needle = "";

    /**
     * Creates the panel.
     *
     * @param parent the parent
     * @param host   its surroundings
     * @param filter makes the filter box
     */
    public FindingsPanel(Composite parent, Host host, Function<Composite, Text> filter) {
        super(parent, SWT.NONE);
        this.host = host;
        GridLayoutFactory.fillDefaults().margins(4, 4).spacing(4, 4).applyTo(this);
        Composite bar = new Composite(this, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).applyTo(bar);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(bar);
        box = filter.apply(bar);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(box);
        count = new Label(bar, SWT.NONE);
        count.setForeground(ThemeColors.MUTED.color());
        GridDataFactory.swtDefaults().applyTo(count);
        SashForm sash = AdaptiveSash.create(this, 80);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);
        Composite holder = new Composite(sash, SWT.NONE);
        viewer = new TableViewer(holder, SWT.MULTI | SWT.FULL_SELECTION);
        detail = new RichText(sash, SWT.V_SCROLL, "The selected finding");
        detail.control().setMargins(6, 4, 6, 4);
        buildTable(holder);
        sash.setWeights(55, 45);
        sashes = List.of(sash);
        box.addListener(SWT.Modify, event -> {
            needle = box.getText().strip().toLowerCase(Locale.ROOT);
            viewer.refresh();
            updateCount();
        });
    }

    private void buildTable(Composite holder) {
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.setDisplayIncrementally(1000);
        PixelConverter units = new PixelConverter(this);
        TableColumnLayout layout = new TableColumnLayout();
        holder.setLayout(layout);
        column(layout, "Severity", new ColumnPixelData(units.convertWidthInCharsToPixels(11), true),
                row -> row.sign().text() + " " + row.severity(), row -> Optional.of(row.sign().tint()));
        column(layout, "Finding", new ColumnWeightData(100, units.convertWidthInCharsToPixels(28), true),
                row -> row.finding().summary(), row -> Optional.empty());
        column(layout, "Subject", new ColumnPixelData(units.convertWidthInCharsToPixels(18), true),
                FindingRow::subjects, row -> Optional.empty());
        column(layout, "Rule", new ColumnPixelData(units.convertWidthInCharsToPixels(20), true),
                row -> row.finding().rule(), row -> Optional.of(ThemeColors.MUTED));
        viewer.addFilter(new ViewerFilter() {
            @Override
            public boolean select(Viewer shown, Object parent, Object element) {
                return ((FindingRow) element).contains(needle);
            }
        });
        viewer.addSelectionChangedListener(event -> showDetail());
        viewer.addDoubleClickListener(event -> selected()
                .flatMap(row -> row.modelObjects().stream().findFirst()).ifPresent(host::open));
        Clip.install(viewer.getTable());
    }

    private void column(TableColumnLayout layout, String title, ColumnLayoutData width, Function<FindingRow, String> text,
            Function<FindingRow, Optional<ThemeColors>> color) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.NONE);
        column.getColumn().setText(title);
        column.getColumn().setMoveable(true);
        layout.setColumnData(column.getColumn(), width);
        column.setLabelProvider(RowLabels.of(FindingRow.class, text).tint(color));
        boolean severity = title.equals("Severity");
        column.getColumn().addListener(SWT.Selection, event -> sort(column.getColumn(), severity ? null : text));
    }

    /** Sorts by a column, up and down in turn; by severity gives the analysis' own order back. */
    private void sort(TableColumn column, Function<FindingRow, String> text) {
        boolean down = viewer.getTable().getSortColumn() == column && viewer.getTable().getSortDirection() == SWT.UP;
        viewer.getTable().setSortColumn(column);
        viewer.getTable().setSortDirection(down ? SWT.DOWN : SWT.UP);
        viewer.setComparator(new ViewerComparator() {
            @Override
            public int compare(Viewer shown, Object a, Object b) {
                FindingRow first = (FindingRow) (down ? b : a);
                FindingRow second = (FindingRow) (down ? a : b);
                return text == null ? first.finding().severity().compareTo(second.finding().severity())
                        : text.apply(first).compareTo(text.apply(second));
            }
        });
    }

    /**
     * The table, for publishing its selection.
     *
     * @return a viewer whose elements are {@link FindingRow}s
     */
    public TableViewer viewer() {
        return viewer;
    }

    /**
     * Shows findings; the one that was selected stays selected where it still is one.
     *
     * @param findings what was found, most severe first
     * @param subjects finds the subjects
     */
    public void setInput(List<FindingRow> findings, SubjectIndex subjects) {
        Optional<Finding> before = selected().map(FindingRow::finding);
        rows = List.copyOf(findings);
        index = subjects;
        viewer.setInput(rows);
        updateCount();
        Optional<FindingRow> again = rows.stream().filter(row -> before.filter(row.finding()::equals).isPresent()).findFirst();
        again.or(() -> rows.stream().findFirst())
                .ifPresentOrElse(row -> viewer.setSelection(new StructuredSelection(row), true), this::showDetail);
    }

    /**
     * Selects the first finding about an object, if there is one.
     *
     * @param object a model object
     */
    public void selectAbout(EObject object) {
        if (selected().filter(row -> row.modelObjects().contains(object)).isEmpty()) {
            rows.stream().filter(row -> row.modelObjects().contains(object)).findFirst()
                    .ifPresent(row -> viewer.setSelection(new StructuredSelection(row), true));
        }
    }

    private Optional<FindingRow> selected() {
        return Optional.ofNullable((FindingRow) viewer.getStructuredSelection().getFirstElement());
    }

    private void showDetail() {
        Optional<FindingRow> row = selected();
        if (row.isPresent()) {
            Consumer<EObject> open = host::open;
            detail.show(new FindingPage(index, open, host::showEvidence, host::plan).of(row.get().finding()));
        } else {
            detail.show(new RichDocument().add(rows.isEmpty()
                    ? "Nothing was found that is wrong or worth knowing."
                    : "Select a finding to read why it is one.", ThemeColors.MUTED));
        }
    }

    private void updateCount() {
        long shown = rows.stream().filter(row -> row.contains(needle)).count();
        long errors = rows.stream().filter(row -> row.finding().severity() == Finding.Severity.ERROR).count();
        count.setText(needle.isEmpty() ? rows.size() + " found" + (errors == 0 ? "" : ", " + errors + (errors == 1 ? " error" : " errors"))
                : shown + " of " + rows.size());
        count.getParent().layout();
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
        return viewer.getTable().setFocus();
    }
}
