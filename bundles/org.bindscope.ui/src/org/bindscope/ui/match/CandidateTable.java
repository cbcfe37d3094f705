// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.match;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

import org.bindscope.analysis.match.DeviceVerdict.Candidate;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.ColumnMemory;
import org.bindscope.ui.text.RowLabels;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.resource.FontDescriptor;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLayoutData;
import org.eclipse.jface.viewers.ColumnPixelData;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;

/** Winners and losers: each driver that was looked at, its entry, where that stands, and why it won or lost. */
final class CandidateTable extends Composite {

    private static final String COLUMNS_KEY = "columns.candidates";
    private static final String ALL_KEY = "candidates.all";

    private final TableViewer viewer;
    private final Button all;
    private final Font bold;
    private final ColumnMemory columns;
    private MatchContent content;

    /**
     * Creates the table.
     *
     * @param parent       the parent
     * @param showEvidence shows a captured file, perhaps with a line
     * @param override     supposes a driver_override
     * @param plan         plans a driver for the shown function
     */
    CandidateTable(Composite parent, Consumer<String> showEvidence, Consumer<String> override, Consumer<String> plan) {
        super(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, 2).applyTo(this);
        bold = new LocalResourceManager(JFaceResources.getResources(), this)
                .create(FontDescriptor.createFrom(getFont()).setStyle(SWT.BOLD));
        Composite holder = new Composite(this, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(holder);
        viewer = new TableViewer(holder, SWT.MULTI | SWT.FULL_SELECTION);
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.setDisplayIncrementally(500);
        PixelConverter units = new PixelConverter(this);
        TableColumnLayout layout = new TableColumnLayout();
        holder.setLayout(layout);
        column(layout, "Candidate", new ColumnPixelData(units.convertWidthInCharsToPixels(16), true), Candidate::driver, false);
        column(layout, "Outcome", new ColumnPixelData(units.convertWidthInCharsToPixels(14), true), this::outcome, false);
        column(layout, "Why", new ColumnWeightData(100, units.convertWidthInCharsToPixels(24), true), Candidate::why, false);
        column(layout, "Entry", new ColumnPixelData(units.convertWidthInCharsToPixels(22), true),
                candidate -> candidate.entry().orElse(""), true);
        column(layout, "Module", new ColumnPixelData(units.convertWidthInCharsToPixels(14), true),
                candidate -> candidate.module().orElse(""), false);
        column(layout, "Source", new ColumnPixelData(units.convertWidthInCharsToPixels(26), true),
                candidate -> candidate.source().orElse(""), false);
        columns = new ColumnMemory(viewer.getTable(), layout, 2);
        ColumnViewerToolTipSupport.enableFor(viewer);
        viewer.addDoubleClickListener(event -> selected().flatMap(Candidate::source).ifPresent(showEvidence));
        Clip.install(viewer.getTable());
        menu("Show Its &Entry", candidate -> candidate.source().ifPresent(showEvidence));
        menu("What If It Were the &Override", candidate -> override.accept(candidate.driver()));
        menu("Add to &Plan with This Driver", candidate -> plan.accept(candidate.driver()));
        all = new Button(this, SWT.CHECK);
        all.addListener(SWT.Selection, event -> fill());
        GridDataFactory.fillDefaults().grab(true, false).exclude(true).applyTo(all);
        all.setVisible(false);
    }

    private void menu(String text, Consumer<Candidate> action) {
        Menu menu = Clip.menuOf(viewer.getTable());
        MenuItem item = new MenuItem(menu, SWT.PUSH, Math.max(0, menu.getItemCount() - 2));
        item.setText(text);
        item.addListener(SWT.Selection, event -> selected().ifPresent(action));
        menu.addListener(SWT.Show, event -> item.setEnabled(selected().isPresent()));
    }

    private Optional<Candidate> selected() {
        return Optional.ofNullable((Candidate) viewer.getStructuredSelection().getFirstElement());
    }

    private void column(TableColumnLayout layout, String title, ColumnLayoutData width, Function<Candidate, String> text,
            boolean mono) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.NONE);
        column.getColumn().setText(title);
        column.getColumn().setMoveable(true);
        layout.setColumnData(column.getColumn(), width);
        column.setLabelProvider(RowLabels.of(Candidate.class, text).tipAbove(16)
                .font(candidate -> mono ? Optional.of(JFaceResources.getTextFont())
                        : content.wins(candidate) ? Optional.of(bold) : Optional.empty())
                .tint(candidate -> title.equals("Outcome") ? Optional.of(sign(candidate).tint())
                        : content.wins(candidate) || title.equals("Candidate") ? Optional.empty()
                                : Optional.of(ThemeColors.MUTED)));
    }

    private Sign sign(Candidate candidate) {
        return content.wins(candidate) ? Sign.GOOD : candidate.matched().isEmpty() ? Sign.UNKNOWN
                : candidate.matched().get() ? Sign.INFO : Sign.BAD;
    }

    private String outcome(Candidate candidate) {
        String word = content.wins(candidate) ? "wins" : candidate.matched().isEmpty() ? "not known"
                : candidate.matched().get() ? "fits, too late" : "does not fit";
        return sign(candidate).text() + " " + word;
    }

    /** Stores widths of columns and whether all candidates are listed, in a part's persisted state. */
    void store(Map<String, String> state) {
        columns.store(state, COLUMNS_KEY);
        state.put(ALL_KEY, String.valueOf(all.getSelection()));
    }

    /** Restores what was stored. */
    void restore(Map<String, String> state) {
        columns.restore(state, COLUMNS_KEY);
        all.setSelection(Boolean.parseBoolean(state.get(ALL_KEY)));
    }

    TableViewer viewer() {
        return viewer;
    }

    void show(MatchContent next) {
        content = next;
        int hidden = next.candidates(true).size() - next.candidates(false).size();
        all.setText(hidden == 1 ? "also the driver without an entry that fits"
                : "also the " + hidden + " drivers without an entry that fits");
        all.setVisible(hidden > 0);
        ((GridData) all.getLayoutData()).exclude = hidden == 0;
        layout();
        fill();
    }

    /** Empties the table, for when there is no verdict. */
    void clear() {
        viewer.setInput(List.of());
        all.setVisible(false);
        ((GridData) all.getLayoutData()).exclude = true;
        layout();
    }

    private void fill() {
        viewer.setInput(content.candidates(all.getSelection()));
    }
}
