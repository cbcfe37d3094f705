// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.groups;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.groups.GroupReport;
import org.bindscope.analysis.groups.GroupStudy;
import org.bindscope.model.IommuGroup;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.render.scene.SceneSubject;
import org.bindscope.render.scene.TextMeasure;
import org.bindscope.render.scene.machine.GroupPathScene;
import org.bindscope.snapshot.capture.CaptureScript;
import org.bindscope.ui.canvas.SceneWidget;
import org.bindscope.ui.labels.FactText;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.labels.ObjectText;
import org.bindscope.ui.machine.SupposedDrivers;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.session.Missing;
import org.bindscope.ui.start.CaptureHelp;
import org.bindscope.ui.text.AdaptiveSash;
import org.bindscope.ui.text.PageTabs;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichDocument.Style;
import org.bindscope.ui.text.RichText;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.Icons;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.layout.TableColumnLayout;
import org.eclipse.jface.layout.PixelConverter;
import org.eclipse.jface.viewers.ArrayContentProvider;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnLayoutData;
import org.eclipse.jface.viewers.ColumnPixelData;
import org.eclipse.jface.viewers.ColumnWeightData;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.jface.viewers.TableViewerColumn;
import org.eclipse.jface.viewers.Viewer;
import org.eclipse.jface.viewers.ViewerFilter;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Text;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;

/** May a guest have it? The IOMMU groups, whether user space can own each, and why they are as they are. */
public class GroupsView {

    /**
     * Rows that are built at once; the user asks for more. A virtual table would do, but does not survive
     * that the theme changes (the style engine then writes to rows that GTK does not have).
     */
    private static final int FIRST_ROWS = 1000;

    private final MachinePart part;
    private TableViewer viewer;
    private RichText page;
    private SceneWidget picture;
    private Text filter;
    private GroupRows rows = GroupRows.NONE;
    private List<Object> wanted = List.of();

    /**
     * Made by injection.
     *
     * @param part what the views have in common
     */
    @Inject
    public GroupsView(MachinePart part) {
        this.part = part;
    }

    /**
     * Builds the view.
     *
     * @param parent the part's area
     */
    @PostConstruct
    public void create(Composite parent) {
        Composite body = part.area(parent, "Open a snapshot to see its IOMMU groups.");
        GridLayoutFactory.fillDefaults().margins(4, 4).applyTo(body);
        SashForm sash = AdaptiveSash.create(body, 70);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);
        Composite left = new Composite(sash, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(4, 4).applyTo(left);
        filter = MachinePart.filterBox(left, "filter: group, address, name, driver\u2026");
        GridDataFactory.fillDefaults().grab(true, false).applyTo(filter);
        filter.addModifyListener(event -> viewer.refresh());
        createTable(left);
        CTabFolder folder = PageTabs.create(sash);
        page = new RichText(folder, SWT.V_SCROLL, "The selected group");
        page.control().setMargins(8, 4, 4, 4);
        picture = new SceneWidget(folder, "The selected group and the bridges above it");
        picture.onOpen(element -> element.subjects().stream().filter(subject -> subject.kind() == SceneSubject.Kind.FUNCTION)
                .findFirst().ifPresent(subject -> select(subject.id())));
        tab(folder, "In Words", "Who is in the group, why, and whether user space can own it", page.control());
        tab(folder, "Drawn", "The members and the bridges above them, with the ACS bits of each", picture.control());
        folder.setSelection(0);
        sash.setWeights(1, 1);
        viewer.addSelectionChangedListener(event -> showPage(event.getStructuredSelection().getFirstElement()));
        part.publish(viewer, "IOMMU groups");
        part.onDocument(this::documentChanged);
        part.onConclusions(this::compute);
        part.onSelection(this::follow);
    }

    private static void tab(CTabFolder folder, String title, String tip, Control control) {
        CTabItem item = new CTabItem(folder, SWT.NONE);
        item.setText(title);
        item.setToolTipText(tip);
        item.setControl(control);
    }

    private void createTable(Composite parent) {
        Composite holder = new Composite(parent, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(holder);
        viewer = new TableViewer(holder, SWT.MULTI | SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL);
        viewer.setDisplayIncrementally(FIRST_ROWS);
        viewer.getTable().setHeaderVisible(true);
        viewer.setContentProvider(ArrayContentProvider.getInstance());
        viewer.setUseHashlookup(true);
        TableColumnLayout layout = new TableColumnLayout();
        holder.setLayout(layout);
        column(layout, "Group", characters(9), new Cells() {
            @Override
            public String getText(Object row) {
                return row instanceof IommuGroup group ? group.getNumber() : "none";
            }

            @Override
            public Image getImage(Object row) {
                return Icons.GROUP.image();
            }
        });
        column(layout, "User space", characters(14), new Cells() {
            @Override
            public String getText(Object row) {
                return rows.report(row).map(GroupsView::verdict).orElse("");
            }

            @Override
            public Color getForeground(Object row) {
                return rows.report(row).map(report -> Sign.of(report.viable()).tint().color()).orElse(null);
            }
        });
        column(layout, "Functions", new ColumnWeightData(1, 60, true), new Cells() {
            @Override
            public String getText(Object row) {
                return members(row);
            }
        });
        column(layout, "Type", characters(9), new Cells() {
            @Override
            public String getText(Object row) {
                return row instanceof IommuGroup group ? FactText.of(group, "type", group.getType()).text() : "";
            }
        });
        viewer.addFilter(new ViewerFilter() {
            @Override
            public boolean select(Viewer table, Object parentElement, Object row) {
                return matches(row);
            }
        });
    }

    private ColumnLayoutData characters(int count) {
        return new ColumnPixelData(new PixelConverter(viewer.getControl()).convertWidthInCharsToPixels(count), true);
    }

    /** Cells without an icon. */
    private abstract static class Cells extends ColumnLabelProvider {

        @Override
        public Image getImage(Object row) {
            return null;
        }
    }

    private void column(TableColumnLayout layout, String title, ColumnLayoutData width, ColumnLabelProvider cells) {
        TableViewerColumn column = new TableViewerColumn(viewer, SWT.LEFT);
        column.getColumn().setText(title);
        column.getColumn().setMoveable(true);
        column.setLabelProvider(cells);
        layout.setColumnData(column.getColumn(), width);
    }

    private static String verdict(GroupReport report) {
        Sign sign = Sign.of(report.viable());
        return sign.text() + " " + (report.viable().isEmpty() ? "not known"
                : report.viable().get() ? "viable" : "not viable");
    }

    private static String members(Object row) {
        List<PciFunction> functions = row instanceof IommuGroup group ? group.getFunctions()
                : row instanceof Ungrouped outside ? outside.members() : List.of();
        if (functions.size() == 1) {
            return functions.get(0).getAddress() + "  " + ObjectText.shortName(functions.get(0));
        }
        String addresses = functions.stream().limit(4).map(PciFunction::getAddress).collect(Collectors.joining(", "));
        return functions.size() + ": " + addresses + (functions.size() > 4 ? " \u2026" : "");
    }

    private boolean matches(Object row) {
        String query = filter.getText().strip().toLowerCase(Locale.ROOT);
        if (query.isEmpty()) {
            return true;
        }
        if (row instanceof IommuGroup group && ObjectText.title(group).toLowerCase(Locale.ROOT).contains(query)) {
            return true;
        }
        return ModelWalk.devices(List.of(row)).stream()
                .anyMatch(function -> ObjectText.description(function).toLowerCase(Locale.ROOT).contains(query));
    }

    private void documentChanged(Optional<MachineDocument> document) {
        rows = GroupRows.NONE;
        viewer.setInput(rows.rows());
        page.show(new RichDocument());
        picture.clear();
        document.ifPresent(this::compute);
    }

    private void compute(MachineDocument document) {
        Optional<Missing> missing = missing(document.machine());
        if (missing.isPresent()) {
            part.showMissing(missing.get());
            return;
        }
        if (rows.rows().isEmpty()) {
            page.show(new RichDocument().add("Working out the IOMMU groups\u2026", ThemeColors.MUTED).line());
        }
        part.compute("IOMMU groups", GroupsView::rows, result -> {
            rows = result;
            if (rows.none().isPresent()) {
                part.showMissing(rows.none().get());
                return;
            }
            part.showBody();
            Object before = viewer.getStructuredSelection().getFirstElement();
            viewer.setInput(rows.rows());
            if (before != null && rows.rows().contains(before)) {
                viewer.setSelection(new StructuredSelection(before), true);
            } else {
                reveal();
            }
            if (viewer.getSelection().isEmpty()) {
                page.show(new RichDocument().add(summary(), Style.LARGE).line()
                        .add("Select a group to see who is in it and why.").line());
            }
        });
    }

    private static GroupRows rows(MachineDocument document) {
        MachineAnalysis analysis = document.analysis();
        return GroupRows.of(document.machine(), analysis.groups(), SupposedDrivers.of(analysis), GroupsView::none);
    }

    private String summary() {
        long viable = rows.reports().values().stream().filter(report -> report.viable().orElse(false)).count();
        int groups = rows.reports().size();
        return viable + " of " + groups + (groups == 1 ? " group" : " groups") + " can be owned by user space as the drivers stand.";
    }

    private static Optional<Missing> missing(Machine machine) {
        if (machine.getIommuGroups().isEmpty() && !machine.isSetIommuGroupsCaptured()) {
            return Optional.of(Missing.collectWith("The snapshot does not hold sys/kernel/iommu_groups, so it does not tell "
                    + "whether the machine has IOMMU groups. " + CaptureHelp.WHERE, CaptureScript.COMMAND));
        }
        return Optional.empty();
    }

    /** Why the machine has no groups: firmware, kernel, driver. Needs the tables and the command line, so not a glance. */
    private static Missing none(GroupStudy study) {
        return Missing.because((study.iommu().summary() + " " + study.iommu().remedy()).strip());
    }

    private void showPage(Object row) {
        if (row instanceof IommuGroup group && rows.report(row).isPresent()) {
            page.show(new GroupPage(rows.platform(), rows.supposed(), this::select).of(group, rows.report(row).get()));
            draw(group, rows.report(row).get());
        } else if (row instanceof Ungrouped outside) {
            page.show(ungrouped(outside));
            picture.clear();
        }
    }

    /** Laid out off the UI thread; of several groups that are selected quickly only the last is shown. */
    private void draw(IommuGroup group, GroupReport report) {
        part.compute("Drawing group " + report.number(),
                open -> GroupPathScene.of(open.machine(), report, TextMeasure.builtIn()), scene -> {
                    if (!picture.control().isDisposed() && viewer.getStructuredSelection().getFirstElement() == group) {
                        scene.ifPresentOrElse(drawn -> picture.open(drawn, Optional.of(GroupPathScene.FRAME)), picture::clear);
                    }
                });
    }

    private RichDocument ungrouped(Ungrouped outside) {
        RichDocument text = new RichDocument();
        text.add(outside.members().size() == 1 ? "1 function is in no IOMMU group."
                : outside.members().size() + " functions are in no IOMMU group.", Style.LARGE).line();
        Map<String, String> names = new HashMap<>();
        outside.members().forEach(member -> names.put(member.getAddress(), ObjectText.shortName(member)));
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        outside.reasons().forEach(reason ->
                byReason.computeIfAbsent(reason.why(), key -> new ArrayList<>()).add(reason.address()));
        byReason.forEach((why, addresses) -> {
            text.above().add(why).line();
            addresses.forEach(address -> text.hanging(4).add("  ").link(address, () -> select(address), Style.MONO)
                    .add("  " + names.getOrDefault(address, "")).line());
        });
        return text;
    }

    private void select(String address) {
        part.document().flatMap(document -> ModelWalk.functions(document.machine())
                .filter(function -> function.getAddress().equals(address)).findFirst())
                .ifPresent(function -> part.sessions().reveal(function));
    }

    private void follow(List<Object> objects) {
        wanted = objects;
        reveal();
    }

    private void reveal() {
        List<Object> found = wanted.stream().map(rows::rowOf).flatMap(Optional::stream).distinct().toList();
        if (!found.isEmpty() && !found.equals(viewer.getStructuredSelection().toList())) {
            if (found.stream().anyMatch(row -> viewer.testFindItem(row) == null)) {
                showAllRows();
            }
            viewer.setSelection(new StructuredSelection(found), true);
        }
    }

    private void showAllRows() {
        viewer.setDisplayIncrementally(0);
        viewer.refresh();
        viewer.setDisplayIncrementally(FIRST_ROWS);
    }

    /** Gives the focus to the table. */
    @Focus
    public void focus() {
        viewer.getControl().setFocus();
    }
}
