// SPDX-FileCopyrightText: The Bindscope authors
// SPDX-License-Identifier: EPL-2.0
package org.bindscope.ui.canvas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

import org.bindscope.render.scene.Scene;
import org.bindscope.render.scene.ScenePalette;
import org.bindscope.render.scene.SceneSvg;
import org.bindscope.render.scene.png.ScenePng;
import org.bindscope.ui.session.UserMessages;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;

/** Saves pictures where the user says, and nowhere else: the same files as the command line's. */
public final class SceneExport {

    private static final String PNG = ".png";
    private static final String SVG = ".svg";
    /** Pixels of an image for one of the scene: sharp on dense screens and on paper. */
    private static final double PNG_SCALE = 2;

    private SceneExport() {
    }

    /**
     * Asks for a file and writes a picture into it, in a job.
     *
     * @param shell the window of the dialog
     * @param scene what to save
     * @param name  what to call the file, without its ending
     * @param done  told where the picture is; in the UI thread
     */
    public static void ask(Shell shell, Scene scene, String name, Consumer<String> done) {
        FileDialog dialog = new FileDialog(shell, SWT.SAVE);
        dialog.setText("Save Picture");
        dialog.setFilterNames(new String[] {"SVG, sharp at every size", "PNG, for programs that take no SVG"});
        dialog.setFilterExtensions(new String[] {"*" + SVG, "*" + PNG});
        dialog.setFileName(plain(name) + SVG);
        dialog.setOverwrite(true);
        String chosen = dialog.open();
        if (chosen == null) {
            return;
        }
        String file = ending(chosen).isEmpty() ? chosen + (dialog.getFilterIndex() == 1 ? PNG : SVG) : chosen;
        Display display = shell.getDisplay();
        Job.create("Saving " + file, monitor -> {
            try {
                write(scene, Path.of(file));
                display.asyncExec(() -> done.accept("Saved " + file));
            } catch (IOException | InvalidPathException e) {
                UserMessages.cannot(file + ": it could not be written: " + e.getMessage());
            }
            return Status.OK_STATUS;
        }).schedule();
    }

    /** Letters, digits and a few signs, so that a name from a snapshot is a good file name everywhere. */
    private static String plain(String name) {
        StringBuilder out = new StringBuilder();
        name.chars().limit(80).forEach(c -> {
            boolean plain = c < 128 && Character.isLetterOrDigit(c) || c == '.' || c == '_';
            out.append(plain ? (char) c : '-');
        });
        return out.toString();
    }

    private static String ending(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return name.endsWith(SVG) ? SVG : name.endsWith(PNG) ? PNG : "";
    }

    /**
     * Writes a picture; the ending of the file's name tells the format. Not for the UI thread.
     *
     * @param scene what
     * @param file  where to; replaced when it exists
     * @throws IOException when the file cannot be written
     */
    public static void write(Scene scene, Path file) throws IOException {
        if (!ending(file.toString()).equals(PNG)) {
            Files.writeString(file, SceneSvg.document(scene, SceneSvg.Theme.LIGHT));
            return;
        }
        byte[] image;
        try {
            image = ScenePng.bytes(scene, ScenePalette.light(), PNG_SCALE);
        } catch (ScenePng.PaintingException e) {
            throw new IOException(e.getMessage(), e);
        }
        Files.write(file, image);
    }
}
