// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.findings.Finding;
import org.bindscope.analysis.groups.HostUse;
import org.bindscope.binding.Export;
import org.bindscope.binding.ExportFormat;
import org.bindscope.binding.ExportFormats;
import org.bindscope.binding.Suggestion;
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
import org.bindscope.ui.theme.ThemeColors;
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

    /** More entries than this fit no menu; the page of checks has them all. */
    private static final int MOST_SUGGESTIONS = 25;
    /** After so long what is shown is not the answer to the last change any more, and says so. */
    private static final int PATIENCE_MILLISECONDS = 200;

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
        evaluation = Optional.empty();
        preview = Optional.empty();
        table.show(List.of());
        bar.enable(false, false);
        // The first conclusions about a machine may take a while.
        say(new RichDocument().add("Checking the plan\u2026", ThemeColors.MUTED));
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
        getDisplay().timerExec(PATIENCE_MILLISECONDS, () -> {
            if (!isDisposed() && draft == now && evaluation.filter(result -> result.draft() == now).isEmpty()) {
                say(new RichDocument().add("Checking the plan\u2026", ThemeColors.MUTED));
            }
        });
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
        List<String> now = evaluation.stream().flatMap(result -> result.rows().stream())
                .filter(row -> row.wish().isPresent()).map(PlanEvaluation.Row::address).toList();
        if (draft.wishes().size() == now.size()) {
            host.changed(draft.moved(now, table.selected().stream().map(PlanEvaluation.Row::address).toList(), up));
        }
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
            List<Suggestion> all = evaluation.map(PlanEvaluation::suggestions).orElse(List.of());
            List<Choice> choices = new ArrayList<>();
            List<Suggestion> groups = all.stream().filter(suggestion -> suggestion.kind() == Suggestion.Kind.COMPLETE_GROUP).toList();
            if (groups.size() > 1) {
                choices.add(Choice.of("Complete &All Groups", () -> take(groups)));
                choices.add(Choice.separator());
            }
            all.stream().limit(MOST_SUGGESTIONS).forEach(suggestion -> choices.add(suggestion.formats().isEmpty()
                    ? Choice.of(escaped(suggestion.title()), () -> take(List.of(suggestion)))
                    : Choice.menu(escaped(suggestion.title()), suggestion.formats().stream().map(name -> Choice.of(
                            escaped(evaluation.orElseThrow().title(name)), () -> choose(name))).toList(), "No format can")));
            return all.isEmpty() ? List.of(Choice.note("Nothing to suggest")) : choices;
        }

        private static String escaped(String text) {
            return text.replace("&", "&&");
        }
    }

    /** What the links on the pages do. */
    private final class Links implements PlanPages.Actions {

        @Override
        public void accept(String rule, boolean yes) {
            leavePages();
            host.changed(draft.accepting(rule, yes));
        }

        @Override
        public void take(Suggestion suggestion) {
            PlanPanel.this.take(List.of(suggestion));
        }

        @Override
        public void drop(List<String> addresses) {
            leavePages();
            host.changed(draft.without(addresses));
        }

        @Override
        public void choose(String format) {
            PlanPanel.this.choose(format);
        }

        @Override
        public Optional<Consumer<Finding>> show() {
            return links ? Optional.of(finding -> {
                SubjectIndex index = new SubjectIndex(machine);
                finding.subjects().stream().map(index::find).flatMap(Optional::stream).findFirst().ifPresent(host::open);
            }) : Optional.empty();
        }
    }

    private void take(List<Suggestion> suggestions) {
        leavePages();
        host.changed(draft.with(suggestions.stream().flatMap(suggestion -> suggestion.wishes().stream()).toList()));
    }

    /** A page with a link that was followed is about to change; the focus would stay in it as a bare caret. */
    private void leavePages() {
        table.viewer().getTable().setFocus();
    }

    private void choose(String format) {
        for (int i = 0; i < formats.all().size(); i++) {
            if (formats.all().get(i).name().equals(format)) {
                bar.chooseFormat(i);
            }
        }
        updatePreview();
        tabs.selectScript();
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
