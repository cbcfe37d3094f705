// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.topology;

import java.util.Arrays;

import org.bindscope.render.scene.ColourBy;
import org.bindscope.render.scene.LabelLength;
import org.bindscope.render.scene.SceneKind;
import org.bindscope.ui.session.MachinePart;
import org.eclipse.jface.layout.RowLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;

/** Which picture, by what it is coloured, how much text it carries. */
final class PictureFoot {

    private final Combo kind;
    private final Combo colour;
    private final Combo labels;

    PictureFoot(Composite parent, Runnable changed) {
        RowLayoutFactory.fillDefaults().spacing(4).applyTo(parent);
        kind = combo(parent, "Picture", changed,
                Arrays.stream(SceneKind.values()).map(PictureFoot::words).toArray(String[]::new));
        colour = combo(parent, "Colour by", changed,
                Arrays.stream(ColourBy.values()).map(value -> "by " + words(value)).toArray(String[]::new));
        labels = combo(parent, "Length of labels", changed,
                Arrays.stream(LabelLength.values()).map(value -> words(value) + " labels").toArray(String[]::new));
    }

    private static Combo combo(Composite parent, String name, Runnable changed, String... items) {
        Combo combo = new Combo(parent, SWT.READ_ONLY);
        combo.setItems(items);
        combo.setToolTipText(name);
        combo.addListener(SWT.Selection, event -> changed.run());
        MachinePart.name(combo, name);
        return combo;
    }

    static String words(SceneKind kind) {
        return switch (kind) {
            case PCI -> "PCI hierarchy";
            case NVLINK -> "NVLinks";
            case IOMMU -> "IOMMU groups";
        };
    }

    private static String words(ColourBy colour) {
        return switch (colour) {
            case DRIVER -> "driver";
            case GROUP -> "group";
            case NUMA -> "NUMA node";
            case VERDICT -> "verdict";
        };
    }

    private static String words(LabelLength length) {
        return switch (length) {
            case SHORT -> "short";
            case MEDIUM -> "medium";
            case FULL -> "full";
        };
    }

    boolean isDisposed() {
        return kind.isDisposed();
    }

    /** Shows a choice. */
    void show(PictureChoice choice) {
        kind.select(choice.kind().ordinal());
        colour.select(choice.colour().ordinal());
        labels.select(choice.labels().ordinal());
    }

    /** Puts what the user chose into a choice; another picture brings its own colours along. */
    void take(PictureChoice choice) {
        SceneKind picture = SceneKind.values()[kind.getSelectionIndex()];
        boolean other = picture != choice.kind();
        choice.choose(picture);
        choice.labels(LabelLength.values()[labels.getSelectionIndex()]);
        if (other) {
            show(choice);
        } else {
            choice.colour(ColourBy.values()[colour.getSelectionIndex()]);
        }
    }
}
