// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.binding.BindingPlan;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.ExportFormats;
import org.bindscope.binding.PlanSuggestions;
import org.bindscope.binding.Wish;
import org.bindscope.model.Machine;
import org.bindscope.model.PciFunction;
import org.bindscope.ui.findings.SubjectIndex;
import org.bindscope.ui.plan.PlanBar.Choice;
import org.bindscope.ui.text.AdaptiveSash;
import org.bindscope.ui.text.Background;
import org.bindscope.ui.text.Clip;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichText;
import org.bindscope.ui.text.Sign;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.TableViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;

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
    private final PlanBar bar;
    private final PlanPages pages;
    private final PlanTabs tabs;
    private final SashForm sash;
    private Machine machine;
    private HostUse hostDevices = HostUse.none();
    private Supplier<MachineAnalysis> analysis;
    private PlanDraft draft = PlanDraft.EMPTY;
    private Optional<PlanEvaluation> evaluation = Optional.empty();
    private Optional<PlanPreview> preview = Optional.empty();
    private Consumer<PlanEvaluation> listener = result -> { };

    /**
     * Creates the panel.
     *
     * @param parent the parent
     * @param host   its surroundings
     * @param links  whether links lead into other views
     * @param file   entries of the menu about plans as files; empty for no such menu
     */
    public PlanPanel(Composite parent, Host host, boolean links, Optional<Supplier<List<Choice>>> file) {
        super(parent, SWT.NONE);
        this.host = host;
        this.links = links;
        GridLayoutFactory.fillDefaults().margins(4, 4).spacing(0, 2).applyTo(this);
        bar = new PlanBar(this, new Tools(), file);
        GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(bar);
        bar.showFormats(formats.all().stream().map(ExportFormat::title).toList());
        sentence = new RichText(this, SWT.NONE, "The plan in one sentence");
        sentence.control().setMargins(4, 2, 4, 2);
        GridDataFactory.fillDefaults().grab(true, false).hint(60, SWT.DEFAULT).applyTo(sentence.control());
        sash = AdaptiveSash.create(this, 76);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(sash);
        table = new WishTable(sash);
        pages = new PlanPages(new Links());
        tabs = new PlanTabs(sash, pages);
        sash.setWeights(50, 50);
        table.viewer().addSelectionChangedListener(event -> table.first().flatMap(PlanEvaluation.Row::wish)
                .ifPresent(wish -> bar.showDriver(wish.driver())));
        table.viewer().addDoubleClickListener(event -> table.first().flatMap(PlanEvaluation.Row::function).ifPresent(host::open));
        table.viewer().getTable().addListener(SWT.KeyDown, this::key);
        PlanDrop.install(this, functions -> add(functions));
    }

    private void key(Event event) {
        if (event.keyCode == SWT.DEL && event.stateMask == 0) {
            remove();
        } else if (event.stateMask == SWT.ALT && (event.keyCode == SWT.ARROW_UP || event.keyCode == SWT.ARROW_DOWN)) {
            move(event.keyCode == SWT.ARROW_UP);
            event.doit = false;
        }
    }

    /**
     * Adds a page behind the others.
     *
     * @param title what its tab says
     * @param tip   what the tab's tool tip says
     * @param page  makes the page
     * @param <T>   type of the page
     * @return the page
     */
    <T extends Control> T addPage(String title, String tip, Function<Composite, T> page) {
        return tabs.add(title, tip, page);
    }

    /** Brings a page that was added to the top. */
    void selectPage(Control page) {
        tabs.select(page);
    }

    /** Hears of every evaluation. */
    void onEvaluation(Consumer<PlanEvaluation> next) {
        listener = next;
    }

    /** What came of the wishes that are shown; empty while they are evaluated for the first time. */
    Optional<PlanEvaluation> evaluation() {
        return evaluation;
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
     * @param next        the machine
     * @param names       block devices and interfaces of its functions
     * @param conclusions what is concluded about the machine, under the kernel rules and what-ifs in force
     * @param now         the wishes so far
     */
    public void setInput(Machine next, HostUse names, Supplier<MachineAnalysis> conclusions, PlanDraft now) {
        machine = next;
        hostDevices = names;
        analysis = conclusions;
        bar.setDrivers(KnownDrivers.of(next));
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
            if (draft == now && machine == shown) {
                showEvaluation(result);
            }
        });
    }

    private void showEvaluation(PlanEvaluation result) {
        evaluation = Optional.of(result);
        say(pages.sentence(result));
        table.show(result.rows());
        tabs.show(result);
        bar.showFormats(result.formats().isEmpty() ? formats.all().stream().map(ExportFormat::title).toList()
                : result.formats().stream().map(FormatChoice::text).toList());
        bar.enable(!result.draft().isEmpty(), preview.isPresent() && result.mayBeWritten());
        listener.accept(result);
        updatePreview();
    }

    private void say(RichDocument text) {
        int height = sentence.control().getSize().y;
        sentence.show(text);
        if (sentence.control().computeSize(sentence.control().getSize().x, SWT.DEFAULT).y != height) {
            layout();
        }
    }

    private void updatePreview() {
        if (evaluation.isEmpty()) {
            return;
        }
        PlanEvaluation current = evaluation.get();
        int index = bar.format();
        FormatChoice choice = current.formats().isEmpty() ? new FormatChoice(formats.all().get(index), Optional.empty())
                : current.formats().get(index);
        host.compute("Writing the binding plan", () -> PlanPreview.of(current.plan(), choice), result -> {
            if (evaluation.filter(now -> now == current).isPresent() && bar.format() == index) {
                preview = Optional.of(result);
                tabs.show(current, choice, result);
                bar.enable(!current.draft().isEmpty(), result.export().isPresent() && current.mayBeWritten());
            }
        });
    }

    private void add(List<PciFunction> functions) {
        List<Wish> wishes = Wishes.of(functions, bar.driver());
        if (wishes.isEmpty()) {
            say(new RichDocument().add(Sign.INFO).add(functions.isEmpty() ? "No device is selected in another view."
                    : "The selection has no function that VFIO drivers take: bridges stay with their drivers."));
            return;
        }
        host.changed(draft.with(wishes));
    }

    private void remove() {
        host.changed(draft.without(addresses()));
    }

    private List<String> addresses() {
        return table.selectedOrAll().stream().map(PlanEvaluation.Row::address).toList();
    }

    private void move(boolean up) {
        host.changed(draft.moved(table.selected().stream().map(PlanEvaluation.Row::address).toList(), up));
    }

    /** What the tools of the bar do. */
    private final class Tools implements PlanBar.Actions {

        @Override
        public void addSelection() {
            add(host.selectedDevices());
        }

        @Override
        public void remove() {
            PlanPanel.this.remove();
        }

        @Override
        public void move(boolean up) {
            PlanPanel.this.move(up);
        }

        @Override
        public void driverChosen() {
            Optional<String> name = bar.driver();
            List<Wish> changed = addresses().stream().map(address -> new Wish(address, name)).toList();
            if (!changed.isEmpty()) {
                host.changed(draft.with(changed));
            }
        }

        @Override
        public void formatChosen() {
            updatePreview();
            tabs.selectScript();
        }

        @Override
        public void copy() {
            preview.flatMap(PlanPreview::export).ifPresent(export -> Clip.copy(getDisplay(), export.text()));
        }

        @Override
        public void save() {
            preview.flatMap(PlanPreview::export).ifPresent(host::save);
        }

        @Override
        public void saveUndo() {
            preview.flatMap(PlanPreview::undo).ifPresent(host::save);
        }

        @Override
        public List<Choice> suggestions() {
            return List.of(Choice.of("&Complete the IOMMU Group with the Same Driver", PlanPanel.this::completeGroups),
                    Choice.of("Make the Group &Viable with the Fewest Changes", PlanPanel.this::makeViable),
                    Choice.of("&Best VFIO Driver, as libvirt Chooses It", PlanPanel.this::bestDrivers));
        }
    }

    /** What the links on the pages do. */
    private final class Links implements PlanPages.Actions {

        @Override
        public void accept(String rule, boolean yes) {
            host.changed(draft.accepting(rule, yes));
        }

        @Override
        public void take(PlanRemedies.Remedy remedy) {
            // The page with the link is about to change; the focus would stay in it as a bare caret.
            table.viewer().getTable().setFocus();
            remedy.draft().ifPresent(host::changed);
            remedy.format().ifPresent(this::choose);
        }

        @Override
        public void choose(String format) {
            for (int i = 0; i < formats.all().size(); i++) {
                if (formats.all().get(i).name().equals(format)) {
                    bar.chooseFormat(i);
                }
            }
            updatePreview();
            tabs.selectScript();
        }

        @Override
        public Optional<Consumer<Finding>> show() {
            return links ? Optional.of(finding -> {
                SubjectIndex index = new SubjectIndex(machine);
                finding.subjects().stream().map(index::find).flatMap(Optional::stream).findFirst().ifPresent(host::open);
            }) : Optional.empty();
        }
    }

    private void completeGroups() {
        suggest((plan, suggestions, row) -> suggestions.completeGroup(plan, row.address(),
                row.wish().flatMap(Wish::driver).orElse(KnownDrivers.VFIO)));
    }

    private void makeViable() {
        suggest((plan, suggestions, row) -> suggestions.makeGroupViable(plan, row.address()));
    }

    private void bestDrivers() {
        List<String> addresses = addresses();
        host.compute("Choosing VFIO drivers", () -> addresses.stream()
                .flatMap(address -> host.bestVfioDriver(address).map(name -> Wish.bind(address, name)).stream())
                .toList(), wishes -> {
                    if (wishes.isEmpty()) {
                        say(new RichDocument().add(Sign.UNKNOWN)
                                .add("The snapshot has no modules.alias that tells a VFIO driver for these devices."));
                    } else {
                        host.changed(draft.with(wishes));
                    }
                });
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
            say(new RichDocument().add(Sign.GOOD).add("Nothing is missing in the groups of these devices."));
        } else {
            host.changed(draft.with(new ArrayList<>(wishes)));
        }
    }

    /**
     * The sashes, for keeping their places.
     *
     * @return always in the same order
     */
    public List<SashForm> sashes() {
        return List.of(sash);
    }

    /** Keeps which page is at the top. */
    void store(Map<String, String> state) {
        tabs.store(state);
    }

    /** Brings the page to the top that was there. */
    void restore(Map<String, String> state) {
        tabs.restore(state);
    }

    @Override
    public boolean setFocus() {
        return table.viewer().getTable().setFocus();
    }
}
