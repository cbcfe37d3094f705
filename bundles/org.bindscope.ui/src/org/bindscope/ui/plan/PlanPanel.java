// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.ExportFormats;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.binding.PlanSuggestions;
import org.bindscope.binding.Wish;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.findings.SubjectIndex;
import org.bindscope.ui.text.AdaptiveSash;
import org.bindscope.ui.text.Background;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.CodeView;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichText;
import org.bindscope.ui.text.ShellScanner;
import org.bindscope.ui.text.Sign;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.layout.RowLayout;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;

/**
 * Edits the wishes of one machine, checks them as they change, and shows what becomes of them in a
 * chosen format. Knows no workbench. For the UI thread.
 */
public final class PlanPanel extends Composite {

    /** What the panel asks of its surroundings. */
    public interface Host extends Background {

        /**
         * The user changed the wishes. The surroundings keep them and call {@link PlanPanel#show}.
         *
         * @param draft the wishes now
         */
        void changed(PlanDraft draft);

        /**
         * What is selected elsewhere.
         *
         * @return functions; empty when none is selected
         */
        List<PciFunction> selectedDevices();

        /**
         * The VFIO driver that suits a function best. Called away from the UI thread.
         *
         * @param address the function
         * @return name for driver_override; empty where the snapshot does not tell
         */
        Optional<String> bestVfioDriver(String address);

        /**
         * The user wants to see an object elsewhere.
         *
         * @param object a model object
         */
        void open(EObject object);

        /**
         * The user wants to save a text.
         *
         * @param export the text and a name for the file
         */
        void save(Export export);
    }

    private final Host host;
    private final boolean links;
    private final ExportFormats formats = new ExportFormats();
    private final RichText sentence;
    private final WishTable table;
    private final Combo driver;
    private final RichText checks;
    private final Combo format;
    private final CodeView script;
    private final CodeView undo;
    private final RichText steps;
    private final List<SashForm> sashes;
    private final List<ToolItem> onRows = new ArrayList<>();
    private final List<ToolItem> onExport = new ArrayList<>();
    private Machine machine;
    private HostUse hostDevices = HostUse.none();
    private Supplier<MachineAnalysis> analysis;
    private PlanDraft draft = PlanDraft.EMPTY;
    private Optional<PlanEvaluation> evaluation = Optional.empty();
    private Optional<PlanPreview> preview = Optional.empty();

    /**
     * Creates the panel.
     *
     * @param parent the parent
     * @param host   its surroundings
     * @param links  whether links lead into other views
     */
    public PlanPanel(Composite parent, Host host, boolean links) {
        super(parent, SWT.NONE);
        this.host = host;
        this.links = links;
        GridLayoutFactory.fillDefaults().margins(4, 4).applyTo(this);
        SashForm sash = AdaptiveSash.create(this, 70);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);

        Composite left = new Composite(sash, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, 4).applyTo(left);
        sentence = new RichText(left, SWT.NONE, "The plan in one sentence");
        GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(sentence.control());
        Composite tools = row(left);
        ToolBar bar = new ToolBar(tools, SWT.FLAT | SWT.RIGHT);
        item(bar, "Add Selection", "Adds the devices that are selected in other views", this::addSelection);
        onRows.add(item(bar, "Remove", "Removes the selected wishes, or all (Del)", this::remove));
        onRows.add(menu(bar, "Suggest", "Proposes wishes for the selected rows, or all", List.of(
                new Choice("&Complete the IOMMU Group with the Same Driver", this::completeGroups),
                new Choice("Make the Group &Viable with the Fewest Changes", this::makeViable),
                new Choice("&Best VFIO Driver, as libvirt Chooses It", this::bestDrivers))));
        Composite chooser = pair(tools);
        label(chooser, "Driver:");
        driver = new Combo(chooser, SWT.DROP_DOWN);
        driver.setToolTipText("The driver that the selected wishes, or all, ask for; new ones ask for it too");
        driver.addListener(SWT.Selection, event -> chooseDriver());
        driver.addListener(SWT.DefaultSelection, event -> chooseDriver());
        SashForm leftSash = new SashForm(left, SWT.VERTICAL | SWT.SMOOTH);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(leftSash);
        table = new WishTable(leftSash);
        checks = new RichText(leftSash, SWT.V_SCROLL, "Checks of the plan");
        checks.control().setMargins(6, 2, 6, 2);
        leftSash.setWeights(50, 50);

        Composite right = new Composite(sash, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, 4).applyTo(right);
        Composite exportTools = row(right);
        Composite formatChooser = pair(exportTools);
        label(formatChooser, "Format:");
        format = new Combo(formatChooser, SWT.READ_ONLY | SWT.DROP_DOWN);
        format.setItems(formats.all().stream().map(ExportFormat::title).toArray(String[]::new));
        format.select(0);
        format.setVisibleItemCount(16);
        format.setToolTipText("In which form the plan is written");
        format.addListener(SWT.Selection, event -> updatePreview());
        ToolBar exportBar = new ToolBar(exportTools, SWT.FLAT | SWT.RIGHT);
        onExport.add(item(exportBar, "Copy", "Copies the text", () -> export()
                .ifPresent(export -> Clip.copy(getDisplay(), export.text()))));
        onExport.add(item(exportBar, "Save\u2026", "Saves the text", () -> export().ifPresent(host::save)));
        onExport.add(item(exportBar, "Save Undo\u2026", "Saves what takes the plan back",
                () -> preview.flatMap(PlanPreview::undo).ifPresent(host::save)));
        CTabFolder folder = new CTabFolder(right, SWT.TOP | SWT.FLAT);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(folder);
        script = new CodeView(folder, new ShellScanner(), "The plan in the chosen format");
        tab(folder, "Preview", script.outer());
        undo = new CodeView(folder, new ShellScanner(), "What takes the plan back");
        tab(folder, "Undo", undo.outer());
        steps = new RichText(folder, SWT.V_SCROLL, "What the kernel is expected to answer");
        steps.control().setMargins(6, 4, 6, 4);
        tab(folder, "Expected Course", steps.control());
        folder.setSelection(0);
        sash.setWeights(50, 50);
        sashes = List.of(sash, leftSash);
        table.viewer().addSelectionChangedListener(event -> updateDriver());
        table.viewer().addDoubleClickListener(event -> table.first().flatMap(PlanEvaluation.Row::function).ifPresent(host::open));
        table.viewer().getTable().addListener(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.DEL) {
                remove();
            }
        });
    }


    /** A row of tools that wraps in a narrow view. */
    private static Composite row(Composite parent) {
        Composite row = new Composite(parent, SWT.NONE);
        RowLayout layout = new RowLayout(SWT.HORIZONTAL);
        layout.center = true;
        layout.marginLeft = 0;
        layout.marginTop = 0;
        layout.marginBottom = 0;
        row.setLayout(layout);
        GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(row);
        return row;
    }

    private static Composite pair(Composite parent) {
        Composite pair = new Composite(parent, SWT.NONE);
        GridLayoutFactory.fillDefaults().numColumns(2).applyTo(pair);
        return pair;
    }

    private static void label(Composite parent, String text) {
        Label label = new Label(parent, SWT.NONE);
        label.setText(text);
        GridDataFactory.swtDefaults().applyTo(label);
    }

    private static ToolItem item(ToolBar bar, String text, String tip, Runnable action) {
        if (bar.getItemCount() > 0) {
            new ToolItem(bar, SWT.SEPARATOR);
        }
        ToolItem item = new ToolItem(bar, SWT.PUSH);
        item.setText(text);
        item.setToolTipText(tip);
        item.addListener(SWT.Selection, event -> action.run());
        return item;
    }

    /** An entry of a menu. */
    private record Choice(String text, Runnable action) {
    }

    private static ToolItem menu(ToolBar bar, String text, String tip, List<Choice> choices) {
        Menu menu = new Menu(bar);
        for (Choice choice : choices) {
            MenuItem entry = new MenuItem(menu, SWT.PUSH);
            entry.setText(choice.text());
            entry.addListener(SWT.Selection, event -> choice.action().run());
        }
        bar.addListener(SWT.Dispose, event -> menu.dispose());
        new ToolItem(bar, SWT.SEPARATOR);
        ToolItem item = new ToolItem(bar, SWT.DROP_DOWN);
        item.setText(text);
        item.setToolTipText(tip);
        item.addListener(SWT.Selection, event -> {
            Rectangle bounds = item.getBounds();
            menu.setLocation(bar.toDisplay(bounds.x, bounds.y + bounds.height));
            menu.setVisible(true);
        });
        return item;
    }

    private static void tab(CTabFolder folder, String title, Control page) {
        CTabItem item = new CTabItem(folder, SWT.NONE);
        item.setText(title);
        item.setControl(page);
    }

    /**
     * The table of wishes.
     *
     * @return a viewer whose elements are {@link PlanEvaluation.Row}s
     */
    public TableViewer viewer() {
        return table.viewer();
    }

    /**
     * Shows another machine.
     *
     * @param next  the machine
     * @param names block devices and interfaces of its functions
     * @param conclusions what is concluded about the machine, under the kernel rules and what-ifs in force
     * @param now   the wishes so far
     */
    public void setInput(Machine next, HostUse names, Supplier<MachineAnalysis> conclusions, PlanDraft now) {
        machine = next;
        hostDevices = names;
        analysis = conclusions;
        driver.setItems(KnownDrivers.of(next).toArray(String[]::new));
        driver.setText(KnownDrivers.VFIO);
        show(now);
    }

    /**
     * Shows the wishes as they are now.
     *
     * @param now the wishes
     */
    public void show(PlanDraft now) {
        draft = now;
        Machine shown = machine;
        host.compute("Checking the binding plan", () -> PlanEvaluation.of(shown, hostDevices, now, analysis.get()), result -> {
            if (draft == now) {
                showEvaluation(result);
            }
        });
    }

    private void showEvaluation(PlanEvaluation result) {
        evaluation = Optional.of(result);
        Sign sign = result.draft().isEmpty() ? Sign.INFO : result.refusing().isEmpty() ? Sign.GOOD : Sign.BAD;
        sentence.show(new RichDocument().add(sign).add(result.sentence(), RichDocument.Style.BOLD));
        table.show(result.rows());
        SubjectIndex index = new SubjectIndex(machine);
        checks.show(PlanPages.checks(result, (rule, yes) -> host.changed(draft.accepting(rule, yes)),
                links ? Optional.of(finding -> open(finding, index)) : Optional.empty()));
        steps.show(PlanPages.steps(result.steps()));
        onRows.forEach(item -> item.setEnabled(!result.draft().isEmpty()));
        sentence.control().getParent().layout();
        updatePreview();
    }

    private void open(Finding finding, SubjectIndex index) {
        finding.subjects().stream().map(index::find).flatMap(Optional::stream).findFirst().ifPresent(host::open);
    }

    private void updatePreview() {
        if (evaluation.isEmpty()) {
            return;
        }
        BindingPlan plan = evaluation.get().plan();
        ExportFormat chosen = formats.all().get(format.getSelectionIndex());
        host.compute("Writing the binding plan", () -> PlanPreview.of(plan, chosen, formats), result -> {
            boolean current = evaluation.filter(now -> now.plan() == plan).isPresent()
                    && formats.all().get(format.getSelectionIndex()) == chosen;
            if (!current) {
                return;
            }
            preview = Optional.of(result);
            script.show(result.export().map(Export::text).orElse(result.refusal().map(PlanPanel::asComment).orElse("")));
            undo.show(result.undo().map(Export::text).orElse(result.refusal().map(PlanPanel::asComment).orElse("")));
            boolean writable = result.export().isPresent() && evaluation.filter(PlanEvaluation::mayBeWritten).isPresent();
            onExport.forEach(item -> item.setEnabled(writable));
        });
    }

    private static String asComment(String line) {
        return "# " + line.replace('\n', ' ') + "\n";
    }

    private Optional<Export> export() {
        return preview.flatMap(PlanPreview::export);
    }

    private void addSelection() {
        List<Wish> wishes = wishes(host.selectedDevices());
        if (wishes.isEmpty()) {
            say(Sign.INFO, "No device is selected that can be passed on; bridges stay with their drivers.");
            return;
        }
        host.changed(draft.with(wishes));
    }

    /**
     * Wishes for functions with the driver that is chosen.
     *
     * @param functions any functions; bridges are left out, since VFIO drivers refuse them
     * @return one wish for each of the others
     */
    public List<Wish> wishes(List<PciFunction> functions) {
        Optional<String> name = chosenDriver();
        return Wishes.of(functions, name);
    }

    private Optional<String> chosenDriver() {
        String text = driver.getText().strip();
        return text.isEmpty() || text.equals(KnownDrivers.NONE) ? Optional.empty() : Optional.of(text);
    }

    private void remove() {
        List<String> addresses = table.selectedOrAll().stream().map(row -> row.address()).toList();
        host.changed(draft.without(addresses));
    }

    private void chooseDriver() {
        Optional<String> name = chosenDriver();
        List<Wish> changed = table.selectedOrAll().stream().map(row -> new Wish(row.address(), name)).toList();
        if (!changed.isEmpty()) {
            host.changed(draft.with(changed));
        }
    }

    private void updateDriver() {
        table.first().flatMap(PlanEvaluation.Row::wish)
                .ifPresent(wish -> driver.setText(wish.driver().orElse(KnownDrivers.NONE)));
    }

    private void completeGroups() {
        suggest((plan, suggestions, row) -> suggestions.completeGroup(plan, row.address(),
                row.wish().flatMap(Wish::driver).orElse(KnownDrivers.VFIO)));
    }

    private void makeViable() {
        suggest((plan, suggestions, row) -> suggestions.makeGroupViable(plan, row.address()));
    }

    private void bestDrivers() {
        List<String> addresses = table.selectedOrAll().stream().map(PlanEvaluation.Row::address).toList();
        host.compute("Choosing VFIO drivers", () -> addresses.stream()
                .flatMap(address -> host.bestVfioDriver(address).map(name -> Wish.bind(address, name)).stream())
                .toList(), wishes -> {
                    if (wishes.isEmpty()) {
                        say(Sign.UNKNOWN, "The snapshot has no modules.alias that tells a VFIO driver for these devices.");
                    } else {
                        host.changed(draft.with(wishes));
                    }
                });
    }

    private void say(Sign sign, String text) {
        sentence.show(new RichDocument().add(sign).add(text));
        sentence.control().getParent().layout();
    }

    /** Proposes wishes for one row. */
    private interface Suggestion {

        List<Wish> of(BindingPlan plan, PlanSuggestions suggestions, PlanEvaluation.Row row);
    }

    private void suggest(Suggestion suggestion) {
        Set<Wish> wishes = new LinkedHashSet<>();
        PlanSuggestions suggestions = new PlanSuggestions(machine);
        evaluation.ifPresent(now -> table.selectedOrAll()
                .forEach(row -> wishes.addAll(suggestion.of(now.plan(), suggestions, row))));
        if (wishes.isEmpty()) {
            say(Sign.GOOD, "Nothing is missing in the groups of these devices.");
        } else {
            host.changed(draft.with(wishes));
        }
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
        return table.viewer().getTable().setFocus();
    }
}
