// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.bindscope.render.scene.SceneElement;
import org.bindscope.render.scene.SceneFold;
import org.bindscope.ui.commands.CopyRowsHandler;
import org.bindscope.ui.commands.DeviceDrag;
import org.bindscope.ui.commands.ObjectMenu;
import org.bindscope.ui.theme.Icons;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.ui.IWorkbenchWindow;

/** What can be done with what is selected in a picture: the menu of model objects, folding, saving, copying, dragging. */
public final class PictureMenu {

    private PictureMenu() {
    }

    /**
     * Gives a picture its menu, Ctrl+C and drags.
     *
     * @param panel  the picture
     * @param host   the view
     * @param window the window that it is in
     */
    public static void install(ScenePanel panel, ScenePanel.Host host, IWorkbenchWindow window) {
        SceneWidget widget = panel.widget();
        Canvas canvas = widget.control();
        MenuManager menu = ObjectMenu.install(canvas, window);
        Action fold = action("Unfold", Optional.empty(), () -> widget.focus().ifPresent(host::toggle));
        menu.add(new Separator("picture"));
        menu.add(fold);
        menu.add(action("Save Picture\u2026", Optional.of(Icons.SAVE), host::export));
        menu.addMenuListener(manager -> {
            Optional<SceneFold> at = widget.focus().flatMap(Elements::fold);
            fold.setEnabled(at.isPresent());
            fold.setText(at.filter(found -> !found.folded()).isPresent() ? "Fold\tF" : "Unfold\tF");
        });
        Supplier<String> text = () -> widget.selected().stream().map(id -> widget.scene().flatMap(scene -> scene.element(id)))
                .flatMap(Optional::stream).map(SceneElement::description).collect(Collectors.joining("\n"));
        canvas.setData(CopyRowsHandler.TEXT_KEY, text);
        DeviceDrag.install(canvas, () -> widget.pressed().isPresent() ? selection(panel) : StructuredSelection.EMPTY);
    }

    private static Action action(String text, Optional<Icons> icon, Runnable run) {
        Action action = new Action(text) {
            @Override
            public void run() {
                run.run();
            }
        };
        icon.ifPresent(image -> action.setImageDescriptor(image.descriptor()));
        return action;
    }

    private static IStructuredSelection selection(ScenePanel panel) {
        return new StructuredSelection(panel.picture().map(picture -> panel.widget().selected().stream()
                .map(picture.scene()::element).flatMap(Optional::stream)
                .flatMap(element -> picture.subjects().objects(picture.scene(), element).stream()).distinct().toList())
                .orElse(List.of()));
    }
}
