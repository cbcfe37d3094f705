// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.topology;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.bindscope.model.Machine;
import org.bindscope.render.scene.SceneKind;
import org.bindscope.render.scene.SceneOptions;
import org.bindscope.render.scene.SceneElement;
import org.bindscope.snapshot.capture.CaptureScript;
import org.bindscope.ui.canvas.PictureMenu;
import org.bindscope.ui.canvas.SceneExport;
import org.bindscope.ui.canvas.ScenePanel;
import org.bindscope.ui.commands.Reveal;
import org.bindscope.ui.labels.ModelWalk;
import org.bindscope.ui.plan.PlanStore;
import org.bindscope.ui.session.MachineDocument;
import org.bindscope.ui.session.MachinePart;
import org.bindscope.ui.session.Missing;
import org.bindscope.ui.start.CaptureHelp;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.e4.ui.di.Focus;
import org.eclipse.e4.ui.di.PersistState;
import org.eclipse.e4.ui.model.application.ui.basic.MPart;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.IWorkbenchWindow;

import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;

/** How is it wired? The PCI hierarchy, the NVLinks or the IOMMU groups of a machine as a picture and as a table. */
public final class TopologyView implements ScenePanel.Host {

    private final MachinePart part;
    private final MPart model;
    private final PlanStore plans;
    private final IWorkbenchWindow window;
    private final PictureMemory memory = new PictureMemory();
    private ScenePanel panel;
    private PictureFoot foot;
    private Optional<MachineDocument> shown = Optional.empty();
    private Optional<SceneKind> shownKind = Optional.empty();
    private Optional<Job> running = Optional.empty();
    private List<Object> wanted = List.of();

    /**
     * Made by injection.
     *
     * @param part   what the views have in common
     * @param model  the part, which keeps the view's state
     * @param plans  the binding plans
     * @param window the window that the part is in
     */
    @Inject
    public TopologyView(MachinePart part, MPart model, PlanStore plans, IWorkbenchWindow window) {
        this.part = part;
        this.model = model;
        this.plans = plans;
        this.window = window;
    }

    /**
     * Builds the view.
     *
     * @param parent the part's area
     */
    @PostConstruct
    public void create(Composite parent) {
        Composite body = part.area(parent, "Open a snapshot to see how the machine is wired.");
        panel = new ScenePanel(body, "Topology", this);
        foot = new PictureFoot(panel.foot(), this::changed);
        memory.restore(model.getPersistedState());
        panel.restore(model.getPersistedState());
        PictureMenu.install(panel, this, window);
        part.publish(panel.table().viewer(), "Topology as a table");
        part.onDocument(this::documentChanged);
        part.onConclusions(document -> draw(Optional.empty()));
        part.subscribe(PlanStore.CHANGED, event -> draw(Optional.empty()));
        part.onSelection(this::follow);
        panel.foot().addDisposeListener(event -> running.ifPresent(Job::cancel));
    }

    private void documentChanged(Optional<MachineDocument> document) {
        keepViewport();
        shown = Optional.empty();
        shownKind = Optional.empty();
        wanted = List.of();
        running.ifPresent(Job::cancel);
        if (document.isEmpty()) {
            panel.say("");
            return;
        }
        Machine machine = document.get().machine();
        boolean functions = ModelWalk.functions(machine).findAny().isPresent();
        if (!functions && machine.getDeviceTrees().isEmpty() && machine.getNvLinks().isEmpty()) {
            part.showMissing(Missing.collectWith("The snapshot holds no PCI devices and no device tree, so that nothing tells "
                    + "how the machine is wired. " + CaptureHelp.WHERE, CaptureScript.COMMAND));
            return;
        }
        part.showBody();
        PictureChoice choice = choice(document.get());
        if (!choice.isChosen() && !functions) {
            choice.choose(SceneKind.NVLINK);
        }
        foot.show(choice);
        panel.say("Drawing the machine\u2026");
        draw(Optional.empty());
    }

    private PictureChoice choice(MachineDocument document) {
        return memory.of(document.input().text());
    }

    private Optional<PictureChoice> choice() {
        return part.document().map(this::choice);
    }

    private void changed() {
        keepViewport();
        choice().ifPresent(foot::take);
        draw(Optional.empty());
    }

    /** Remembers what is seen of the picture that is about to be replaced. */
    private void keepViewport() {
        shown.filter(document -> panel.picture().isPresent() && panel.widget().isTouched()).map(this::choice)
                .filter(choice -> shownKind.equals(Optional.of(choice.kind())))
                .ifPresent(choice -> choice.viewport(panel.widget().viewport()));
    }

    private void draw(Optional<String> anchor) {
        Optional<MachineDocument> document = part.document();
        if (document.isEmpty() || foot.isDisposed()) {
            return;
        }
        running.ifPresent(Job::cancel);
        MachineDocument open = document.get();
        SceneOptions options = choice(open).options(wishes(open));
        String what = "Drawing " + PictureFoot.words(options.kind()) + " of " + open.name();
        PictureJob<Pictures.Drawn> job = new PictureJob<>(what, panel.foot().getDisplay(),
                cancelled -> Pictures.of(open.analysis(), options, cancelled),
                result -> show(open, options.kind(), result, anchor), this::stopped);
        running = Optional.of(job);
        panel.busy(what + "\u2026", () -> cancelled(job));
        job.schedule();
    }

    private Map<String, Optional<String>> wishes(MachineDocument document) {
        Map<String, Optional<String>> wishes = new HashMap<>();
        plans.draft(document).wishes().forEach(wish -> wishes.put(wish.address(), wish.driver()));
        return wishes;
    }

    private void show(MachineDocument document, SceneKind kind, Pictures.Drawn drawn, Optional<String> anchor) {
        if (foot.isDisposed() || !part.document().equals(Optional.of(document))) {
            return;
        }
        running = Optional.empty();
        Optional<ScenePanel.Picture> picture = drawn.picture();
        if (picture.isEmpty()) {
            panel.say(missing(document.machine(), kind, drawn.missing().orElse("nothing to show")));
        } else if (shown.equals(Optional.of(document)) && shownKind.equals(Optional.of(kind)) && panel.picture().isPresent()) {
            panel.update(picture.get(), anchor);
            panel.mark(wanted);
        } else {
            panel.open(picture.get(), choice(document).viewport());
            panel.select(wanted);
        }
        shown = Optional.of(document);
        shownKind = Optional.of(kind);
    }

    private static Missing missing(Machine machine, SceneKind kind, String why) {
        String sentence = "There is no picture of " + PictureFoot.words(kind) + ": " + why + ".";
        boolean collects = kind != SceneKind.IOMMU || !machine.isSetIommuGroupsCaptured();
        return collects ? Missing.collectWith(sentence + " " + CaptureHelp.WHERE, CaptureScript.COMMAND)
                : Missing.because(sentence);
    }

    /** The user does not want to wait. */
    private void cancelled(Job job) {
        job.cancel();
        running = Optional.empty();
        stopped();
    }

    private void stopped() {
        boolean waiting = running.map(Job::getState).filter(state -> state == Job.RUNNING || state == Job.WAITING).isPresent();
        if (!foot.isDisposed() && !waiting) {
            panel.idle();
            if (panel.picture().isEmpty()) {
                panel.say("The picture was not drawn. Choose one below to draw it.");
            }
        }
    }

    private void follow(List<Object> objects) {
        wanted = objects;
        panel.select(objects);
    }

    @Override
    public void selected(List<? extends Object> objects) {
        wanted = List.copyOf(objects);
        part.select(new StructuredSelection(objects));
    }

    @Override
    public void open(EObject object) {
        Reveal.object(part.sessions(), object);
    }

    @Override
    public void toggle(SceneElement element) {
        Set<String> open = panel.picture().stream().flatMap(picture -> ScenePanel.openFolds(picture.scene()).stream())
                .collect(Collectors.toSet());
        ScenePanel.fold(element).ifPresent(fold -> {
            choice().ifPresent(choice -> choice.toggle(fold.id(), open));
            draw(Optional.of(element.id()));
        });
    }

    @Override
    public void unfoldAll() {
        choice().ifPresent(choice -> choice.unfold(Set.of(SceneOptions.ALL)));
        draw(Optional.empty());
    }

    @Override
    public void foldAll() {
        choice().ifPresent(choice -> choice.unfold(Set.of()));
        draw(Optional.empty());
    }

    @Override
    public void export() {
        String machine = part.document().map(MachineDocument::name).orElse("machine");
        String kind = shownKind.orElse(SceneKind.PCI).name().toLowerCase(Locale.ROOT);
        panel.picture().ifPresent(picture ->
                SceneExport.ask(window.getShell(), picture.scene(), machine + "-" + kind, panel::tell));
    }

    /** Gives the picture the focus. */
    @Focus
    public void focus() {
        panel.setFocus();
    }

    /** Keeps what was chosen for each document. */
    @PersistState
    public void persist() {
        keepViewport();
        memory.store(model.getPersistedState());
        panel.store(model.getPersistedState());
    }
}
