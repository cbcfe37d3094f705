// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.render.scene.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bindscope.model.PciBridge;
import org.bindscope.model.PciFunction;
import org.bindscope.render.scene.NodeShape;
import org.bindscope.render.scene.SceneDraft;
import org.bindscope.render.scene.SceneFold;
import org.bindscope.render.scene.SceneSign;
import org.bindscope.render.scene.SceneSubject;

/** Makes the nodes of functions, alone or together. */
final class DeviceNodes {

    private final DeviceFacts facts;
    private final DeviceClasses classes;
    private final DeviceLines lines;

    DeviceNodes(DeviceFacts facts, DeviceClasses classes, DeviceLines lines) {
        this.facts = facts;
        this.classes = classes;
        this.lines = lines;
    }

    /**
     * A node for one function.
     *
     * @param fold   what it belongs to, or hides
     * @param hidden functions that it hides
     */
    SceneDraft.Node one(String id, PciFunction function, Optional<SceneFold> fold, List<PciFunction> hidden,
            Optional<String> box) {
        boolean hides = fold.filter(SceneFold::folded).isPresent();
        List<SceneDraft.Line> text = new ArrayList<>(lines.of(function));
        if (hides) {
            text.add(SceneDraft.Line.detail("and " + below(fold.get()) + " below"));
        }
        List<SceneSubject> subjects = new ArrayList<>(List.of(SceneSubject.function(function.getAddress())));
        hidden.forEach(below -> subjects.add(SceneSubject.function(below.getAddress())));
        return new SceneDraft.Node(id, subjects, shape(function), text, signs(List.of(function)), classes.of(function), fold,
                box, facts.sentence(function) + (hides ? " Below it, " + below(fold.get()) + (fold.get().count() == 2 ? " is" : " are") + " folded away." : ""));
    }

    /**
     * A node for functions that are alike, with what is below them.
     *
     * @param heads the functions
     * @param all   the functions and all below them
     */
    SceneDraft.Node alike(String id, List<PciFunction> heads, List<PciFunction> all, SceneFold fold, Optional<String> box) {
        PciFunction first = heads.get(0);
        List<SceneDraft.Line> text = new ArrayList<>(lines.of(heads.size(), first, heads.get(heads.size() - 1)));
        if (all.size() > heads.size()) {
            text.add(SceneDraft.Line.detail("each with " + (all.size() / heads.size() - 1) + " below"));
        }
        return new SceneDraft.Node(id, all.stream().map(function -> SceneSubject.function(function.getAddress())).toList(),
                shape(first), text, signs(heads), classes.of(first), Optional.of(fold), box,
                heads.size() + " alike, folded into one" + (all.size() > heads.size() ? " with what is below them" : "")
                        + "; the first is " + facts.sentence(first));
    }

    private static String below(SceneFold fold) {
        return fold.count() == 2 ? "1 device" : fold.count() - 1 + " devices";
    }

    private List<SceneDraft.Sign> signs(List<PciFunction> functions) {
        return functions.stream().flatMap(function -> facts.change(function).stream().map(to -> function.getAddress()
                + " changes to " + to)).findFirst().map(text -> List.of(new SceneDraft.Sign(SceneSign.CHANGED, text)))
                .orElse(List.of());
    }

    private static NodeShape shape(PciFunction function) {
        return function instanceof PciBridge ? NodeShape.BRIDGE
                : DeviceFacts.isGpu(function) && function.isSetVendorId() && function.getVendorId() == 0x10de ? NodeShape.GPU
                        : NodeShape.DEVICE;
    }
}
