// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.nvlink;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.analysis.nvlink.NvLinkDevices;
import org.bindscope.analysis.nvlink.NvLinkSilence;
import org.bindscope.model.Machine;
import org.bindscope.render.VisibleText;
import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneElement;
import org.bindscope.render.scene.SceneKind;
import org.bindscope.render.scene.SceneOptions;
import org.bindscope.render.scene.TextMeasure;
import org.bindscope.render.scene.machine.MachineScenes;
import org.bindscope.snapshot.capture.CaptureScript;
import org.bindscope.ui.ViewIds;
import org.bindscope.ui.canvas.PictureMenu;
import org.bindscope.ui.canvas.SceneExport;
import org.bindscope.ui.canvas.ScenePanel;
import org.bindscope.ui.canvas.ScenePanel.Picture;
import org.bindscope.ui.canvas.SceneSubjects;
import org.bindscope.ui.commands.Reveal;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.session.Missing;
import org.bindscope.ui.start.CaptureHelp;
import org.bindscope.ui.text.AdaptiveSash;
import org.bindscope.ui.text.PageTabs;
import org.bindscope.ui.text.RichDocument;
import org.bindscope.ui.text.RichText;
import org.bindscope.ui.text.SashMemory;
import org.bindscope.ui.theme.ThemeColors;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.e4.ui.di.PersistState;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.CTabFolder;
import org.eclipse.swt.custom.CTabItem;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Spinner;
import org.eclipse.ui.IWorkbenchWindow;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;

/** Which links, how fast, what breaks? The NVLinks of a machine, and what giving devices away does to them. */
public final class NvLinkView implements ScenePanel.Host {

    /** One line, so that it can be pasted; several outputs may stand in one file. */
    private static final String COLLECT = "(nvidia-smi nvlink -R; nvidia-smi nvlink -s; nvidia-smi topo -m) > nvlink.txt";
    private static final String TAB = "nvlink.tab";
    private static final String GUESTS = "nvlink.guests";
    private static final int MOST_GUESTS = 64;
    private static final int LEAST_LINES = 3;

    private final MachinePart part;
    private final MPart model;
    private final IWorkbenchWindow window;
    private final NvLinkPages pages;
    private CTabFolder folder;
    private RichText summary;
    private MatrixTable matrix;
    private RichText detail;
    private LinksTable links;
    private ScenePanel picture;
    private DeviceTicks ticks;
    private RichText consequences;
    private Spinner guests;
    private RichText divisions;
    private SashForm gift;
    private NvLinkContent content = NvLinkContent.NONE;
    private Optional<MachineDocument> shown = Optional.empty();
    private Set<String> unfolded = Set.of();
    private Set<String> selected = Set.of();
    private List<Object> wanted = List.of();

    /**
     * Made by injection.
     *
     * @param part   what the views have in common
     * @param model  the part, which keeps the view's state
     * @param window the window that the part is in
     */
    @Inject
    public NvLinkView(MachinePart part, MPart model, IWorkbenchWindow window) {
        this.part = part;
        this.model = model;
        this.window = window;
        this.pages = new NvLinkPages(new NvLinkPages.Links() {
            @Override
            public void open(String id) {
                content.end(id).ifPresent(row -> NvLinkView.this.open(row.modelObjects().get(0)));
            }

            @Override
            public void evidence(String place) {
                Reveal.evidence(part.sessions(), place);
            }

            @Override
            public void findings() {
                Reveal.view(ViewIds.FINDINGS);
            }
        });
    }

    /**
     * Builds the view.
     *
     * @param parent the part's area
     */
    @PostConstruct
    public void create(Composite parent) {
        Composite body = part.area(parent, "Open a snapshot to see its NVLinks.");
        body.setLayout(new FillLayout());
        folder = PageTabs.create(body);
        tab("Matrix", "GPU by GPU: links, bandwidth, path", matrixPage());
        links = new LinksTable(folder);
        tab("Links", "Each physical link with both ends", links.control());
        Composite holder = new Composite(folder, SWT.NONE);
        picture = new ScenePanel(holder, "NVLinks", this);
        PictureMenu.install(picture, this, window);
        Label hint = new Label(picture.foot(), SWT.NONE);
        picture.foot().setLayout(new FillLayout());
        hint.setText("Devices that are ticked under What It Cuts are drawn as taken away.");
        ThemeColors.MUTED.paint(hint);
        tab("Picture", "The NVLinks drawn", holder);
        tab("What It Cuts", "What giving devices to a guest does to the NVLinks", giftPage());
        tab("Guests", "The best division of the GPUs among guests", guestsPage());
        part.publish(matrix.viewer(), "NVLink matrix");
        part.publish(links.viewer(), "NVLinks");
        part.publish(ticks.viewer(), "Devices with NVLinks");
        links.viewer().addSelectionChangedListener(event -> own(event.getStructuredSelection().toList()));
        ticks.viewer().addSelectionChangedListener(event -> own(event.getStructuredSelection().toList()));
        links.viewer().addDoubleClickListener(event -> evidence(links.viewer().getStructuredSelection().getFirstElement()));
        Map<String, String> state = model.getPersistedState();
        links.restore(state);
        picture.restore(state);
        SashMemory.restore(state, List.of(gift));
        folder.setSelection(Math.max(0, Math.min(folder.getItemCount() - 1, number(state.get(TAB), 0))));
        guests.setSelection(number(state.get(GUESTS), 2));
        part.onDocument(this::documentChanged);
        part.onConclusions(this::compute);
        part.onSelection(this::follow);
    }

    private static int number(String text, int otherwise) {
        try {
            return text == null ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            // Not what this view stored: as if it had stored nothing.
            return otherwise;
        }
    }

    private void tab(String title, String tip, Control control) {
        CTabItem item = new CTabItem(folder, SWT.NONE);
        item.setText(title);
        item.setToolTipText(tip);
        item.setControl(control);
    }

    private Control matrixPage() {
        Composite page = new Composite(folder, SWT.NONE);
        GridLayoutFactory.fillDefaults().spacing(0, 0).applyTo(page);
        summary = new RichText(page, SWT.V_SCROLL, "NVLinks in short");
        summary.control().setMargins(8, 6, 8, 6);
        Composite table = new Composite(page, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(table);
        table.setLayout(new FillLayout());
        matrix = new MatrixTable(table, this::pairChosen);
        detail = new RichText(page, SWT.V_SCROLL, "The selected pair of GPUs");
        detail.control().setMargins(8, 6, 8, 4);
        page.addListener(SWT.Resize, event -> fitTexts());
        return page;
    }

    /** The texts take the room that their lines need, and leave most of the page to the table. */
    private void fitTexts() {
        Composite page = summary.control().getParent();
        int width = page.getClientArea().width;
        int most = page.getClientArea().height / 3;
        // A view is made before it gets its size; GTK complains about scroll bars that are given less room than they need.
        if (width <= 0 || most < LEAST_LINES * summary.control().getLineHeight()) {
            return;
        }
        for (RichText text : List.of(summary, detail)) {
            int height = text.control().computeSize(width, SWT.DEFAULT).y;
            text.control().getVerticalBar().setVisible(height > most);
            GridDataFactory.fillDefaults().grab(true, false)
                    .hint(SWT.DEFAULT, Math.min(height, most)).applyTo(text.control());
        }
        page.layout();
    }

    private Control giftPage() {
        Composite page = new Composite(folder, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(4, 4).applyTo(page);
        gift = AdaptiveSash.create(page, 100);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(gift);
        ticks = new DeviceTicks(gift, this::ticksChanged);
        consequences = new RichText(gift, SWT.V_SCROLL, "What is cut");
        consequences.control().setMargins(8, 4, 4, 4);
        gift.setWeights(5, 6);
        return page;
    }

    private Control guestsPage() {
        Composite page = new Composite(folder, SWT.NONE);
        GridLayoutFactory.fillDefaults().margins(8, 6).spacing(6, 6).numColumns(3).applyTo(page);
        new Label(page, SWT.NONE).setText("Divide the GPUs among");
        guests = new Spinner(page, SWT.BORDER);
        guests.setValues(2, 1, MOST_GUESTS, 0, 1, 2);
        MachinePart.name(guests, "Number of guests");
        guests.addListener(SWT.Selection, event -> divide());
        new Label(page, SWT.NONE).setText("guests");
        divisions = new RichText(page, SWT.V_SCROLL, "Divisions of the GPUs among guests");
        GridDataFactory.fillDefaults().grab(true, true).span(3, 1).applyTo(divisions.control());
        return page;
    }

    private void documentChanged(Optional<MachineDocument> document) {
        shown = Optional.empty();
        content = NvLinkContent.NONE;
        unfolded = Set.of();
        selected = Set.of();
        summary.show(new RichDocument());
        document.ifPresent(open -> {
            // Whether there is something to show is known from the model; everything else takes a job.
            Optional<Missing> missing = missing(open.machine());
            if (missing.isPresent()) {
                part.showMissing(missing.get());
            } else {
                part.showBody();
                picture.say(Missing.because("Drawing the NVLinks\u2026"));
                compute(open);
            }
        });
    }

    private static Optional<Missing> missing(Machine machine) {
        if (!machine.getNvLinkEndpoints().isEmpty()) {
            return Optional.empty();
        }
        List<String> silent = NvLinkSilence.of(machine);
        if (!silent.isEmpty()) {
            return Optional.of(Missing.because("There are no NVLinks. " + VisibleText.of(String.join(" ", silent))));
        }
        boolean functions = ModelWalk.functions(machine).findAny().isPresent();
        boolean gpus = ModelWalk.functions(machine).anyMatch(NvLinkDevices::gpu);
        boolean power = machine.getProvenance() != null && machine.getProvenance().getArchitecture() != null
                && machine.getProvenance().getArchitecture().startsWith("ppc");
        if (functions && !gpus) {
            return Optional.of(Missing.because("No PCI function of this machine is a GPU of NVIDIA, and neither a device tree nor a"
                    + " captured text speaks of NVLinks."));
        } else if (power && machine.getDeviceTrees().isEmpty()) {
            return Optional.of(Missing.collectWith("On OpenPOWER the device tree tells the NVLinks, and the snapshot does not hold it. "
                    + CaptureHelp.WHERE, CaptureScript.COMMAND));
        }
        return Optional.of(Missing.collectWith("Nothing in the snapshot speaks of NVLinks: " + (power ? "the device tree has none, and there is"
                : "there is") + " no output of nvidia-smi, no report of nvidia-bug-report.sh and no topology file of NCCL or hwloc.",
                COLLECT));
    }

    private void compute(MachineDocument document) {
        if (missing(document.machine()).isPresent()) {
            return;
        }
        part.compute("NVLinks", NvLinkContent::of, result -> {
            boolean same = shown.equals(Optional.of(document));
            shown = Optional.of(document);
            content = result;
            part.showBody();
            summary.show(pages.summary(result));
            matrix.show(result);
            links.show(result);
            ticks.show(result, same);
            guests.setMaximum(Math.max(1, Math.min(MOST_GUESTS, result.gpus().size())));
            detail.show(NvLinkPages.legend(result));
            fitTexts();
            ticksChanged();
            divide();
            follow(wanted);
            part.compute("Findings about NVLinks", open -> result.withFindings(open.analysis().findings().orElse(List.of())), judged -> {
                if (content == result) {
                    content = judged;
                    summary.show(pages.summary(judged));
                    fitTexts();
                }
            });
        });
    }

    private void ticksChanged() {
        Set<String> ticked = ticks.ticked();
        matrix.taken(ticked);
        links.taken(ticked);
        consequences();
        draw(Optional.empty());
    }

    private void consequences() {
        Set<String> ticked = ticks.ticked();
        Set<String> taken = ticked.isEmpty() ? selected.stream().filter(id -> content.givable().stream()
                .anyMatch(row -> row.id().equals(id))).collect(Collectors.toSet()) : ticked;
        consequences.show(cutPage().cut(taken, !ticked.isEmpty()));
    }

    private CutPage cutPage() {
        return new CutPage(content, id -> content.end(id).ifPresent(row -> open(row.modelObjects().get(0))), ids -> {
            ticks.tick(ids);
            ticksChanged();
            folder.setSelection(3);
        });
    }

    private void divide() {
        int number = guests.getSelection();
        CutPage page = cutPage();
        NvLinkContent of = content;
        if (of.isEmpty()) {
            return;
        }
        // The search may take a second on machines with many GPUs.
        part.compute("Division of GPUs among guests", document -> page.guests(number), result -> {
            if (content.matrix() == of.matrix() && guests.getSelection() == number) {
                divisions.show(result);
            }
        });
    }

    private void pairChosen(Optional<PairRow> pair) {
        detail.show(pair.map(row -> pages.pair(content, row)).orElseGet(() -> NvLinkPages.legend(content)));
        fitTexts();
        pair.ifPresent(row -> {
            part.select(new StructuredSelection(row));
            own(List.of(row));
        });
        if (pair.isEmpty()) {
            own(matrix.viewer().getStructuredSelection().toList());
        }
    }

    /** What was selected here is what may be cut, too. */
    private void own(List<?> objects) {
        if (!objects.isEmpty()) {
            selected = content.selected(objects);
            consequences();
        }
    }

    private void follow(List<Object> objects) {
        wanted = objects;
        Set<String> ids = content.selected(objects);
        if (ids.isEmpty()) {
            return;
        }
        selected = ids;
        matrix.select(ids);
        links.select(ids);
        ticks.select(ids);
        picture.select(objects);
        consequences();
    }

    private void evidence(Object row) {
        if (row instanceof LinkRow link) {
            link.link().proofs().stream().filter(proof -> !proof.file().isEmpty()).findFirst()
                    .ifPresent(proof -> Reveal.evidence(part.sessions(), proof.place()));
        }
    }

    private void draw(Optional<String> anchor) {
        if (content.isEmpty()) {
            return;
        }
        SceneOptions options = SceneOptions.of(SceneKind.NVLINK).unfolding(unfolded).taking(ticks.ticked());
        boolean first = picture.picture().isEmpty();
        part.computeStopping("Picture of the NVLinks", (document, cancelled) -> picture(document.analysis(), options, cancelled), result -> {
            if (first || picture.picture().isEmpty()) {
                picture.open(result, Optional.empty());
            } else {
                picture.update(result, anchor);
            }
            picture.select(wanted);
        });
    }

    private static Picture picture(MachineAnalysis analysis, SceneOptions options, BooleanSupplier cancelled) {
        Scene scene = MachineScenes.of(analysis, options, TextMeasure.builtIn(), cancelled);
        return Picture.of(scene, new SceneSubjects(analysis.machine()), analysis.nvLink());
    }

    @Override
    public void selected(List<? extends Object> objects) {
        wanted = List.copyOf(objects);
        part.select(new StructuredSelection(objects));
        own(objects);
    }

    @Override
    public void open(EObject object) {
        Reveal.object(part.sessions(), object);
    }

    @Override
    public void toggle(SceneElement element) {
        Set<String> open = picture.picture().stream().flatMap(shownPicture -> ScenePanel.openFolds(shownPicture.scene()).stream())
                .collect(Collectors.toSet());
        ScenePanel.fold(element).ifPresent(fold -> {
            Map<String, Boolean> folds = new HashMap<>();
            open.forEach(id -> folds.put(id, true));
            folds.merge(fold.id(), true, (before, now) -> !before);
            unfolded = folds.keySet().stream().filter(folds::get).collect(Collectors.toSet());
            draw(Optional.of(element.id()));
        });
    }

    @Override
    public void unfoldAll() {
        unfolded = Set.of(SceneOptions.ALL);
        draw(Optional.empty());
    }

    @Override
    public void foldAll() {
        unfolded = Set.of();
        draw(Optional.empty());
    }

    @Override
    public void export() {
        picture.picture().ifPresent(shownPicture -> SceneExport.ask(window.getShell(), shownPicture.scene(),
                shown.map(MachineDocument::name).orElse("machine") + "-nvlink", picture::tell));
    }

    /** Gives what is in front the focus. */
    @Focus
    public void focus() {
        switch (folder.getSelectionIndex()) {
            case 0 -> matrix.viewer().getControl().setFocus();
            case 1 -> links.viewer().getControl().setFocus();
            case 2 -> picture.setFocus();
            case 3 -> ticks.table().setFocus();
            default -> guests.setFocus();
        }
    }

    /** Keeps what was chosen. */
    @PersistState
    public void persist() {
        Map<String, String> state = model.getPersistedState();
        links.store(state);
        picture.store(state);
        SashMemory.store(state, List.of(gift));
        state.put(TAB, String.valueOf(folder.getSelectionIndex()));
        state.put(GUESTS, String.valueOf(guests.getSelection()));
    }
}
