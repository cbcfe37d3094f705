// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.machine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.bindscope.model.PciFunction;
import org.bindscope.snapshot.capture.CaptureScript;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.plan.PlanStore;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.session.Missing;
import org.bindscope.ui.start.CaptureHelp;
import org.bindscope.ui.text.Sign;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.e4.ui.di.PersistState;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.TreeViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.TreeColumn;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;

/** What is in here? The same devices by PCI hierarchy, IOMMU group, driver or NUMA node. */
public class MachineView {

    private static final int FILTER_DELAY_MS = 150;
    private static final int RESIZE_DELAY_MS = 60;
    /** The Driver column grows with its texts, up to this. */
    private static final int MOST_DRIVER_CHARACTERS = 28;
    /** More rows than this are not expanded by themselves. */
    private static final int MOST_EXPANDED = 300;
    private static final String ORDER_KEY = "order";
    private static final String WIDTHS_KEY = "columnWidths";
    private static final String FILTER_KEY = "filter";

    /** The devices of one machine, arranged. */
    private record Arranged(DeviceForest forest, DeviceFilter filter, DeviceOrder order) {
    }

    private final MachinePart part;
    private final MPart model;
    private final PlanStore plans;
    private TreeViewer viewer;
    private Text filter;
    private Combo order;
    private Label count;
    private ColumnWidths widths;
    private NameRoom room;
    private Arranged arranged;
    private DeviceForest shown = new DeviceForest();
    private DeviceBadges badges = DeviceBadges.NONE;
    private PlannedDrivers planned = PlannedDrivers.NONE;
    private SupposedDrivers supposed = SupposedDrivers.NONE;
    private List<Object> wanted = List.of();

    /**
     * Made by injection.
     *
     * @param part  what the views have in common
     * @param model the part, which keeps the view's state
     * @param plans the binding plans
     */
    @Inject
    public MachineView(MachinePart part, MPart model, PlanStore plans) {
        this.part = part;
        this.plans = plans;
        this.model = model;
    }

    /**
     * Builds the view.
     *
     * @param parent the part's area
     */
    @PostConstruct
    public void create(Composite parent) {
        Composite body = part.area(parent, "Open a snapshot to see its devices.");
        GridLayoutFactory.fillDefaults().margins(4, 4).spacing(4, 4).numColumns(3).applyTo(body);
        filter = MachinePart.filterBox(body, "filter: address, id, name, driver\u2026");
        GridDataFactory.fillDefaults().span(3, 1).grab(true, false).applyTo(filter);
        filter.setText(Objects.requireNonNullElse(model.getPersistedState().get(FILTER_KEY), ""));
        filter.addModifyListener(event -> filter.getDisplay().timerExec(FILTER_DELAY_MS, applyFilter));
        filter.addListener(SWT.DefaultSelection, event -> viewer.getControl().setFocus());
        createTree(body);
        createFooter(body);
        part.publish(viewer, "Devices");
        part.onDocument(this::documentChanged);
        part.onConclusions(this::conclusionsChanged);
        part.onSelection(this::follow);
        part.subscribe(PlanStore.CHANGED, event -> planChanged());
    }

    private void planChanged() {
        planned = part.document().map(plans::draft).map(PlannedDrivers::of).orElse(PlannedDrivers.NONE);
        viewer.refresh();
        fitDrivers();
    }

    private final Runnable applyFilter = () -> {
        if (!filter.isDisposed()) {
            show();
        }
    };

    private final Runnable fitNames = () -> {
        if (!viewer.getControl().isDisposed()) {
            room.measure();
            viewer.refresh(true);
        }
    };

    private void createTree(Composite body) {
        viewer = new TreeViewer(body, SWT.MULTI | SWT.FULL_SELECTION | SWT.H_SCROLL | SWT.V_SCROLL);
        viewer.setUseHashlookup(true);
        ColumnViewerToolTipSupport.enableFor(viewer);
        GridDataFactory.fillDefaults().span(3, 1).grab(true, true).applyTo(viewer.getControl());
        viewer.getTree().setHeaderVisible(true);
        room = new NameRoom(viewer.getTree());
        List<TreeColumn> columns = new ArrayList<>();
        for (DeviceLabels.Column column : DeviceLabels.Column.values()) {
            TreeViewerColumn viewerColumn = new TreeViewerColumn(viewer, SWT.LEFT);
            viewerColumn.setLabelProvider(new DeviceLabels(column, () -> badges, () -> planned, () -> supposed,
                    () -> arranged != null && arranged.order() == DeviceOrder.HIERARCHY,
                    new Fitter()));
            viewerColumn.getColumn().setText(column.title());
            viewerColumn.getColumn().setMoveable(true);
            columns.add(viewerColumn.getColumn());
        }
        widths = new ColumnWidths(viewer.getTree(), columns, List.of(40, 12, 7, 14),
                () -> viewer.getTree().getDisplay().timerExec(RESIZE_DELAY_MS, fitNames));
        widths.restore(model.getPersistedState().get(WIDTHS_KEY));
        viewer.setContentProvider(new ForestContent());
        viewer.addDoubleClickListener(event -> {
            Object element = event.getSelection() instanceof StructuredSelection selection ? selection.getFirstElement() : null;
            if (element != null) {
                viewer.setExpandedState(element, !viewer.getExpandedState(element));
            }
        });
    }

    /** Shortens what is in the cells to the columns. */
    private final class Fitter implements DeviceLabels.NameFitter {

        @Override
        public String fit(Object element, String name, String before, String after) {
            return room.fit(name, before, after, shown.depth(element));
        }

        @Override
        public int width(String text) {
            return room.cell(text);
        }
    }

    private void createFooter(Composite body) {
        order = new Combo(body, SWT.READ_ONLY);
        order.setItems(Arrays.stream(DeviceOrder.values()).map(value -> "by " + value.label()).toArray(String[]::new));
        order.select(storedOrder().ordinal());
        order.addListener(SWT.Selection, event -> arrange());
        MachinePart.name(order, "Arrange devices");
        Label legend = new Label(body, SWT.NONE);
        legend.setText(Sign.CHANGED.text() + " changed   " + Sign.WARNING.text() + " finding");
        legend.setToolTipText(Sign.CHANGED.text() + " the plan or a what-if changes the driver\n"
                + Sign.WARNING.text() + " a finding is about the device, or its link is slower than it could be");
        ThemeColors.MUTED.paint(legend);
        GridDataFactory.fillDefaults().align(SWT.FILL, SWT.CENTER).grab(true, false).hint(0, SWT.DEFAULT).applyTo(legend);
        count = new Label(body, SWT.RIGHT);
        ThemeColors.MUTED.paint(count);
        GridDataFactory.fillDefaults().align(SWT.END, SWT.CENTER).applyTo(count);
    }

    private DeviceOrder storedOrder() {
        String name = model.getPersistedState().get(ORDER_KEY);
        return Arrays.stream(DeviceOrder.values()).filter(value -> value.name().equals(name)).findFirst()
                .orElse(DeviceOrder.HIERARCHY);
    }

    private void documentChanged(Optional<MachineDocument> document) {
        arranged = null;
        badges = DeviceBadges.NONE;
        supposed = SupposedDrivers.NONE;
        shown = new DeviceForest();
        viewer.setInput(shown);
        planned = document.map(plans::draft).map(PlannedDrivers::of).orElse(PlannedDrivers.NONE);
        if (document.isPresent()) {
            arrange();
            conclusionsChanged(document.get());
        }
    }

    private void conclusionsChanged(MachineDocument document) {
        part.compute("Drivers under suppositions", open -> SupposedDrivers.of(open.analysis()), found -> {
            if (!supposed.equals(found)) {
                supposed = found;
                viewer.refresh();
                fitDrivers();
            }
        });
        part.compute("Findings of devices", open -> DeviceBadges.of(open.analysis()), found -> {
            badges = found;
            viewer.refresh();
        });
    }

    private void arrange() {
        DeviceOrder chosen = DeviceOrder.values()[order.getSelectionIndex()];
        part.compute("Arranging devices", document -> new Arranged(DeviceForests.arrange(document.machine(), chosen),
                new DeviceFilter(document.machine()), chosen), result -> {
                    arranged = result;
                    show();
                });
    }

    private void show() {
        if (arranged == null) {
            return;
        }
        int all = arranged.forest().devices();
        if (all == 0) {
            part.showMissing(Missing.collectWith("The snapshot holds no PCI devices: sys/bus/pci/devices was not captured "
                    + "or is empty. " + CaptureHelp.WHERE, CaptureScript.COMMAND));
            return;
        }
        part.showBody();
        boolean filtering = !filter.getText().isBlank();
        shown = filtering ? arranged.forest().filter(arranged.filter().matching(filter.getText())) : arranged.forest();
        count.setText(filtering ? shown.devices() + " of " + all : all == 1 ? "1 device" : all + " devices");
        count.requestLayout();
        viewer.getTree().setRedraw(false);
        try {
            viewer.setInput(shown);
            viewer.setExpandedElements(expanded().toArray());
        } finally {
            viewer.getTree().setRedraw(true);
        }
        fitDrivers();
        viewer.getTree().getDisplay().timerExec(RESIZE_DELAY_MS, fitNames);
        reveal();
    }

    /** Room for the drivers, and for what the plan or a what-if makes of them. */
    private void fitDrivers() {
        DeviceLabels labels = (DeviceLabels) viewer.getLabelProvider(DeviceLabels.Column.DRIVER.ordinal());
        int most = MOST_DRIVER_CHARACTERS * room.width("n");
        part.document().stream().flatMap(document -> ModelWalk.functions(document.machine()))
                .mapToInt(function -> room.cell(labels.text(function).getString())).max()
                .ifPresent(widest -> widths.need(DeviceLabels.Column.DRIVER.ordinal(), Math.min(most, widest)));
    }

    /** From the top, level by level, as long as the rows stay few. */
    private List<Object> expanded() {
        List<Object> expanded = new ArrayList<>();
        int rows = shown.roots().size();
        Deque<Object> open = new ArrayDeque<>(shown.roots());
        while (!open.isEmpty()) {
            Object element = open.poll();
            List<Object> below = shown.children(element);
            boolean many = element instanceof PciFunction function && !function.getVirtualFunctions().isEmpty();
            if (!below.isEmpty() && !many && rows + below.size() <= MOST_EXPANDED) {
                rows += below.size();
                expanded.add(element);
                open.addAll(below);
            }
        }
        return expanded;
    }

    private void follow(List<Object> objects) {
        wanted = objects;
        reveal();
    }

    /** Where what is selected is no row, as a group in the order by hierarchy, the functions that it stands for are. */
    private void reveal() {
        List<Object> here = wanted.stream().filter(shown::contains).toList();
        if (here.isEmpty()) {
            List<PciFunction> devices = ModelWalk.devices(wanted);
            // Each selected row is made and its way opened, which takes seconds for thousands.
            here = devices.size() > MOST_EXPANDED ? List.of()
                    : devices.stream().filter(shown::contains).map(Object.class::cast).toList();
        }
        if (!here.isEmpty() && !here.equals(viewer.getStructuredSelection().toList())) {
            viewer.setSelection(new StructuredSelection(here), true);
        }
    }

    /** Gives the focus to the tree. */
    @Focus
    public void focus() {
        if (arranged != null) {
            viewer.getControl().setFocus();
        } else {
            filter.setFocus();
        }
    }

    /** Keeps the order, the filter and the column widths. */
    @PersistState
    public void persist() {
        model.getPersistedState().put(ORDER_KEY, DeviceOrder.values()[order.getSelectionIndex()].name());
        model.getPersistedState().put(WIDTHS_KEY, widths.text());
        model.getPersistedState().put(FILTER_KEY, filter.getText());
    }
}
