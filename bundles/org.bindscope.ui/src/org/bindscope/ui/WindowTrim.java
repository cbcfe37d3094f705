// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.eclipse.e4.ui.model.application.ui.SideValue;
import org.eclipse.e4.ui.model.application.ui.basic.MTrimBar;
import org.eclipse.e4.ui.model.application.ui.basic.MTrimElement;
import org.eclipse.e4.ui.model.application.ui.basic.MTrimmedWindow;
import org.eclipse.e4.ui.model.application.ui.menu.MToolControl;
import org.eclipse.e4.ui.workbench.modeling.EModelService;

/** Puts the summary at the right of the tool bar and the status at the left of the bottom line. */
final class WindowTrim {

    private static final String DRAGGABLE = "Draggable";
    private static final String NO_MOVE = "NoMove";
    private static final String STRETCH = "stretch";
    private static final String SPACER_CLASS = "bundleclass://org.eclipse.e4.ui.workbench.renderers.swt/"
            + "org.eclipse.e4.ui.workbench.renderers.swt.LayoutModifierToolControl";
    private static final String OWN_CLASSES = "bundleclass://org.bindscope.ui/";

    private final EModelService models;

    WindowTrim(EModelService models) {
        this.models = models;
    }

    /** Adds what is not there yet; a restored window has it from the last time. */
    void install(MTrimmedWindow window) {
        MTrimBar top = models.getTrim(window, SideValue.TOP);
        add(top, "org.bindscope.ui.trim.spacer", SPACER_CLASS, Optional.empty()).ifPresent(spacer -> spacer.getTags().add(STRETCH));
        add(top, "org.bindscope.ui.trim.summary", OWN_CLASSES + SummaryControl.class.getName(), Optional.empty());
        MTrimBar bottom = models.getTrim(window, SideValue.BOTTOM);
        bottom.setVisible(true);
        Stream.of(top, bottom).flatMap(bar -> List.copyOf(bar.getChildren()).stream()).forEach(WindowTrim::fix);
        add(bottom, "org.bindscope.ui.trim.status", OWN_CLASSES + StatusControl.class.getName(), Optional.of(0));
        add(bottom, "org.bindscope.ui.trim.statusSpacer", SPACER_CLASS, Optional.of(1))
                .ifPresent(spacer -> spacer.getTags().add(STRETCH));
    }

    /** Takes away the handle with which a user could drag the element; it must be built again for that. */
    private static void fix(MTrimElement element) {
        if (element.getTags().remove(DRAGGABLE)) {
            element.getTags().add(NO_MOVE);
            if (element.isToBeRendered()) {
                element.setToBeRendered(false);
                element.setToBeRendered(true);
            }
        }
    }

    private Optional<MToolControl> add(MTrimBar bar, String id, String contribution, Optional<Integer> index) {
        if (bar.getChildren().stream().anyMatch(child -> id.equals(child.getElementId()))) {
            return Optional.empty();
        }
        MToolControl control = models.createModelElement(MToolControl.class);
        control.setElementId(id);
        control.setContributionURI(contribution);
        control.getTags().add(NO_MOVE);
        bar.getChildren().add(index.orElse(bar.getChildren().size()), control);
        return Optional.of(control);
    }
}
