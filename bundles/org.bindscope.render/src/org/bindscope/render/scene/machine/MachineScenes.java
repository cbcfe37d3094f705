// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import org.bindscope.analysis.MachineAnalysis;
import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.SceneDraft;
import org.bindscope.render.scene.SceneFlow;
import org.bindscope.render.scene.SceneFold;
import org.bindscope.render.scene.SceneLayout;
import org.bindscope.render.scene.SceneOptions;
import org.bindscope.render.scene.SceneSubject;
import org.bindscope.render.scene.TextMeasure;

/** Makes the pictures of a machine. Takes up to seconds for large machines: not for a UI thread. */
public final class MachineScenes {

    /** Folds inside folds that are opened one after the other. */
    private static final int MAX_LEVELS = 32;

    private MachineScenes() {
    }

    /**
     * Makes a picture.
     *
     * @param analysis conclusions about the machine, perhaps under suppositions
     * @param options  which picture, and what it shows
     * @param measure  how much room text takes
     * @return the same for the same arguments; without nodes when the machine has nothing to show, see
     *         {@link #missing}
     */
    public static Scene of(MachineAnalysis analysis, SceneOptions options, TextMeasure measure) {
        return of(analysis, options, measure, () -> false);
    }

    /**
     * Makes a picture, unless nobody wants it any more.
     *
     * @param analysis  conclusions about the machine, perhaps under suppositions
     * @param options   which picture, and what it shows
     * @param measure   how much room text takes
     * @param cancelled asked between the steps of the work, in the calling thread
     * @return as {@link #of(MachineAnalysis, SceneOptions, TextMeasure)}
     * @throws CancellationException when the answer was yes
     */
    public static Scene of(MachineAnalysis analysis, SceneOptions options, TextMeasure measure, BooleanSupplier cancelled) {
        return SceneLayout.arrange(draft(analysis, options), switch (options.kind()) {
            case PCI -> SceneFlow.TREE_RIGHT;
            case NVLINK -> SceneFlow.DOWN;
            case IOMMU -> SceneFlow.RIGHT;
        }, measure, cancelled);
    }

    private static SceneDraft draft(MachineAnalysis analysis, SceneOptions options) {
        return switch (options.kind()) {
            case PCI -> new PciScene(analysis, options).draft();
            case NVLINK -> new NvLinkScene(analysis, options).draft();
            case IOMMU -> new IommuScene(analysis, options).draft();
        };
    }

    /**
     * Opens the folds that hide things, as far as they can be opened.
     *
     * @param analysis conclusions about the machine
     * @param options  which picture
     * @param wanted   what is to be shown by itself
     * @return the options with more folds open
     */
    public static SceneOptions revealing(MachineAnalysis analysis, SceneOptions options, Set<SceneSubject> wanted) {
        SceneOptions open = options;
        for (int level = 0; level < MAX_LEVELS; level++) {
            Set<String> ids = new HashSet<>(open.unfolded());
            draft(analysis, open).nodes().forEach(node -> node.fold()
                    .filter(fold -> fold.folded() && hides(node, fold, wanted)).ifPresent(fold -> ids.add(fold.id())));
            if (ids.equals(open.unfolded())) {
                return open;
            }
            open = open.unfolding(ids);
        }
        return open;
    }

    /** Whether a node hides something wanted; what it hides below itself does not hide the node. */
    private static boolean hides(SceneDraft.Node node, SceneFold fold, Set<SceneSubject> wanted) {
        int first = fold.id().startsWith(FoldPlan.BELOW) ? 1 : 0;
        return node.subjects().subList(Math.min(first, node.subjects().size()), node.subjects().size()).stream()
                .anyMatch(wanted::contains);
    }

    /**
     * Why a picture of a machine would be empty.
     *
     * @param analysis conclusions about the machine
     * @param options  which picture
     * @return one sentence; empty when there is something to show
     */
    public static Optional<String> missing(MachineAnalysis analysis, SceneOptions options) {
        boolean functions = analysis.machine().getDomains().stream()
                .anyMatch(domain -> domain.getBuses().stream().anyMatch(bus -> !bus.getFunctions().isEmpty()));
        return switch (options.kind()) {
            case PCI -> functions ? Optional.empty() : Optional.of("the snapshot holds no PCI function");
            case NVLINK -> analysis.nvLink().endpoints().isEmpty()
                    ? Optional.of("neither the device tree nor a captured report speaks of NVLink") : Optional.empty();
            case IOMMU -> !functions ? Optional.of("the snapshot holds no PCI function")
                    : analysis.machine().getIommuGroups().isEmpty() ? Optional.of("the snapshot holds no IOMMU group")
                            : Optional.empty();
        };
    }
}
